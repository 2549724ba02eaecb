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
bool ReadScope(const rapidjson::Value& auth, Scope* read) {
  const rapidjson::Value* const scope = FindMember(auth, "scope");
  if (scope == nullptr) return true;
  if (!scope->IsObject()) return false;
  if (const rapidjson::Value* const project = FindObject(*scope, {"project"})) {
    read->project = ReadReference(*project);
    return !read->project->empty();
  }
  if (const rapidjson::Value* const domain = FindObject(*scope, {"domain"})) {
    read->domain = ReadReference(*domain);
    return !read->domain->empty();
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
  if (!has_user || !password.has_value() || !ReadScope(*auth, &login.scope)) return absl::nullopt;
  login.password = *password;
  return login;
}

absl::optional<IdTokenLogin> ReadIdTokenLogin(absl::string_view body) {
  rapidjson::Document document;
  if (!ReadObject(body, &document)) return absl::nullopt;
  const rapidjson::Value* const auth = FindObject(document, {"auth"});
  const rapidjson::Value* const shown = auth == nullptr ? nullptr : FindObject(*auth, {"id_token"});
  if (shown == nullptr) return absl::nullopt;
  IdTokenLogin login;
  login.id_token = TextMember(*shown, "id").value_or("");
  if (login.id_token.empty() || !ReadScope(*auth, &login.scope)) return absl::nullopt;
  return login;
}

}  // namespace cloudphone::simulator
