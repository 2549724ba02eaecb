#include "service/gateway/jobs/poll_plan.h"

#include <utility>

namespace cloudphone {

std::vector<Poll> PlanPolls(const std::vector<WatchedRequest*>& due) {
  std::vector<Poll> polls;
  Poll packed;
  size_t rows = 0;
  for (WatchedRequest* request : due) {
    const size_t jobs = request->jobs().size();
    if (request->ask_alone || jobs >= kMaxRowsInPoll) {
      polls.push_back({request});
      continue;
    }
    if (packed.size() == kMaxRequestsInPoll || rows + jobs > kMaxRowsInPoll) {
      polls.push_back(std::exchange(packed, {}));
      rows = 0;
    }
    packed.push_back(request);
    rows += jobs;
  }
  if (!packed.empty()) polls.push_back(std::move(packed));
  return polls;
}

}  // namespace cloudphone
