#include "adapters/credentials/iam_calls.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/credentials/project_id.h"
#include "rapidjson/document.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {
namespace {

using Value = rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Write(const char* name, const std::string& text, Writer* writer) {
  writer->Key(name);
  writer->String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Open(const char* name, Writer* writer) {
  writer->Key(name);
  writer->StartObject();
}

void Close(int count, Writer* writer) {
  for (int i = 0; i < count; ++i) writer->EndObject();
}

std::string LoginBody(const IamLogin& login) {
  rapidjson::StringBuffer body;
  Writer writer(body);
  writer.StartObject();
  Open("auth", &writer);
  Open("identity", &writer);
  writer.Key("methods");
  writer.StartArray();
  writer.String("password");
  writer.EndArray();
  Open("password", &writer);
  Open("user", &writer);
  Write("name", login.user, &writer);
  Write("password", login.password, &writer);
  Open("domain", &writer);
  Write("name", login.domain, &writer);
  Close(4, &writer);  // domain, user, password, identity
  Open("scope", &writer);
  Open("project", &writer);
  const bool by_name = login.project_id.empty();
  Write(by_name ? "name" : "id", by_name ? login.region : login.project_id, &writer);
  Close(4, &writer);  // project, scope, auth and the whole
  return {body.GetString(), body.GetSize()};
}

// " (id ...)" by which the vendor's support finds the call, or "".
std::string TraceOf(const HttpResult& result) {
  constexpr size_t kMaxSize = 64;
  absl::string_view id = FindHeader(result.headers, "X-IAM-Trace-Id");
  if (id.empty()) id = FindHeader(result.headers, "X-Request-Id");
  const bool plain =
      !id.empty() && id.size() <= kMaxSize && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '_' || c == '-';
      });
  return plain ? absl::StrCat(" (id ", id, ")") : "";
}

// What is wrong with an answer before anything in it is read.
absl::Status CheckAnswer(const HttpResult& result) {
  if (result.failure == HttpFailure::kHeldBack) return absl::PermissionDeniedError(result.detail);
  if (result.failure != HttpFailure::kNone)
    return absl::UnavailableError(absl::StrCat("the identity service gave no answer: ", result.detail));
  if (result.status >= 200 && result.status < 300) return absl::OkStatus();
  const bool momentary = result.status >= 500 || result.status == 408 || result.status == 429;
  // Its words are left out: they may repeat a name.
  const std::string what =
      absl::StrCat("the identity service answered with status ", result.status, TraceOf(result));
  return momentary ? absl::UnavailableError(what) : absl::PermissionDeniedError(what);
}

absl::Status Unreadable(const HttpResult& result, absl::string_view what) {
  return absl::UnavailableError(
      absl::StrCat("the identity service's answer is not as documented: ", what, TraceOf(result)));
}

bool Parse(const std::string& body, rapidjson::Document* document) {
  // Iterative: what nests a million deep must not use up the stack.
  rapidjson::MemoryStream stream(body.data(), body.size());
  document->ParseStream<rapidjson::kParseIterativeFlag>(stream);
  return !document->HasParseError() && document->IsObject();
}

// The member of an object, or null for anything else.
const Value* Member(const Value* object, const char* name) {
  if (object == nullptr || !object->IsObject()) return nullptr;
  const auto member = object->FindMember(name);
  return member == object->MemberEnd() ? nullptr : &member->value;
}

absl::string_view Text(const Value* value) {
  return value != nullptr && value->IsString()
             ? absl::string_view(value->GetString(), value->GetStringLength())
             : absl::string_view();
}

bool ParseTime(absl::string_view text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, time, &error);
}

}  // namespace

HttpRequest LoginRequest(const IamLogin& login, absl::Time deadline) {
  HttpRequest request;
  request.method = "POST";
  request.url = absl::StrCat(login.endpoint, "/v3/auth/tokens?nocatalog=true");
  request.headers.push_back({"Content-Type", "application/json;charset=utf8"});
  request.body = LoginBody(login);
  request.deadline = deadline;
  request.finish_once_sent = true;  // A wrong password that is sent twice counts twice.
  return request;
}

absl::StatusOr<IamToken> ReadLogin(const HttpResult& result, absl::Time now) {
  if (absl::Status checked = CheckAnswer(result); !checked.ok()) return checked;
  IamToken token;
  token.value = std::string(FindHeader(result.headers, "X-Subject-Token"));
  if (token.value.empty() || !std::all_of(token.value.begin(), token.value.end(), absl::ascii_isgraph))
    return Unreadable(result, "it has no token");
  rapidjson::Document document;
  if (!Parse(result.body, &document)) return Unreadable(result, "it is no JSON object");
  const Value* const body = Member(&document, "token");
  token.project_id = std::string(Text(Member(Member(body, "project"), "id")));
  if (!IsProjectId(token.project_id)) return Unreadable(result, "its token is of no project");
  absl::Time issued, expires;
  if (!ParseTime(Text(Member(body, "expires_at")), &expires))
    return Unreadable(result, "its token never ends");
  // Both times are of the service's clock, so that ours may be wrong.
  if (!ParseTime(Text(Member(body, "issued_at")), &issued)) issued = now;
  if (expires <= issued) return Unreadable(result, "its token has ended");
  token.expires = now + (expires - issued);
  return token;
}

HttpRequest ProjectsRequest(absl::string_view endpoint, absl::string_view region, absl::Time deadline) {
  HttpRequest request;
  request.method = "GET";
  request.url = absl::StrCat(endpoint, "/v3/projects?name=", region);
  request.headers.push_back({"Content-Type", "application/json"});
  request.deadline = deadline;
  return request;
}

absl::StatusOr<std::string> ReadProjects(const HttpResult& result, absl::string_view region) {
  if (absl::Status checked = CheckAnswer(result); !checked.ok()) return checked;
  rapidjson::Document document;
  const Value* const projects = Parse(result.body, &document) ? Member(&document, "projects") : nullptr;
  if (projects == nullptr || !projects->IsArray()) return Unreadable(result, "it has no projects");
  if (projects->Empty())
    return absl::PermissionDeniedError(
        absl::StrCat("the account has no project named ", region, TraceOf(result)));
  if (projects->Size() > 1) {
    return absl::PermissionDeniedError(absl::StrCat("the account has ", projects->Size(), " projects named ",
                                                    region, ": say which by its id", TraceOf(result)));
  }
  const absl::string_view id = Text(Member(&(*projects)[0], "id"));
  if (!IsProjectId(id)) return Unreadable(result, "its project has no id");
  return std::string(id);
}

AccountGate::Outcome OutcomeOf(const absl::Status& status) {
  if (status.ok()) return AccountGate::Outcome::kAccepted;
  return absl::IsPermissionDenied(status) ? AccountGate::Outcome::kRefused : AccountGate::Outcome::kNoAnswer;
}

}  // namespace cloudphone
