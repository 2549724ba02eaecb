#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_

#include "adapters/cph/call/cph_client.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/artifacts/seen_objects.h"
#include "service/gateway/jobs/job_source.h"

namespace cloudphone {

// Reads the jobs for the hub with the same ListJobs call that callers get.
class CphJobSource final : public JobSource {
 public:
  // All outlive every `done`. `seen` explains why jobs failed; or null.
  CphJobSource(CphClient* client, Timers* timers, const SeenObjects* seen = nullptr)
      : client_(client), timers_(timers), seen_(seen) {}

  void List(Query query, absl::Time deadline, Done done) override;

 private:
  CphClient* const client_;
  Timers* const timers_;
  const SeenObjects* const seen_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_
