#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_

#include <cstddef>
#include <vector>

#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

// The most that one ListJobs takes and gives, by the vendor's API reference.
constexpr size_t kMaxRequestsInPoll = 20;
constexpr size_t kMaxRowsInPoll = 100;

// A look at requests whose jobs are known: the rows of all of them, page by page. Each page is one poll.
struct PlannedLook {
  std::vector<RequestPtr> requests;
  size_t pages = 1;
};

// How many polls the requests take where each poll names as many requests or gives as many rows as it can.
size_t FewestPolls(size_t requests, size_t jobs);

// Packs the requests of a tick into looks, so that all together take FewestPolls() or hardly more: a request
// is looked at as a whole, so the last page of a look stays partly empty where sizes do not add up. (Of 1,000
// requests with 7 jobs each, 14 fill 98 rows of a page: 72 polls where 70 would hold all rows.) No packing of
// whole requests does better there; to ask for parts of requests one would have to know the order in which
// the vendor sorts rows, which no document tells. Looks come in the order of their first request in `tick`.
std::vector<PlannedLook> PlanLooks(const std::vector<RequestPtr>& tick);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_POLL_PLAN_H_
