#ifndef CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_H_
#define CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "service/gateway/accounts/account.h"

namespace cloudphone {

// A look is a read before a write, which tells better than the vendor's refusal why the write cannot succeed.
// It only ever spoils a call that it saw to be hopeless: a look that fails, comes too late or is not allowed
// to see says nothing.
struct Looked {
  absl::Status refusal;     // Why the write is not worth sending; OK: it is.
  std::string seen_bucket;  // All objects that the write names are there, the first in this bucket; or empty.
};

// Runs once, on a loop thread or on that of the timers, and must not wait.
using LookDone = absl::AnyInvocable<void(Looked) &&>;

// Starts the look that goes before `request`, which is in order:
//   InstallApk, PushFile, PushSharedFiles, PushSharedApps, BatchImportPhoneData: whether the objects are
//   there (NOT_FOUND, OBJECT_NOT_FOUND, naming the first that is not);
//   DeleteServers: whether one of the servers is a subscription (FAILED_PRECONDITION, SUBSCRIPTION_SERVER).
// False where none goes before it, with validate_only too; `done` is then dropped. A look takes a small part
// of the time to `deadline`.
bool StartLook(Account* account, const google::protobuf::Message& request, absl::Time now,
               absl::Time deadline, LookDone* done);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_H_
