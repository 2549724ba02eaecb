#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_MEMBER_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_MEMBER_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

// By whoever shares an image: those it is shared with.
Response AddImageMember(const Call& call);
Response ListImageMembers(const Call& call);
Response DeleteImageMember(const Call& call);
// By whoever it is shared with: accepts or rejects it.
Response UpdateImageMember(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGE_MEMBER_ROUTES_H_
