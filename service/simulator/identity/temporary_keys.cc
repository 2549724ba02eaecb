#include "service/simulator/identity/temporary_keys.h"

#include <algorithm>
#include <utility>

#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr absl::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr absl::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// As long as the vendor's.
constexpr size_t kAccessKeySize = 20;
constexpr size_t kSecretKeySize = 40;
constexpr size_t kTokenSize = 500;
constexpr int kShortestSeconds = 900;
constexpr int kLongestSeconds = 86400;

const rapidjson::Value* ObjectIn(const rapidjson::Value* object, const char* name) {
  const rapidjson::Value* const member = object == nullptr ? nullptr : FindMember(*object, name);
  return member != nullptr && member->IsObject() ? member : nullptr;
}

}  // namespace

void WriteCredential(const KnownKey& key, absl::Time expires_at, JsonAnswer* json) {
  json->BeginObject("credential");
  json->Text("access", key.access_key);
  json->Text("secret", key.secret_key);
  json->Text("securitytoken", key.security_token);
  json->FineTime("expires_at", expires_at);
  json->EndObject();
}

std::string TemporaryKeys::RandomText(size_t size, absl::string_view alphabet) {
  std::string text;
  while (text.size() < size) text.push_back(alphabet[random_() % alphabet.size()]);
  return text;
}

const TemporaryKey& TemporaryKeys::Issue(const std::string& project_id, absl::Duration lifetime,
                                         absl::Time now) {
  KnownKey key = {RandomText(kAccessKeySize, kCapitals), RandomText(kSecretKeySize, kLetters),
                  RandomText(kTokenSize, kLetters)};
  DropEnded(now);
  keys_.push_back({key, project_id, now + lifetime, SignatureVerifier(key)});
  return keys_.back();
}

TemporaryKey* TemporaryKeys::Find(absl::string_view access_key, absl::Time now) {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const TemporaryKey& one) {
    return one.key.access_key == access_key && one.expires_at > now;
  });
  return found == keys_.end() ? nullptr : &*found;
}

void TemporaryKeys::DropEnded(absl::Time now) {
  keys_.remove_if([now](const TemporaryKey& one) { return one.expires_at <= now; });
}

std::vector<KnownKey> TemporaryKeys::Good(absl::Time now) {
  DropEnded(now);
  std::vector<KnownKey> good;
  for (const TemporaryKey& one : keys_) good.push_back(one.key);
  return good;
}

absl::optional<CredentialRequest> ReadCredentialRequest(absl::string_view body) {
  rapidjson::Document document;
  if (!ReadObject(body, &document)) return absl::nullopt;
  const rapidjson::Value* const identity = ObjectIn(ObjectIn(&document, "auth"), "identity");
  if (identity == nullptr) return absl::nullopt;
  const rapidjson::Value* const methods = FindMember(*identity, "methods");
  if (methods == nullptr || !methods->IsArray() || methods->Size() != 1 || !(*methods)[0].IsString())
    return absl::nullopt;
  const std::string method((*methods)[0].GetString());
  if (method != "token" && method != "assume_role") return absl::nullopt;
  const rapidjson::Value* const details = ObjectIn(identity, method.c_str());
  CredentialRequest request;
  if (method == "assume_role" && (details == nullptr || !TextMember(*details, "agency_name").has_value()))
    return absl::nullopt;
  if (details == nullptr) return request;
  if (method == "token") request.token = TextMember(*details, "id").value_or("");
  const int seconds = IntMember(*details, "duration_seconds").value_or(kShortestSeconds);
  if (seconds < kShortestSeconds || seconds > kLongestSeconds) return absl::nullopt;
  request.lifetime = absl::Seconds(seconds);
  return request;
}

}  // namespace cloudphone::simulator
