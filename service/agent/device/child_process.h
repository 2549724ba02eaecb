#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/runtime/file_descriptor.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// A program that was started to read what it prints. It is given no input, no signal of ours blocked, and its
// errors go nowhere.
class ChildProcess {
 public:
  // `arguments` begins with the program, which is looked for in PATH. No shell sees them.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const std::vector<std::string>& arguments);

  // Kills it and waits for its end.
  ~ChildProcess();

  // Appends what it prints next to `output`; blocks until there is something, for `timeout` at most. False at
  // the end of its output; DEADLINE_EXCEEDED when the time is over. One thread.
  absl::StatusOr<bool> Read(std::string* output, absl::Duration timeout);

  // Ends it, on any thread and at any time; Read() then comes to an end. Does not wait.
  void Kill();

  // Waits for its end; whether it ended with exit code 0.
  bool Wait();

 private:
  ChildProcess(pid_t pid, FileDescriptor output) : output_(std::move(output)), pid_(pid) {}

  const FileDescriptor output_;
  Mutex mutex_;
  pid_t pid_ ABSL_GUARDED_BY(mutex_);  // 0 once it is waited for: its number may be another's then.
  bool succeeded_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_CHILD_PROCESS_H_
