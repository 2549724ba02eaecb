#ifndef CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_SEEN_OBJECTS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_SEEN_OBJECTS_H_

#include <cstddef>
#include <deque>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/job.pb.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// Where the vendor does not find an object that we saw there a moment before, its service may not read the
// bucket (no code of the vendor says so). This remembers, for the jobs of this process, in which bucket
// their objects were seen, and then says so in the place of OBJECT_NOT_FOUND. Thread-safe.
class SeenObjects {
 public:
  // How many jobs are remembered: the newest.
  explicit SeenObjects(size_t most_jobs = 20000) : most_jobs_(most_jobs) {}

  // The jobs of `group` work with objects of `bucket`, which are there.
  void Add(const v1::JobGroup& group, const std::string& bucket);

  // Puts OBS_NOT_DELEGATED into the error of a job that did not find what was seen.
  void Explain(v1::Job* job) const;
  // The same for a response that holds jobs (GetJob, ListJobs); any other stays as it is.
  void ExplainAnswer(google::protobuf::Message* response) const;

 private:
  const size_t most_jobs_;
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, std::string> buckets_ ABSL_GUARDED_BY(mutex_);  // By the job's id.
  std::deque<std::string> oldest_first_ ABSL_GUARDED_BY(mutex_);
};

// What the error of a call or a target is, whose objects in `bucket` were seen: OBS_NOT_DELEGATED
// (FAILED_PRECONDITION) where the vendor says that they are not there, else itself.
google::rpc::Status ExplainMissing(const google::rpc::Status& error, absl::string_view bucket);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_SEEN_OBJECTS_H_
