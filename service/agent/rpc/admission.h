#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_ADMISSION_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_ADMISSION_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/server_context.h"
#include "service/agent/agent_phone.h"

namespace cloudphone {

// The phone that a call is about, if the caller may use it: its metadata has the phone's token. NOT_FOUND
// (PHONE_NOT_FOUND) for a phone that is not served here, UNAUTHENTICATED (AGENT_TOKEN_REFUSED) for a token
// that is missing or wrong.
absl::StatusOr<std::shared_ptr<AgentPhone>> Admit(PhoneDirectory& phones,
                                                  const grpc::ServerContextBase& context,
                                                  absl::string_view phone_id);

// Whether both are the same text. Takes as long for any text of that length: how much of a guess is right
// does not show.
bool SameSecret(absl::string_view shown, absl::string_view secret);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_ADMISSION_H_
