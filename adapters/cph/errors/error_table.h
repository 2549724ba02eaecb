#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_

#include "absl/strings/string_view.h"

namespace cloudphone {

// The one way in which a code is written in the table: "CPS.0005" for "cps.0005" or " CPS.0005 ".
std::string NormalErrorCode(absl::string_view code);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_ERROR_TABLE_H_
