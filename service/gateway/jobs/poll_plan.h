#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_

#include <cstddef>
#include <vector>

#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

// The most that one ListJobs takes and gives (limits.md, section 2).
constexpr size_t kMaxRequestsInPoll = 20;
constexpr size_t kMaxRowsInPoll = 100;

// Which requests one poll asks about.
using Poll = std::vector<WatchedRequest*>;

// Packs due requests into polls, in their order: alone what must be asked alone or has more jobs than a page,
// the others up to 20 requests and 100 jobs together.
std::vector<Poll> PlanPolls(const std::vector<WatchedRequest*>& due);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_
