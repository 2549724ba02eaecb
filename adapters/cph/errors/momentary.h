#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_MOMENTARY_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_MOMENTARY_H_

#include "absl/status/status.h"

namespace cloudphone {

// Whether reading again later may help: what polls go on after.
bool IsMomentary(absl::StatusCode code);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_MOMENTARY_H_
