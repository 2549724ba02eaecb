#include "adapters/status/rich_status.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace cloudphone {
namespace {

constexpr char kPayloadUrl[] = "type.googleapis.com/google.rpc.Status";

// Details over about 8 KB lose the whole error on its way to the client, so lists are cut.
constexpr size_t kMaxViolations = 16;
constexpr size_t kMaxMessageBytes = 1024;

// At most `size` bytes of `text`, cut between characters.
std::string Cut(const std::string& text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

void AddBadRequest(const RichError& error, google::rpc::Status* status) {
  google::rpc::BadRequest detail;
  const size_t shown = std::min(error.violations.size(), kMaxViolations);
  for (size_t i = 0; i < shown; ++i) {
    google::rpc::BadRequest::FieldViolation* violation = detail.add_field_violations();
    violation->set_field(Cut(error.violations[i].field, 128));
    violation->set_description(Cut(error.violations[i].description, 128));
  }
  if (shown < error.violations.size()) {
    google::rpc::BadRequest::FieldViolation* last =
        detail.mutable_field_violations(detail.field_violations_size() - 1);
    last->set_description(
        absl::StrCat(last->description(), "; and ", error.violations.size() - shown, " more fields"));
  }
  status->add_details()->PackFrom(detail);
}

}  // namespace

google::rpc::Status ToRpcStatus(const RichError& error) {
  google::rpc::Status status;
  status.set_code(error.code);
  status.set_message(Cut(error.message, kMaxMessageBytes));
  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kErrorDomain));
  info.set_reason(error.reason);
  info.mutable_metadata()->insert(error.metadata.begin(), error.metadata.end());
  status.add_details()->PackFrom(info);
  if (error.retry_delay.has_value()) {
    google::rpc::RetryInfo detail;
    const absl::Duration delay = *error.retry_delay;
    detail.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
    detail.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>(absl::ToInt64Nanoseconds(delay - absl::Seconds(absl::ToInt64Seconds(delay)))));
    status.add_details()->PackFrom(detail);
  }
  if (!error.violations.empty()) AddBadRequest(error, &status);
  if (!error.resource_type.empty()) {
    google::rpc::ResourceInfo detail;
    detail.set_resource_type(error.resource_type);
    detail.set_resource_name(error.resource_name);
    detail.set_description(status.message());
    status.add_details()->PackFrom(detail);
  }
  if (!error.quota_subject.empty()) {
    google::rpc::QuotaFailure detail;
    detail.add_violations()->set_subject(error.quota_subject);
    detail.mutable_violations(0)->set_description(status.message());
    status.add_details()->PackFrom(detail);
  }
  if (!error.precondition_subject.empty()) {
    google::rpc::PreconditionFailure detail;
    detail.add_violations()->set_type(error.reason);
    detail.mutable_violations(0)->set_subject(error.precondition_subject);
    detail.mutable_violations(0)->set_description(status.message());
    status.add_details()->PackFrom(detail);
  }
  return status;
}

absl::Status ToStatus(const google::rpc::Status& status) {
  absl::Status carrier(static_cast<absl::StatusCode>(status.code()), status.message());
  if (!carrier.ok()) carrier.SetPayload(kPayloadUrl, absl::Cord(status.SerializeAsString()));
  return carrier;
}

absl::Status ToStatus(const RichError& error) { return ToStatus(ToRpcStatus(error)); }

std::string ReasonOf(const absl::Status& status) {
  const google::rpc::Status rich = FromStatus(status);
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

absl::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const google::rpc::Status rich = FromStatus(status);
  google::rpc::RetryInfo info;
  for (const google::protobuf::Any& detail : rich.details()) {
    if (detail.UnpackTo(&info))
      return absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos());
  }
  return absl::nullopt;
}

google::rpc::Status FromStatus(const absl::Status& status) {
  google::rpc::Status rich;
  if (const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl)) {
    if (rich.ParseFromString(std::string(*payload))) return rich;
    rich.Clear();
  }
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(std::string(status.message()));
  return rich;
}

}  // namespace cloudphone
