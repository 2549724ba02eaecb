#include "service/gateway/jobs/watch_group.h"

#include <algorithm>
#include <utility>

namespace cloudphone {

bool WatchGroup::all_read() const {
  return std::all_of(requests.begin(), requests.end(), [](const auto* request) { return request->read; });
}

bool WatchGroup::all_finished() const {
  return std::all_of(requests.begin(), requests.end(),
                     [](const auto* request) { return request->finished(); });
}

v1::JobProgress WatchGroup::Progress() const {
  v1::JobProgress progress;
  for (const WatchedRequest* request : requests) request->AddTo(&progress);
  return progress;
}

SharedUpdate WatchGroup::Snapshot() {
  SharedUpdate update = snapshot.lock();
  if (update != nullptr) return update;
  std::vector<SharedJob> jobs;
  for (const WatchedRequest* request : requests)
    jobs.insert(jobs.end(), request->jobs().begin(), request->jobs().end());
  update = std::make_shared<const JobUpdate>(std::move(jobs), Progress());
  snapshot = update;
  return update;
}

}  // namespace cloudphone
