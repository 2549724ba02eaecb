#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_TABLE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_TABLE_H_

#include "absl/types/span.h"

namespace cloudphone::simulator {

// How a behaviour is broken.
enum class BrokenHow {
  kUnchecked,    // Nobody is asked who he is.
  kNotDone,      // Answered with `value`, 204 where it is empty, and not served.
  kServedAs,     // The last segment of the path is `value`.
  kQueryLost,    // The query has no `member`.
  kHeaderLost,   // The request has no header `member`.
  kBodyLost,     // The request's JSON has no `member`, at any depth.
  kBodySet,      // `member` of the request's JSON, where it is there, at any depth, is the JSON `value`.
  kAnswerLost,   // The same two of the answer's JSON.
  kAnswerSet,    //
  kErrorStatus,  // An error has the HTTP status `value`.
};

// One place in which a behaviour is broken. A behaviour may have several, all of its name.
struct BrokenRow {
  const char* name;
  BrokenHow how;
  const char* method;  // The requests that are meant, as in RoutePattern.
  const char* suffix;
  const char* member = "";
  const char* value = "";
  bool of_objects = false;  // Requests of the object store, and not the others.
};

// Rows of one behaviour stand together.
absl::Span<const BrokenRow> BrokenRows();

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_TABLE_H_
