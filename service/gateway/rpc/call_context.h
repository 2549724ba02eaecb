#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_CALL_CONTEXT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_CALL_CONTEXT_H_

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/runtime/timers.h"
#include "grpcpp/server_context.h"
#include "service/gateway/accounts/accounts.h"
#include "service/gateway/media/media.h"
#include "service/serving/call_registry.h"
#include "service/serving/log_line.h"

namespace cloudphone {

// What every handler works with. All of it outlives the server.
struct CallServices {
  const BindingTable* bindings;
  const Accounts* accounts;
  CallRegistry* calls;
  const Timers* clock;
  Media* media = nullptr;
};

// What we know of one call, whatever its method.
struct CallContext {
  std::string method;      // "/cloudphone.v1.PhoneService/ListPhones"
  std::string request_id;  // The caller's x-request-id, or one of ours.
  absl::Time start;
  absl::Time deadline;  // absl::InfiniteFuture() where the caller set none.
};

// Reads the metadata of a call and echoes x-request-id in its initial metadata. An x-request-id that is no
// visible ASCII of at most 128 characters is replaced.
CallContext ReadCallContext(const Timers& clock, absl::string_view method,
                            grpc::CallbackServerContext* context);

// The account that the call names in x-cloudphone-account, or the only one. INVALID_ARGUMENT for one that
// this gateway does not have, and where none is named of several.
absl::StatusOr<Account*> ChooseAccount(const Accounts& accounts, const grpc::CallbackServerContext& context);

// What calls get while the gateway drains: UNAVAILABLE with RetryInfo.
absl::Status DrainingStatus();

// INVALID_ARGUMENT for bytes that are no message of the type.
absl::Status MalformedRequest(absl::string_view message_type);

// The status as the caller gets it: its ErrorInfo, without which no error leaves the gateway, names the
// request id.
absl::Status Outward(const absl::Status& status, const CallContext& call);

// One line about a call that has ended.
void LogCall(const CallContext& call, absl::Time end, const absl::Status& status,
             std::initializer_list<LogField> more);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_CALL_CONTEXT_H_
