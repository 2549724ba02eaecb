#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/cph/binding/target_plan.h"
#include "cloudphone/rest/v1/rest.pb.h"
#include "cloudphone/v1/job.pb.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// What the vendor's rows about targets leave open, filled in after they were read.

// The targets of a call, for which the rows of its answer must account.
struct AskedTargets {
  std::string id_name;  // The id field that rows and Refusal have for them: "phone_id".
  std::vector<std::string> ids;
  bool fans_out = false;  // Rows name what is on the targets: one without a row was taken, too.
};

// Gives a failed job that came without an error code an error: INTERNAL, UPSTREAM_FAILED.
void SettleFailure(v1::Job* job);

// Turns the rows of an answer about jobs into a JobGroup: rows with a job id are jobs, that run unless they
// are FINISHED; rows without were refused. With JOBS_ONE the only row becomes a job for each target, all with
// its id. A target that no row names is refused with `unknown`, so that each stands in exactly one of jobs
// and refused. Names the request unless every target was refused for a reason: nothing is known then to have
// begun under it, and whether the vendor lists a request without jobs is unverified.
void SettleGroup(absl::string_view request_id, const AskedTargets& asked, rest::v1::Jobs jobs,
                 const google::rpc::Status& unknown, v1::JobGroup* group);

// Refuses with `unknown` each target that neither list of `container` names.
void RefuseUnnamed(const AskedTargets& asked, const TargetAnswer& lists, const google::rpc::Status& unknown,
                   google::protobuf::Message* container);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_JOB_ROWS_H_
