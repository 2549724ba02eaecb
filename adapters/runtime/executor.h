#ifndef CLOUDPHONE_ADAPTERS_RUNTIME_EXECUTOR_H_
#define CLOUDPHONE_ADAPTERS_RUNTIME_EXECUTOR_H_

#include "absl/functional/any_invocable.h"

namespace cloudphone {

// Does work that may block, so that threads which must not wait can hand it over. Programs pass a WorkThread,
// tests a ManualExecutor. Thread-safe.
class Executor {
 public:
  using Work = absl::AnyInvocable<void() &&>;

  virtual ~Executor() = default;

  // Does `work` later, never inside Run(), one after the other in the order of the calls.
  virtual void Run(Work work) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_RUNTIME_EXECUTOR_H_
