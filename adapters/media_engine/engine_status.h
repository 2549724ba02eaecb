#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_STATUS_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace cloudphone {

// What a result of the engine is to our callers. kOk stands in the rows that are only logged: a stop that
// failed leaves nothing to stop.
struct EngineCodeRow {
  int code;
  absl::StatusCode status;
  absl::string_view meaning;
};

// All documented results, 0 first.
// Source: the vendor's SDK reference, error codes; the statuses are ours.
absl::Span<const EngineCodeRow> EngineCodes();

// The row of a result. Any number that is not documented reads like -1, undefined error.
const EngineCodeRow& EngineCodeRowOf(int code);

// The status of what `function` of the engine answered. An error keeps the engine's number in its message
// and for EngineCodeOf().
absl::Status EngineStatus(absl::string_view function, int code);

// The engine's number in an error of EngineStatus(); nothing where the engine was not asked.
absl::optional<int> EngineCodeOf(const absl::Status& status);

// INVALID_ARGUMENT of one field, found before the engine was asked, and the name of that field again; ""
// where an error names none.
absl::Status FieldError(absl::string_view field, absl::string_view what);
std::string FieldOf(const absl::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_STATUS_H_
