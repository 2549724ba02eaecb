#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/rpc/code.pb.h"

namespace cloudphone {

// When an unchanged call may be made again after an error.
enum class Retry {
  kNo,
  kAfterFix,      // After someone has changed the account, a quota or the thing.
  kLater,         // The state may change by itself.
  kBackoff,       // With backoff and jitter.
  kReadsOnly,     // By a program only where the call changes nothing.
  kTokenRefresh,  // After renewing our own credentials.
};

// The google.rpc detail beside ErrorInfo.
enum class Detail { kNone, kBadRequest, kResourceInfo, kQuotaFailure, kPreconditionFailure };

// What an error of the vendor is to our callers. The rows come from error_codes.json at build time.
struct ErrorRow {
  absl::string_view code;  // "CPS.0005"; empty in a row that hangs on an HTTP status alone.
  int status;              // The HTTP status that goes with the code; 0: none in particular.
  google::rpc::Code grpc;
  absl::string_view reason;
  Retry retry;
  Detail detail;
  absl::string_view parameters[2];  // The vendor's request fields that it is about; empty: none.
  absl::string_view resource_type;  // Of kResourceInfo.
  bool write_safe;                  // The code proves that a write was refused before the service saw it.
};

// The row of a code, or null. Where a code has several, the one of `http_status`, else the first.
const ErrorRow* FindErrorRow(absl::string_view code, int http_status);

// The row of an HTTP status without a known code: 4xx and 5xx each have one for what is not listed; anything
// else reads like an unlisted 5xx.
const ErrorRow& StatusRow(int http_status);

// The one way in which a code is written in the table: "CPS.0005" for " CPS0005".
std::string NormalErrorCode(absl::string_view code);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_
