#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cloudphone/v1/job.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// What the vendor's rows about jobs leave open, filled in after they were read.

// Gives a failed job that came without an error code an error: INTERNAL, UPSTREAM_FAILED.
void SettleFailure(v1::Job* job);

// Turns the rows of the answer that started jobs into a JobGroup: names the request; rows with a job id are
// jobs that run; rows without were refused. A target of the call that no row names is refused with `unknown`,
// so that each target stands in exactly one of jobs and refused. `target_field` is the id field of Job and
// Refusal that targets have ("phone_id").
void SettleGroup(absl::string_view request_id, const std::string& target_field,
                 const std::vector<std::string>& targets, const google::rpc::Status& unknown,
                 v1::JobGroup* group);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_
