#ifndef CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_SYNC_COMMAND_RUN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_SYNC_COMMAND_RUN_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/accounts/account.h"
#include "service/gateway/commands/command_run.h"

namespace cloudphone {

// Runs a command by the vendor's synchronous calls, in parts of as many phones as one call takes. The first
// part goes alone: where it fails the run fails, before the budget is spent on others. Then the next part
// asks for its turn whenever the one before has got its own, so that the run has one place in the account's
// queue, however many phones it has, and callers share the budget evenly.
class SyncCommandRun final : public CommandRun, public std::enable_shared_from_this<SyncCommandRun> {
 public:
  // `account` outlives it.
  SyncCommandRun(Account* account, Command command, std::weak_ptr<CommandSink> sink);

  void Start() override { Advance(); }
  void Stop(const absl::Status& why) override { HoldBack(why); }

 private:
  struct Part {
    int number;  // From 1.
    std::vector<std::string> phone_ids;
  };
  using SharedPart = std::shared_ptr<const Part>;

  // Has the next part ask for its turn, unless one does already.
  void Advance();
  SharedPart TakePart() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnTurn(int number);
  void OnResult(const Part& part, CallResult result);
  void OnFailure(const Part& part, const CallResult& result);
  // Sends nothing more.
  void HoldBack(const absl::Status& why);
  // Part `number` no longer waits for its turn.
  void LeaveQueueLocked(int number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(absl::FunctionRef<void(CommandBook*)> change);
  void End(const absl::Status& status);

  Account* const account_;
  const std::string content_;
  const absl::Time until_;
  const std::weak_ptr<CommandSink> sink_;

  Mutex mutex_;
  std::deque<SharedPart> unsent_ ABSL_GUARDED_BY(mutex_);
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;  // The part that waits for its turn; 0: none.
  std::shared_ptr<CphCall> waiting_call_ ABSL_GUARDED_BY(mutex_);
  bool accepted_ ABSL_GUARDED_BY(mutex_) = false;   // A part has been.
  absl::Status held_back_ ABSL_GUARDED_BY(mutex_);  // Why nothing more is sent, or OK.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_SYNC_COMMAND_RUN_H_
