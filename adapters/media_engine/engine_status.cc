#include "adapters/media_engine/engine_status.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

constexpr absl::string_view kCodePayload = "cloudphone.media_engine.code";
constexpr absl::string_view kFieldPayload = "cloudphone.media_engine.field";

using absl::StatusCode;

constexpr EngineCodeRow kRows[] = {
    {0, StatusCode::kOk, "success"},
    {-1, StatusCode::kInternal, "undefined error"},
    {-1000, StatusCode::kInvalidArgument, "touch parameter wrong"},
    {-1001, StatusCode::kInvalidArgument, "key parameter wrong"},
    {-1100, StatusCode::kUnavailable, "touch injection failed"},
    {-1101, StatusCode::kUnavailable, "key injection failed"},
    {-2000, StatusCode::kInvalidArgument, "audio parameter wrong"},
    {-2100, StatusCode::kUnavailable, "audio start failed, maybe it is already open"},
    {-2200, StatusCode::kOk, "audio stop failed"},
    {-3000, StatusCode::kInvalidArgument, "video parameter wrong"},
    {-3001, StatusCode::kInvalidArgument, "resolution out of limits"},
    {-3002, StatusCode::kInvalidArgument, "DPI not in 140 to 600"},
    {-3003, StatusCode::kFailedPrecondition, "resolution change while streaming"},
    {-3100, StatusCode::kUnavailable, "video start failed"},
    {-3200, StatusCode::kOk, "video stop failed"},
    {-3300, StatusCode::kResourceExhausted, "encoder pool misconfigured or without an idle worker"},
    {-3301, StatusCode::kInvalidArgument, "encoder pool address or port illegal"},
    {-3302, StatusCode::kInvalidArgument, "frame rate or resolution does not match the encoder's worker"},
    {-3400, StatusCode::kInternal, "internal error of video"},
};

std::string PayloadOf(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : "";
}

}  // namespace

absl::Span<const EngineCodeRow> EngineCodes() { return kRows; }

const EngineCodeRow& EngineCodeRowOf(int code) {
  for (const EngineCodeRow& row : kRows) {
    if (row.code == code) return row;
  }
  return kRows[1];
}

absl::Status EngineStatus(absl::string_view function, int code) {
  const EngineCodeRow& row = EngineCodeRowOf(code);
  if (row.status == StatusCode::kOk) return absl::OkStatus();
  absl::Status status(row.status, absl::StrCat(function, ": ", row.meaning, " (", code, ")"));
  status.SetPayload(kCodePayload, absl::Cord(absl::StrCat(code)));
  return status;
}

absl::optional<int> EngineCodeOf(const absl::Status& status) {
  int code = 0;
  if (!absl::SimpleAtoi(PayloadOf(status, kCodePayload), &code)) return absl::nullopt;
  return code;
}

absl::Status FieldError(absl::string_view field, absl::string_view what) {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
  status.SetPayload(kFieldPayload, absl::Cord(field));
  return status;
}

std::string FieldOf(const absl::Status& status) { return PayloadOf(status, kFieldPayload); }

}  // namespace cloudphone
