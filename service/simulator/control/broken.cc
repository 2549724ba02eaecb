#include "service/simulator/control/broken.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "rapidjson/document.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

using Json = rapidjson::Value;

// Does `change` to each object in `value` that has a member of that name.
void ForEachWith(const char* name, Json* value, absl::FunctionRef<void(Json* object)> change) {
  if (value->IsArray()) {
    for (Json& item : value->GetArray()) ForEachWith(name, &item, change);
  } else if (value->IsObject()) {
    for (auto& member : value->GetObject()) ForEachWith(name, &member.value, change);
    if (value->HasMember(name)) change(value);
  }
}

// The text with the member taken away, or with the JSON `with` in its place; what is no JSON stays.
std::string Rewritten(const std::string& text, const char* name, const char* with) {
  rapidjson::Document document;
  if (document.Parse(text.data(), text.size()).HasParseError()) return text;
  rapidjson::Document put;
  if (with != nullptr) put.Parse(with);
  ForEachWith(name, &document, [&](Json* object) {
    if (with == nullptr) {
      object->RemoveMember(name);
    } else {
      (*object)[name].CopyFrom(put, document.GetAllocator());
    }
  });
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string WithoutQuery(const std::string& target, const std::string& name) {
  const size_t mark = target.find('?');
  if (mark == std::string::npos) return target;
  std::vector<absl::string_view> kept = absl::StrSplit(
      absl::string_view(target).substr(mark + 1), '&',
      [&](absl::string_view pair) { return !absl::StartsWith(pair, absl::StrCat(name, "=")); });
  return absl::StrCat(target.substr(0, mark + 1), absl::StrJoin(kept, "&"));
}

std::string WithLastSegment(const std::string& target, const char* segment) {
  const std::string path(PathOf(target));
  return absl::StrCat(path.substr(0, path.rfind('/') + 1), segment, target.substr(path.size()));
}

void ChangeRequest(const BrokenRow& row, Request* request) {
  switch (row.how) {
    case BrokenHow::kServedAs:
      request->target = WithLastSegment(request->target, row.value);
      break;
    case BrokenHow::kQueryLost:
      request->target = WithoutQuery(request->target, row.member);
      break;
    case BrokenHow::kHeaderLost:
      request->headers.erase(std::remove_if(request->headers.begin(), request->headers.end(),
                                            [&](const auto& header) {
                                              return absl::EqualsIgnoreCase(header.first, row.member);
                                            }),
                             request->headers.end());
      break;
    case BrokenHow::kBodyLost:
      request->body = Rewritten(request->body, row.member, nullptr);
      break;
    case BrokenHow::kBodySet:
      request->body = Rewritten(request->body, row.member, row.value);
      break;
    default:
      break;
  }
}

void ChangeAnswer(const BrokenRow& row, Response* response) {
  if (row.how == BrokenHow::kAnswerLost) {
    response->body = Rewritten(response->body, row.member, nullptr);
  } else if (row.how == BrokenHow::kAnswerSet) {
    response->body = Rewritten(response->body, row.member, row.value);
  } else if (row.how == BrokenHow::kErrorStatus && response->status >= 400) {
    if (!absl::SimpleAtoi(row.value, &response->status)) std::abort();  // A row of ours.
  }
}

}  // namespace

Broken::Broken(absl::string_view name) {
  for (const BrokenRow& row : BrokenRows()) {
    if (name != row.name) continue;
    rows_.push_back(&row);
    admits_all_ = admits_all_ || row.how == BrokenHow::kUnchecked;
  }
}

Response Broken::Serve(const Request& request, bool of_objects, const std::string& request_id,
                       absl::FunctionRef<Response(const Request&)> serve) const {
  const auto row = absl::c_find_if(rows_, [&](const BrokenRow* one) {
    return one->of_objects == of_objects &&
           Fits({one->method, one->suffix}, request.method, PathOf(request.target));
  });
  if (row == rows_.end()) return serve(request);
  if ((*row)->how == BrokenHow::kNotDone) {
    const std::string body = absl::StrReplaceAll((*row)->value, {{"{request_id}", request_id}});
    return {body.empty() ? 204 : 200, body, request_id};
  }
  Request changed = request;
  ChangeRequest(**row, &changed);
  Response response = serve(changed);
  ChangeAnswer(**row, &response);
  return response;
}

std::vector<std::string> BrokenNames() {
  std::vector<std::string> names;
  for (const BrokenRow& row : BrokenRows()) {
    if (names.empty() || names.back() != row.name) names.push_back(row.name);
  }
  return names;
}

absl::Status CheckBroken(absl::string_view name) {
  if (name.empty() || absl::c_linear_search(BrokenNames(), name)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("broken: \"", name, "\" is no name of a behaviour"));
}

}  // namespace cloudphone::simulator
