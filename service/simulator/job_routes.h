#ifndef CLOUDPHONE_SERVICE_SIMULATOR_JOB_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_JOB_ROUTES_H_

#include "service/simulator/call.h"

namespace cloudphone::simulator {

Response ListJobs(const Call& call);
Response ShowJob(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_JOB_ROUTES_H_
