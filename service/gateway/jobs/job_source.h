#ifndef CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_SOURCE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_SOURCE_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cloudphone/v1/job.pb.h"

namespace cloudphone {

// Where the hub reads jobs.
class JobSource {
 public:
  struct Query {
    std::vector<std::string> request_ids;  // At most 20.
    int limit = 100;                       // Rows; at most 100.
    int offset = 0;
  };
  // Without request_id where the query named several requests.
  using Rows = std::vector<v1::Job>;
  using Done = absl::AnyInvocable<void(absl::StatusOr<Rows>) &&>;

  virtual ~JobSource() = default;

  // Starts one read. `done` runs once, on any thread, never inside List().
  virtual void List(Query query, absl::Time deadline, Done done) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_JOBS_JOB_SOURCE_H_
