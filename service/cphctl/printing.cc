#include "service/cphctl/printing.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "adapters/status/rich_status.h"
#include "google/rpc/error_details.pb.h"

namespace cloudphone::cphctl {
namespace {

// "RUNNING" for PHONE_STATE_RUNNING; the vendor's number for one that nobody documented.
std::string StateOf(const v1::Phone& phone) {
  if (phone.state() == v1::PHONE_STATE_UNSPECIFIED) return absl::StrCat(phone.upstream_state());
  return std::string(absl::StripPrefix(v1::PhoneState_Name(phone.state()), "PHONE_STATE_"));
}

}  // namespace

std::string PhoneTable(absl::Span<const v1::Phone> phones) {
  std::string table = absl::StrFormat("%-32s  %-24s  %s\n", "PHONE", "NAME", "STATE");
  for (const v1::Phone& phone : phones)
    absl::StrAppendFormat(&table, "%-32s  %-24s  %s\n", phone.phone_id(), phone.phone_name(), StateOf(phone));
  return table;
}

std::string JobLine(const v1::Job& job) {
  const std::string& target = job.phone_id().empty() ? job.server_id() : job.phone_id();
  std::string line =
      absl::StrFormat("%-32s  %s", target, absl::StripPrefix(v1::JobState_Name(job.state()), "JOB_STATE_"));
  if (job.has_error()) absl::StrAppend(&line, ": ", job.error().message());
  return line;
}

std::string ProgressLine(const v1::JobProgress& progress) {
  std::string line =
      absl::StrCat(progress.succeeded() + progress.failed(), " of ", progress.total(), " done");
  if (progress.running() > 0) absl::StrAppend(&line, ", ", progress.running(), " running");
  if (progress.failed() > 0) absl::StrAppend(&line, ", ", progress.failed(), " failed");
  return line;
}

std::string ErrorLine(const absl::Status& status) {
  std::string line = absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message());
  const google::rpc::Status rich = FromStatus(status);
  for (const google::protobuf::Any& detail : rich.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::ResourceInfo resource;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info)) absl::StrAppend(&line, " [", info.reason(), "]");
    if (detail.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations())
        absl::StrAppend(&line, " (", violation.field(), ")");
    }
    if (detail.UnpackTo(&resource))
      absl::StrAppend(&line, " (", resource.resource_type(), " ", resource.resource_name(), ")");
    if (detail.UnpackTo(&retry))
      absl::StrAppend(&line, " (try again in ", retry.retry_delay().seconds(), " s)");
  }
  return line;
}

}  // namespace cloudphone::cphctl
