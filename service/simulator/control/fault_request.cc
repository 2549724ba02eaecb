#include "service/simulator/control/fault_request.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMinStatus = 200;
constexpr int kMaxStatus = 599;
constexpr absl::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};
constexpr size_t kMaxHeaderBytes = 32 << 10;  // As of a request (the vendor's documented limits).

absl::Status Wrong(absl::string_view key, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::Status ReadText(const rapidjson::Value& object, const char* key, std::string* text) {
  if (!object.HasMember(key)) return absl::OkStatus();
  if (!object[key].IsString()) return Wrong(key, "is no text");
  *text = TextMember(object, key).value_or("");
  return absl::OkStatus();
}

absl::Status ReadNumber(const rapidjson::Value& object, const char* key, int least, int most, int* number) {
  if (!object.HasMember(key)) return absl::OkStatus();
  *number = IntMember(object, key).value_or(least - 1);
  return *number >= least && *number <= most
             ? absl::OkStatus()
             : Wrong(key, absl::StrCat("is no number from ", least, " to ", most));
}

absl::Status ReadHeaders(const rapidjson::Value& object, CannedAnswer* answer) {
  const rapidjson::Value* const headers = FindMember(object, "headers");
  if (headers == nullptr) return absl::OkStatus();
  if (!headers->IsObject()) return Wrong("headers", "is no object");
  for (const auto& header : headers->GetObject()) {
    if (!header.value.IsString()) return Wrong("headers", "has what is no text");
    const std::string name(ViewOf(header.name));
    const std::string value(ViewOf(header.value));
    if (!IsFaultHeader(name, value)) return Wrong("headers", "has what is no header");
    answer->headers.emplace_back(name, value);
  }
  return absl::OkStatus();
}

absl::Status ReadAnswer(const rapidjson::Value& object, FaultRequest* fault) {
  if (absl::Status keys = CheckKeys(object, {"status", "body", "headers"}); !keys.ok()) return keys;
  if (absl::Status status = ReadNumber(object, "status", kMinStatus, kMaxStatus, &fault->answer.status);
      !status.ok())
    return status;
  if (absl::Status body = ReadText(object, "body", &fault->answer.body); !body.ok()) return body;
  return ReadHeaders(object, &fault->answer);
}

absl::Status ReadRefusal(const rapidjson::Value& object, FaultRequest* fault) {
  fault->what = FaultRequest::What::kRefuse;
  if (absl::Status keys = CheckKeys(object, {"status", "code", "message"}); !keys.ok()) return keys;
  if (absl::Status status = ReadNumber(object, "status", kMinStatus, kMaxStatus, &fault->answer.status);
      !status.ok())
    return status;
  if (absl::Status code = ReadText(object, "code", &fault->code); !code.ok()) return code;
  if (fault->code.empty()) return Wrong("code", "is not set");
  return ReadText(object, "message", &fault->message);
}

absl::Status ReadThrottle(const rapidjson::Value& object, FaultRequest* fault) {
  fault->what = FaultRequest::What::kThrottle;
  if (absl::Status keys = CheckKeys(object, {"retry_after"}); !keys.ok()) return keys;
  if (absl::Status text = ReadText(object, "retry_after", &fault->retry_after); !text.ok()) return text;
  return IsFaultHeader("Retry-After", fault->retry_after) ? absl::OkStatus()
                                                          : Wrong("retry_after", "is no header");
}

absl::Status ReadCut(const rapidjson::Value& value, FaultRequest* fault) {
  if (value != "before" && value != "after") return Wrong("cut", "is neither before nor after");
  fault->what = value == "before" ? FaultRequest::What::kCutBefore : FaultRequest::What::kCutAfter;
  return absl::OkStatus();
}

struct WhatRow {
  const char* key;
  bool is_object;
  absl::Status (*read)(const rapidjson::Value& value, FaultRequest* fault);
};

constexpr WhatRow kWhats[] = {{"answer", true, &ReadAnswer},
                              {"refuse", true, &ReadRefusal},
                              {"throttle", true, &ReadThrottle},
                              {"cut", false, &ReadCut}};

}  // namespace

bool IsFaultMethod(absl::string_view text) {
  return text.empty() ||
         absl::c_any_of(kMethods, [&](absl::string_view one) { return absl::EqualsIgnoreCase(text, one); });
}

bool IsFaultHeader(absl::string_view name, absl::string_view value) {
  const auto is_of_name = [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("!#$%&'*+-.^_`|~", static_cast<char>(c));
  };
  return !name.empty() && name.size() + value.size() <= kMaxHeaderBytes && absl::c_all_of(name, is_of_name) &&
         absl::c_none_of(value, [](unsigned char c) { return absl::ascii_iscntrl(c) && c != '\t'; });
}

absl::Status CheckKeys(const rapidjson::Value& object, std::initializer_list<absl::string_view> known) {
  for (const auto& member : object.GetObject()) {
    if (!absl::c_linear_search(known, ViewOf(member.name))) return Wrong(ViewOf(member.name), "no such key");
  }
  return absl::OkStatus();
}

absl::StatusOr<FaultRequest> ReadFault(const rapidjson::Value& object) {
  absl::Status status = CheckKeys(object, {"method", "path", "times", "answer", "refuse", "throttle", "cut"});
  FaultRequest fault;
  if (status.ok()) status = ReadText(object, "method", &fault.route.method);
  if (status.ok() && !IsFaultMethod(fault.route.method)) status = Wrong("method", "is no method of HTTP");
  if (status.ok()) status = ReadText(object, "path", &fault.route.suffix);
  if (status.ok()) status = ReadNumber(object, "times", 1, kMaxFaultTimes, &fault.times);
  int given = 0;
  for (const WhatRow& row : kWhats) {
    if (!status.ok() || !object.HasMember(row.key)) continue;
    ++given;
    const rapidjson::Value& value = object[row.key];
    status = row.is_object && !value.IsObject() ? Wrong(row.key, "is no object") : row.read(value, &fault);
  }
  if (status.ok() && given != 1)
    status = absl::InvalidArgumentError("give one of answer, refuse, throttle and cut");
  if (!status.ok()) return status;
  return fault;
}

void Plan(FaultRequest fault, FaultPlan* faults) {
  absl::AsciiStrToUpper(&fault.route.method);
  switch (fault.what) {
    case FaultRequest::What::kAnswer:
      return faults->Answer(std::move(fault.route), std::move(fault.answer), fault.times);
    case FaultRequest::What::kRefuse:
      return faults->Refuse(std::move(fault.route), fault.answer.status, fault.code, fault.message,
                            fault.times);
    case FaultRequest::What::kThrottle:
      return faults->Throttle(std::move(fault.route), fault.times, fault.retry_after);
    case FaultRequest::What::kCutBefore:
      return faults->CutBefore(std::move(fault.route), fault.times);
    case FaultRequest::What::kCutAfter:
      return faults->CutAfter(std::move(fault.route), fault.times);
  }
}

}  // namespace cloudphone::simulator
