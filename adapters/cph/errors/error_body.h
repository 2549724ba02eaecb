#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_BODY_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_BODY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// What a body that came with an error status says of the error; each part empty where it says nothing.
struct ErrorBody {
  std::string code;
  std::string message;
  std::string request_id;
};

// Reads any of the shapes in which the vendor, its gateway and its identity service report errors.
// Never fails: a body that is none of them reads as empty.
ErrorBody ParseErrorBody(absl::string_view body);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_BODY_H_
