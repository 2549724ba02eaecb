#ifndef CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_RUN_H_
#define CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_RUN_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/gateway/commands/command_book.h"

namespace cloudphone {

// What is to be run, where, and until when its caller waits.
struct Command {
  std::vector<std::string> phone_ids;  // Each once.
  std::string content;
  absl::Time deadline;  // The caller's; absl::InfiniteFuture() where there is none.
  absl::Time
      until;  // When the run ends in any case: before the deadline, so that what is known still arrives.
};

// Who is told how a run goes. Thread-safe; may be called with any lock held that it does not know.
class CommandSink {
 public:
  virtual ~CommandSink() = default;

  // Enters into the book what `change` does to it. When every phone has its result then, the run has ended
  // well. Does not call `change` after the end.
  virtual void Tell(absl::FunctionRef<void(CommandBook*)> change) = 0;
  // The run has ended otherwise; the first end counts.
  virtual void End(const absl::Status& status) = 0;
};

// A command on its way to many phones. Thread-safe.
class CommandRun {
 public:
  virtual ~CommandRun() = default;

  // Once.
  virtual void Start() = 0;
  // Sends nothing more because of `why`, and ends as soon as it is known what became of what was sent, as far
  // as that takes no longer than an upstream call; jobs are not waited for. What was accepted runs on.
  virtual void Stop(const absl::Status& why) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_RUN_H_
