#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_FAULT_REQUEST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_FAULT_REQUEST_H_

#include <initializer_list>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rapidjson/document.h"
#include "service/simulator/fault_plan.h"

namespace cloudphone::simulator {

// A fault as somebody asks for it.
struct FaultRequest {
  enum class What { kAnswer, kRefuse, kThrottle, kCutBefore, kCutAfter };
  RoutePattern route;
  What what = What::kAnswer;
  int times = 1;
  CannedAnswer answer = {};      // Of kAnswer; of kRefuse its status.
  std::string code = "";         // Of kRefuse.
  std::string message = "";      //
  std::string retry_after = "";  // Of kThrottle.
};

constexpr int kMaxFaultTimes = 1000000;

// Whether a fault may name it: a method of HTTP, in capitals or not, or empty for any.
bool IsFaultMethod(absl::string_view text);
// Whether an answer may have the header: a name, and a value of one line that fits into a head.
bool IsFaultHeader(absl::string_view name, absl::string_view value);

// Reads one from JSON: {"method", "path", "times"} and one of "answer": {"status", "body", "headers"},
// "refuse": {"status", "code", "message"} of which the code must be there, "throttle": {"retry_after"},
// "cut": "before" or "after". A wrong key or value is InvalidArgument that names it.
absl::StatusOr<FaultRequest> ReadFault(const rapidjson::Value& object);

// Its method counts in capitals, as requests have it.
void Plan(FaultRequest fault, FaultPlan* faults);

// An error that names the first key that is none of those.
absl::Status CheckKeys(const rapidjson::Value& object, std::initializer_list<absl::string_view> known);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_FAULT_REQUEST_H_
