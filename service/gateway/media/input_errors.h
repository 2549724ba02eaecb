#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_ERRORS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// INVALID_ARGUMENT that names a field and says what is wrong with it, as the agents' own errors do.
absl::Status WrongInput(absl::string_view reason, absl::string_view field, absl::string_view what);

// UNAVAILABLE (AGENT_UNANSWERED), and no RetryInfo: the phone has not followed a gesture in time, and may
// have made a part of it.
absl::Status GestureUnanswered();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_ERRORS_H_
