#ifndef CLOUDPHONE_ADAPTERS_STATUS_RICH_STATUS_H_
#define CLOUDPHONE_ADAPTERS_STATUS_RICH_STATUS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/rpc/code.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// ErrorInfo.domain of every error of ours.
constexpr absl::string_view kErrorDomain = "cloudphone";

// An error as a caller reads it: its code, why, and what helps to go on. Every part beyond `reason` is left
// out of the wire form when empty.
struct RichError {
  struct Violation {
    std::string field;  // Path in the request, such as "phones[3].phone_id".
    std::string description;
  };

  google::rpc::Code code = google::rpc::INTERNAL;
  std::string reason;   // ErrorInfo.reason: [A-Z][A-Z0-9_]+[A-Z0-9], at most 63 characters.
  std::string message;  // For people; no contract.
  std::map<std::string, std::string> metadata;  // ErrorInfo.metadata.

  absl::optional<absl::Duration> retry_delay;  // RetryInfo: the same call may be made again after it.
  std::vector<Violation> violations;           // BadRequest; the first 16 travel.
  std::string resource_type;                   // ResourceInfo: "phone", "server", "job" …
  std::string resource_name;                   // … and its id.
  std::string quota_subject;                   // QuotaFailure: whose or what limit.
  std::string precondition_subject;            // PreconditionFailure: what is in the wrong state.
};

// The wire form: an ErrorInfo, and each other detail that the error has, once.
google::rpc::Status ToRpcStatus(const RichError& error);

// A status that carries its wire form as a payload, so that it can travel through our code as any
// absl::Status.
absl::Status ToStatus(const google::rpc::Status& status);
absl::Status ToStatus(const RichError& error);

// ErrorInfo.reason of a status, or "" where it has none.
std::string ReasonOf(const absl::Status& status);

// The wait that a status asks for by its RetryInfo, or nothing: then the call is not to be made again.
absl::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// The wire form of a status: its payload, or its code and message alone where it carries none.
google::rpc::Status FromStatus(const absl::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_STATUS_RICH_STATUS_H_
