#include "service/simulator/identity/login_request.h"

#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

// The object at the end of a way through objects, or null.
const rapidjson::Value* FindObject(const rapidjson::Value& from, std::initializer_list<const char*> way) {
  const rapidjson::Value* at = &from;
  for (const char* name : way) {
    at = FindMember(*at, name);
    if (at == nullptr || !at->IsObject()) return nullptr;
  }
  return at;
}

Reference ReadReference(const rapidjson::Value& object) {
  return {TextMember(object, "id").value_or(""), TextMember(object, "name").value_or("")};
}

bool IsByPassword(const rapidjson::Value& identity) {
  const rapidjson::Value* const methods = FindMember(identity, "methods");
  if (methods == nullptr || !methods->IsArray()) return false;
  for (const rapidjson::Value& method : methods->GetArray()) {
    if (method.IsString() && ViewOf(method) == "password") return true;
  }
  return false;
}

// False where a scope is there and is none.
bool ReadScope(const rapidjson::Value& auth, LoginRequest* login) {
  const rapidjson::Value* const scope = FindMember(auth, "scope");
  if (scope == nullptr) return true;
  if (!scope->IsObject()) return false;
  if (const rapidjson::Value* const project = FindObject(*scope, {"project"})) {
    login->project_scope = ReadReference(*project);
    return !login->project_scope->empty();
  }
  if (const rapidjson::Value* const domain = FindObject(*scope, {"domain"})) {
    login->domain_scope = ReadReference(*domain);
    return !login->domain_scope->empty();
  }
  return scope->ObjectEmpty();
}

}  // namespace

absl::optional<LoginRequest> ReadLogin(absl::string_view body) {
  rapidjson::Document document;
  if (!ReadObject(body, &document)) return absl::nullopt;
  const rapidjson::Value* const auth = FindObject(document, {"auth"});
  if (auth == nullptr) return absl::nullopt;
  const rapidjson::Value* const identity = FindObject(*auth, {"identity"});
  if (identity == nullptr || !IsByPassword(*identity)) return absl::nullopt;
  const rapidjson::Value* const user = FindObject(*identity, {"password", "user"});
  if (user == nullptr) return absl::nullopt;
  LoginRequest login;
  login.user = ReadReference(*user);
  if (const rapidjson::Value* const domain = FindObject(*user, {"domain"}))
    login.domain = ReadReference(*domain);
  const absl::optional<std::string> password = TextMember(*user, "password");
  const bool has_user = !login.user.id.empty() || (!login.user.empty() && !login.domain.empty());
  if (!has_user || !password.has_value() || !ReadScope(*auth, &login)) return absl::nullopt;
  login.password = *password;
  return login;
}

}  // namespace cloudphone::simulator
