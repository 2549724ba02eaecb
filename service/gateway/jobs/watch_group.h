#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCH_GROUP_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCH_GROUP_H_

#include <memory>
#include <vector>

#include "absl/container/btree_set.h"
#include "cloudphone/v1/job.pb.h"
#include "service/gateway/jobs/job_update.h"
#include "service/gateway/jobs/watched_request.h"

namespace cloudphone {

// Names a watch; zero names none.
using WatchId = uint64_t;

// All watches of the same requests. They are told the same, so what they are told is made once. Not
// thread-safe.
struct WatchGroup {
  // In the order asked for. Empty once the group has ended: its watches then wait only for being told so.
  std::vector<WatchedRequest*> requests;
  absl::btree_set<WatchId> watches;
  bool complete = false;  // Each request has been read: the snapshot is out or on its way.
  // What a new watch is told, while anybody else still has it in hand.
  std::weak_ptr<const JobUpdate> snapshot;

  bool ended() const { return requests.empty(); }
  bool all_read() const;
  bool all_finished() const;
  v1::JobProgress Progress() const;
  // Every job now.
  SharedUpdate Snapshot();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCH_GROUP_H_
