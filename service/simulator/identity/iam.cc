#include "service/simulator/identity/iam.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/errors.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

constexpr char kTokens[] = "/v3/auth/tokens";
constexpr char kTemporaryKeys[] = "/v3.0/OS-CREDENTIAL/securitytokens";
constexpr char kIdTokens[] = "/v3.0/OS-AUTH/id-token/tokens";
constexpr char kMetadataTokens[] = "/meta-data/latest/api/token";
constexpr char kSecurityKey[] = "/openstack/latest/securitykey";
// Tokens are random too, but not like the ids.
constexpr uint64_t kTokenSeed = 0x746f6b656e73;
constexpr uint64_t kMetadataSeed = 0x6d657461;

// Whether it asks the host what 169.254.169.254 answers to a virtual machine, which shows no credentials.
bool IsForHost(const Request& request) {
  const absl::string_view path = PathOf(request.target);
  return path == kMetadataTokens || path == kSecurityKey;
}

absl::string_view TitleOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    default:
      return "Not Found";
  }
}

}  // namespace

Response KeystoneError(int status, absl::string_view message, const std::string& request_id) {
  JsonAnswer json;
  json.BeginObject("error");
  json.Number("code", status);
  json.Text("message", message);
  json.Text("title", TitleOf(status));
  json.EndObject();
  return {status, json.Take(), request_id};
}

Response IamError(int status, absl::string_view code, absl::string_view message,
                  const std::string& request_id) {
  JsonAnswer json;
  json.Text("error_msg", message);
  json.Text("error_code", code);
  return {status, json.Take(), request_id};
}

Iam::Iam(const SimulatorOptions& options)
    : user_(options.user),
      password_(options.password),
      domain_(options.domain),
      region_(options.region),
      identity_provider_(options.identity_provider),
      id_token_(options.id_token),
      projects_({{options.project_id, options.region, kDomainId},
                 {options.second_project_id, absl::StrCat(options.region, "_empty"), options.project_id}}),
      tokens_(options.token_bytes, options.token_lifetime, options.seed ^ kTokenSeed),
      temporary_keys_(options.seed ^ ~kTokenSeed),
      host_metadata_(options.seed ^ kMetadataSeed) {}

bool Iam::Serves(const Request& request) {
  return absl::StartsWith(request.target, "/v3/") || request.target == "/v3" ||
         absl::StartsWith(request.target, "/v3.0/") || IsForHost(request);
}

bool Iam::IsLogin(const Request& request) {
  if (IsForHost(request)) return true;
  if (request.method != "POST") return false;
  // A token may stand in the body instead of in a header.
  const bool has_header = !request.Header("Authorization").empty() || !request.Header("X-Auth-Token").empty();
  const absl::string_view path = PathOf(request.target);
  return path == kTokens || path == kIdTokens || (path == kTemporaryKeys && !has_header);
}

struct Iam::RouteRow {
  const char* method;
  const char* path;
  Response (Iam::*serve)(const Call& call);
};

Response Iam::Answer(const Request& request, const std::string& request_id,
                     const std::string& callers_project, absl::Time now) {
  static constexpr RouteRow kRoutes[] = {
      {"POST", kTokens, &Iam::LogIn},
      {"GET", kTokens, &Iam::ShowToken},
      {"POST", kTemporaryKeys, &Iam::CreateTemporaryKey},
      {"POST", kIdTokens, &Iam::LogInByIdToken},
      {"PUT", kMetadataTokens, &Iam::CreateMetadataToken},
      {"GET", kSecurityKey, &Iam::ShowSecurityKey},
      {"GET", "/v3/projects", &Iam::ListProjects},
      {"GET", "/v3/auth/domains", &Iam::ListDomains},
      {"GET", "/v3/users", &Iam::ListUsers},
  };
  const Call call{request, request_id, callers_project, now};
  for (const RouteRow& route : kRoutes) {
    if (request.method != route.method || PathOf(request.target) != route.path) continue;
    Response response = (this->*route.serve)(call);
    response.headers.emplace_back("X-IAM-Trace-Id", request_id);
    return response;
  }
  // Unverified: that the gateway in front answers as for the phones.
  return ErrorResponse(kNoRoute, request_id);
}

std::string Iam::Call::Url(absl::string_view path) const {
  return absl::StrCat("http://", request.Header("Host"), path);
}

std::string Iam::Call::Query(absl::string_view name) const {
  for (const auto& [key, value] : QueryOf(request.target)) {
    if (key == name) return value;
  }
  return "";
}

const Iam::Project* Iam::FindProject(const Reference& wanted) const {
  const auto found = std::find_if(projects_.begin(), projects_.end(), [&](const Project& project) {
    return wanted.Is(project.id, project.name);
  });
  return found == projects_.end() ? nullptr : &*found;
}

}  // namespace cloudphone::simulator
