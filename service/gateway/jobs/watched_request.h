#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_

#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "service/gateway/jobs/job_watcher.h"

namespace cloudphone {

// Names a watch; zero names none.
using WatchId = uint64_t;

// What the hub knows of one upstream request. Not thread-safe.
class WatchedRequest {
 public:
  explicit WatchedRequest(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }
  const std::vector<SharedJob>& jobs() const { return jobs_; }
  bool Has(const std::string& job_id) const { return index_.contains(job_id); }
  // Every job is known and final.
  bool finished() const { return read && finals() == static_cast<int>(jobs_.size()); }

  // Takes the newest row of a job; returns the new state where it is one. A final job stays as it is: an
  // answer that says otherwise is older than the one before.
  SharedJob Take(v1::Job row);

  // Adds the counts of this request.
  void AddTo(v1::JobProgress* progress) const;

  // For the hub's plan.
  bool read = false;               // All its jobs are known.
  bool ask_alone = true;           // Its job ids are not (all) known, or a row could not be told apart.
  absl::Time first_asked;          // When somebody wanted it first.
  absl::Time due;                  // Of the next look; InfiniteFuture: none.
  absl::Duration interval;         // The next one.
  std::vector<v1::Job> page_rows;  // Rows of the pages read so far, of a look that takes several.
  std::set<WatchId> watches;

 private:
  int finals() const { return succeeded_ + failed_; }

  const std::string id_;
  std::vector<SharedJob> jobs_;  // In the order of their first appearance.
  absl::flat_hash_map<std::string, size_t> index_;
  int succeeded_ = 0;
  int failed_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_
