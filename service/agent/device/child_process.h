#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {

// A program that was started to read what it prints. It is given no input, no signal of ours blocked, and its
// errors go nowhere.
class ChildProcess {
 public:
  // `arguments` begins with the program, which is looked for in PATH. No shell sees them.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const std::vector<std::string>& arguments);

  // Kills it and waits for its end, which then takes no time.
  ~ChildProcess();

  // Appends what it prints next to `output`; blocks until there is something, for `timeout` at most. False at
  // the end of its output; DEADLINE_EXCEEDED when the time is over. One thread.
  absl::StatusOr<bool> Read(std::string* output, absl::Duration timeout);

  // Ends it, on any thread and at any time; Read() then comes to an end. Does not wait.
  void Kill();

 private:
  ChildProcess(pid_t pid, FileDescriptor output) : output_(std::move(output)), pid_(pid) {}

  const FileDescriptor output_;
  // Its number is its own until the destructor has waited for it, also when it has ended.
  const pid_t pid_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_
