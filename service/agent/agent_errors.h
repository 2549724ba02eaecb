#ifndef CLOUDPHONE_SERVICE_AGENT_AGENT_ERRORS_H_
#define CLOUDPHONE_SERVICE_AGENT_AGENT_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// Errors as the gateway hands them on to its callers: each with an ErrorInfo.

// INVALID_ARGUMENT that names a field of the request and says what is wrong with it.
absl::Status WrongField(absl::string_view reason, absl::string_view field, absl::string_view what);

// NOT_FOUND with the resource: its type and its id.
absl::Status NotFound(absl::string_view reason, absl::string_view type, absl::string_view name,
                      absl::string_view message);

// FAILED_PRECONDITION with what is in the wrong state.
absl::Status WrongState(absl::string_view reason, absl::string_view subject, absl::string_view message);

// RESOURCE_EXHAUSTED of what becomes free by itself: with whose bound it is, and to be tried again soon.
absl::Status TooMany(absl::string_view reason, absl::string_view subject, absl::string_view message);

// Any other refusal. UNAVAILABLE is to be tried again soon.
absl::Status AgentRefusal(absl::StatusCode code, absl::string_view reason, absl::string_view message);

// What the media engine answered, as its callers see it: the field that it names, and its own number as
// `engine_code` in the ErrorInfo. OK stays OK.
absl::Status EngineFailure(const absl::Status& engine);

// UNAVAILABLE: the agent is about to end.
absl::Status AgentDraining();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AGENT_ERRORS_H_
