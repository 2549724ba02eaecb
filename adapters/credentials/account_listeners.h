#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_LISTENERS_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_LISTENERS_H_

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "adapters/credentials/account_gate.h"

namespace cloudphone {

// Both are told under no lock, on the thread that learned of it: the loop of the inner transport. With
// several loops two things may be told at the same time.

// Told of each change of the account's state or pause (zero unless kStopped).
using StateListener = absl::AnyInvocable<void(AccountState, absl::Duration pause)>;

// Told of what failed beside the calls, in words for the operator that hold no secret.
using TroubleListener = absl::AnyInvocable<void(absl::string_view what)>;

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_ACCOUNT_LISTENERS_H_
