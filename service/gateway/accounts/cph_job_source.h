#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_

#include "adapters/cph/call/cph_client.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/jobs/job_source.h"

namespace cloudphone {

// Reads the jobs for the hub with the same ListJobs call that callers get.
class CphJobSource final : public JobSource {
 public:
  // Both outlive every `done`.
  CphJobSource(CphClient* client, Timers* timers) : client_(client), timers_(timers) {}

  void List(Query query, absl::Time deadline, Done done) override;

 private:
  CphClient* const client_;
  Timers* const timers_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_JOB_SOURCE_H_
