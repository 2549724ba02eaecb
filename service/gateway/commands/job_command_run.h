#ifndef CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_JOB_COMMAND_RUN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_JOB_COMMAND_RUN_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/accounts/account.h"
#include "service/gateway/commands/command_run.h"
#include "service/gateway/jobs/job_watcher.h"

namespace cloudphone {

// Runs a command by the vendor's jobs: RunShellCommand, split as any batch, then a watch of the jobs of all
// parts. Shared with the upstream call, and weakly with the hub.
class JobCommandRun final : public CommandRun,
                            public JobWatcher,
                            public std::enable_shared_from_this<JobCommandRun> {
 public:
  // `account` outlives it.
  JobCommandRun(Account* account, Command command, std::weak_ptr<CommandSink> sink)
      : account_(account), command_(std::move(command)), sink_(std::move(sink)) {}

  void Start() override;
  void Stop(const absl::Status& why) override;

  // JobWatcher, on the hub's thread.
  void OnSnapshot(const SharedUpdate& update) override { OnChange(update); }
  void OnChange(const SharedUpdate& update) override;
  void OnHeartbeat(const v1::JobProgress*) override {}
  void OnEnd(absl::Status status) override;

 private:
  void Send();
  void OnAccepted(const CallResult& result);
  // Watches the jobs, unless it has been stopped meanwhile.
  void Watch(const v1::JobGroup& group);
  void Tell(absl::FunctionRef<void(CommandBook*)> change);
  void End(const absl::Status& status);
  void EndUnknown(absl::string_view what);

  Account* const account_;
  const Command command_;
  const std::weak_ptr<CommandSink> sink_;

  Mutex mutex_;
  std::shared_ptr<CphCall> call_ ABSL_GUARDED_BY(mutex_);  // While it is out.
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  WatchId watch_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);  // Why, or OK.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_JOB_COMMAND_RUN_H_
