// What 169.254.169.254 answers to a virtual machine with an agency: a token, and the agency's keys (the
// vendor's documents of IAM).

#include "absl/strings/numbers.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/identity/iam.h"

namespace cloudphone::simulator {
namespace {

constexpr int kLongestSeconds = 21600;

}  // namespace

// Unverified: the bounds of the lifetime, and the forms of the refusals here and below.
Response Iam::CreateMetadataToken(const Call& call) {
  int seconds = 0;
  if (!absl::SimpleAtoi(call.request.Header("X-Metadata-Token-Ttl-Seconds"), &seconds) || seconds < 1 ||
      seconds > kLongestSeconds)
    return KeystoneError(400, "X-Metadata-Token-Ttl-Seconds is invalid in the request", call.request_id);
  Response response{200, host_metadata_.IssueToken(absl::Seconds(seconds), call.now), call.request_id};
  response.headers = {{"Content-Type", "text/plain"}};
  return response;
}

// A machine may go without a token, as one must whose host knows none; a token that is shown must be good.
Response Iam::ShowSecurityKey(const Call& call) {
  const absl::string_view token = call.request.Header("X-Metadata-Token");
  if (!token.empty() && !host_metadata_.IsGood(token, call.now))
    return KeystoneError(401, "X-Metadata-Token is invalid in the request", call.request_id);
  const auto& security = host_metadata_.Renewed(projects_.front().id, &temporary_keys_, call.now);
  JsonAnswer json;
  WriteCredential(security.key, security.expires_at, &json);
  return {200, json.Take(), call.request_id};
}

}  // namespace cloudphone::simulator
