#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// What phones can run: public images, the project's own, and those that are shared with it.
Response ListPhoneImages(const Call& call);
// The project's own images, and those that are shared with it, as what customers made.
Response ListImages(const Call& call);
Response DeleteImage(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_ROUTES_H_
