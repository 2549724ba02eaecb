// The calls of the identity service, in the forms of the vendor's documents of IAM.

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/call.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/identity/iam.h"

namespace cloudphone::simulator {
namespace {

constexpr char kBadBody[] = "The request body is invalid";
constexpr char kBadLogin[] = "The username or password is wrong.";
constexpr char kBadSubject[] = "X-Subject-Token is invalid in the request";
constexpr int kMaxProjectPage = 5000;
constexpr size_t kMaxCredentialRequest = 32 << 10;
constexpr char kSubjectToken[] = "X-Subject-Token";

void WriteIdAndName(const char* object, absl::string_view id, absl::string_view name, JsonAnswer* json) {
  json->BeginObject(object);
  json->Text("id", id);
  json->Text("name", name);
}

void WriteLinks(const std::string& self, JsonAnswer* json) {
  json->BeginObject("links");
  json->Null("next");
  json->Null("previous");
  json->Text("self", self);
  json->EndObject();
}

void WriteService(const char* type, const std::string& region, const std::string& url, JsonAnswer* json) {
  json->BeginItem();
  json->Text("id", absl::StrCat("service-", type));
  json->Text("name", type);
  json->Text("type", type);
  json->BeginList("endpoints");
  json->BeginItem();
  json->Text("id", absl::StrCat("endpoint-", type));
  json->Text("interface", "public");
  json->Text("region", region);
  json->Text("region_id", region);
  json->Text("url", url);
  json->EndObject();
  json->EndList();
  json->EndObject();
}

// How the user came in who showed a token of another provider.
void WriteFederation(const std::string& provider, JsonAnswer* json) {
  json->BeginObject("OS-FEDERATION");
  json->BeginObject("identity_provider");
  json->Text("id", provider);
  json->EndObject();
  json->BeginObject("protocol");
  json->Text("id", "oidc");
  json->EndObject();
  json->BeginList("groups");
  json->EndList();
  json->EndObject();
}

Response NotFound(const char* what, const Reference& wanted, const std::string& request_id) {
  const std::string& given = wanted.id.empty() ? wanted.name : wanted.id;
  return KeystoneError(404, absl::StrCat("Could not find ", what, ": ", given, "."), request_id);
}

// Reads a number from 1; false where it is none. Absent, it stays.
bool ReadNumber(const std::string& text, int max, int* number) {
  return text.empty() || (absl::SimpleAtoi(text, number) && *number >= 1 && *number <= max);
}

}  // namespace

void Iam::WriteCatalog(const Call& call, const Token& token, JsonAnswer* json) const {
  json->BeginList("catalog");
  if (call.Query("nocatalog").empty()) {
    WriteService("iam", region_, call.Url("/v3"), json);
    if (!token.project_id.empty())
      WriteService("cph", region_, call.Url(absl::StrCat("/v1/", token.project_id)), json);
  }
  json->EndList();
}

Response Iam::TokenAnswer(const Call& call, int status, const Token& token, const std::string& text) const {
  const auto write_domain = [this](JsonAnswer* json) {
    WriteIdAndName("domain", kDomainId, domain_, json);
    json->EndObject();
  };
  JsonAnswer json;
  json.BeginObject("token");
  WriteCatalog(call, token, &json);
  json.FineTime("expires_at", token.expires_at);
  json.FineTime("issued_at", token.issued_at);
  json.Texts("methods", {token.provider.empty() ? "password" : "mapped"});
  if (const Project* project = FindProject({token.project_id, ""})) {
    WriteIdAndName("project", project->id, project->name, &json);
    write_domain(&json);
    json.EndObject();
  } else {
    write_domain(&json);
  }
  json.BeginList("roles");
  json.BeginItem();
  json.Text("id", "0");
  json.Text("name", "te_admin");
  json.EndObject();
  json.EndList();
  WriteIdAndName("user", kUserId, user_, &json);
  write_domain(&json);
  if (token.provider.empty())
    json.Text("password_expires_at", "");
  else
    WriteFederation(token.provider, &json);
  json.EndObject();
  json.EndObject();
  Response response{status, json.Take(), call.request_id};
  response.headers = {{kSubjectToken, text}};
  return response;
}

Response Iam::LogIn(const Call& call) {
  const absl::optional<LoginRequest> login = ReadLogin(call.request.body);
  if (!login.has_value()) return KeystoneError(400, kBadBody, call.request_id);
  const bool is_user = login->user.Is(kUserId, user_) && login->password == password_ &&
                       (login->domain.empty() || login->domain.Is(kDomainId, domain_));
  if (!is_user) return KeystoneError(401, kBadLogin, call.request_id);
  return IssueToken(call, login->scope, "");
}

Response Iam::IssueToken(const Call& call, const Scope& scope, const std::string& provider) {
  std::string project_id;
  // Unverified: the answer to a scope that there is not.
  if (scope.project.has_value()) {
    const Project* const project = FindProject(*scope.project);
    if (project == nullptr) return NotFound("project", *scope.project, call.request_id);
    project_id = project->id;
  } else if (scope.domain.has_value() && !scope.domain->Is(kDomainId, domain_)) {
    return NotFound("domain", *scope.domain, call.request_id);
  }
  const std::string text = tokens_.Issue(project_id, call.now, provider);
  return TokenAnswer(call, 201, *tokens_.Find(text), text);
}

Response Iam::ShowToken(const Call& call) {
  const std::string text(call.request.Header(kSubjectToken));
  const Token* const token = tokens_.Find(text);
  if (token == nullptr || token->expires_at <= call.now)
    return KeystoneError(404, kBadSubject, call.request_id);
  return TokenAnswer(call, 200, *token, text);
}

// Unverified: the forms of its refusals.
Response Iam::CreateTemporaryKey(const Call& call) {
  // The vendor's documented limits.
  if (const size_t size = call.request.body.size(); size > kMaxCredentialRequest)
    return IamError(400, "IAM.1101", absl::StrCat("The request body size ", size, " is invalid."),
                    call.request_id);
  const absl::optional<CredentialRequest> request = ReadCredentialRequest(call.request.body);
  if (!request.has_value())
    return IamError(400, "1100", "Mandatory parameters are missing.", call.request_id);
  // The header's wins; who signs shows no token, and was admitted.
  const absl::string_view header = call.request.Header("X-Auth-Token");
  const bool is_signed = !call.request.Header("Authorization").empty();
  const Token* const token = is_signed ? nullptr : tokens_.Find(header.empty() ? request->token : header);
  if (!is_signed && (token == nullptr || token->expires_at <= call.now))
    return IamError(401, "1101", "The token is invalid.", call.request_id);
  // Good for the project of whoever asks; an account has the first.
  const std::string& project_id = token == nullptr ? call.callers_project : token->project_id;
  const TemporaryKey& made = temporary_keys_.Issue(project_id.empty() ? projects_.front().id : project_id,
                                                   request->lifetime, call.now);
  JsonAnswer json;
  WriteCredential(made.key, made.expires_at, &json);
  return {201, json.Take(), call.request_id};
}

Response Iam::ListProjects(const Call& call) {
  int page = 1;
  int per_page = kMaxProjectPage;
  for (const char* name : {"page", "per_page"}) {
    if (!ReadNumber(call.Query(name), kMaxProjectPage, absl::string_view(name) == "page" ? &page : &per_page))
      return IamError(400, "IAM.0007", absl::StrCat("Request parameter ", name, " is invalid."),
                      call.request_id);
  }
  const auto fits = [&](const char* name, absl::string_view value) {
    const std::string asked = call.Query(name);
    return asked.empty() || asked == value;
  };
  std::vector<const Project*> selected;
  for (const Project& project : projects_) {
    if (fits("name", project.name) && fits("domain_id", kDomainId) && fits("parent_id", project.parent_id) &&
        fits("enabled", "true"))
      selected.push_back(&project);
  }
  const size_t size = static_cast<size_t>(per_page);
  const Page part{static_cast<size_t>(page - 1) * size, size};
  JsonAnswer json;
  json.BeginList("projects");
  for (const Project* project : CutPage(selected, part)) {
    json.BeginItem();
    json.Text("domain_id", kDomainId);
    json.Bool("is_domain", false);
    json.Text("parent_id", project->parent_id);
    json.Text("name", project->name);
    json.Text("description", "");
    WriteLinks(call.Url(absl::StrCat("/v3/projects/", project->id)), &json);
    json.Text("id", project->id);
    json.Bool("enabled", true);
    json.EndObject();
  }
  json.EndList();
  WriteLinks(call.Url("/v3/projects"), &json);
  return {200, json.Take(), call.request_id};
}

Response Iam::ListDomains(const Call& call) {
  JsonAnswer json;
  json.BeginList("domains");
  json.BeginItem();
  json.Text("id", kDomainId);
  json.Text("name", domain_);
  json.Text("description", "");
  json.Bool("enabled", true);
  WriteLinks(call.Url(absl::StrCat("/v3/domains/", kDomainId)), &json);
  json.EndObject();
  json.EndList();
  WriteLinks(call.Url("/v3/auth/domains"), &json);
  return {200, json.Take(), call.request_id};
}

Response Iam::ListUsers(const Call& call) {
  const std::string name = call.Query("name");
  JsonAnswer json;
  json.BeginList("users");
  if (name.empty() || name == user_) {
    json.BeginItem();
    json.Text("id", kUserId);
    json.Text("name", user_);
    json.Text("domain_id", kDomainId);
    json.Text("description", "");
    json.Text("password_expires_at", "");
    json.Bool("enabled", true);
    WriteLinks(call.Url(absl::StrCat("/v3/users/", kUserId)), &json);
    json.EndObject();
  }
  json.EndList();
  WriteLinks(call.Url("/v3/users"), &json);
  return {200, json.Take(), call.request_id};
}

}  // namespace cloudphone::simulator
