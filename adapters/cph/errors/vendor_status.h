#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_STATUS_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_STATUS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {

// What the error of a call needs to know of the call. The functions are called before the error is returned;
// either may be empty.
struct ErrorContext {
  std::string operation;  // The vendor's name of the call: "RestartCloudPhone".
  bool write = false;     // It may change something: what is unknown of it is OUTCOME_UNKNOWN.
  // The request field that carries the vendor's parameter, as a path, or "".
  std::function<std::string(absl::string_view parameter)> field_path;
  // The id of the thing of a type ("phone") that the call is about, or "".
  std::function<std::string(absl::string_view resource_type)> resource_name;
};

// Where an error code of the vendor stood.
enum class ErrorPlace {
  kAnswer,  // It is the answer: the whole call was refused.
  kItem,    // Beside one target in an answer 200: that target was refused.
  kJob,     // In a job: the work failed.
};

// The error that the vendor's code stands for, by the table. `http_status` tells apart the rows of one code
// and decides for a code that the table does not have.
RichError ErrorFromCode(ErrorPlace place, absl::string_view code, absl::string_view message, int http_status,
                        absl::string_view upstream_request_id, const ErrorContext& context);

// The status of an exchange that ended without an answer (HttpResult::failure is set).
absl::Status TransportError(const HttpResult& result, const ErrorContext& context);

// The status of an answer that is not 2xx: by its error code, else by its HTTP status.
absl::Status AnswerError(const HttpResult& result, const ErrorContext& context);

// The status of an answer 2xx that is not as documented; `problem` says how, in our words: "it has no
// request_id".
absl::Status UnreadableAnswer(absl::string_view problem, absl::string_view upstream_request_id,
                              const ErrorContext& context);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_STATUS_H_
