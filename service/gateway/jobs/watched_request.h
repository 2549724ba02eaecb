#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "service/gateway/jobs/job_update.h"

namespace cloudphone {

struct WatchGroup;

// What the hub knows of one upstream request. Not thread-safe.
class WatchedRequest {
 public:
  // `number` tells requests apart that are due at the same time; later ones have higher numbers.
  WatchedRequest(std::string id, uint64_t number) : id_(std::move(id)), number_(number) {}

  const std::string& id() const { return id_; }
  uint64_t number() const { return number_; }
  const std::vector<SharedJob>& jobs() const { return jobs_; }
  bool Has(const std::string& job_id) const { return index_.contains(job_id); }
  // Every job is known and final.
  bool finished() const { return read && finals() == static_cast<int>(jobs_.size()); }

  // Takes the newest row of a job; returns the new state where it is one. A final job stays as it is: an
  // answer that says otherwise is older than the one before.
  SharedJob Take(v1::Job row);

  // Adds the counts of this request.
  void AddTo(v1::JobProgress* progress) const;

  // For the hub. Without groups nobody wants it any more.
  std::set<std::shared_ptr<WatchGroup>> groups;
  bool read = false;               // All its jobs are known.
  bool ask_alone = true;           // Its job ids are not (all) known, or a row could not be told apart.
  absl::Time first_asked;          // When somebody wanted it first.
  std::vector<v1::Job> page_rows;  // Rows of the pages read so far, of a look at it alone.

  // For LookSchedule: when it may be looked at next together with others, when it must be, and the interval.
  absl::Time opens;
  absl::Time due;
  absl::Duration interval;

 private:
  int finals() const { return succeeded_ + failed_; }

  const std::string id_;
  const uint64_t number_;
  std::vector<SharedJob> jobs_;  // In the order of their first appearance.
  absl::flat_hash_map<std::string, size_t> index_;
  int succeeded_ = 0;
  int failed_ = 0;
};
using RequestPtr = std::shared_ptr<WatchedRequest>;

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_WATCHED_REQUEST_H_
