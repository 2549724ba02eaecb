#include "service/agent/rpc/admission.h"

#include "absl/strings/strip.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

constexpr char kAuthorization[] = "authorization";
constexpr char kBearer[] = "Bearer ";

absl::string_view TokenOf(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find(kAuthorization);
  if (found == context.client_metadata().end()) return "";
  absl::string_view value(found->second.data(), found->second.size());
  return absl::ConsumePrefix(&value, kBearer) ? value : "";
}

}  // namespace

absl::StatusOr<std::shared_ptr<AgentPhone>> Admit(PhoneDirectory& phones,
                                                  const grpc::ServerContextBase& context,
                                                  absl::string_view phone_id) {
  std::shared_ptr<AgentPhone> phone = phones.Find(phone_id);
  if (phone == nullptr) return NotFound("PHONE_NOT_FOUND", "phone", phone_id, "no such phone is served here");
  if (!phone->token().empty() && !SameSecret(TokenOf(context), phone->token())) {
    return AgentRefusal(absl::StatusCode::kUnauthenticated, "AGENT_TOKEN_REFUSED",
                        "the token of the call is not that of the phone");
  }
  return phone;
}

bool SameSecret(absl::string_view shown, absl::string_view secret) {
  if (shown.size() != secret.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < secret.size(); ++i)
    difference |= static_cast<unsigned char>(shown[i]) ^ static_cast<unsigned char>(secret[i]);
  return difference == 0;
}

}  // namespace cloudphone
