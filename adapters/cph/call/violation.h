#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_VIOLATION_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_VIOLATION_H_

#include <string>
#include <vector>

namespace cloudphone {

// One field of a request that cannot go out.
struct Violation {
  std::string field;   // Path, such as "phones[3].phone_id".
  std::string reason;  // ErrorInfo.reason, one of the below.
  std::string description;
};

using Violations = std::vector<Violation>;

constexpr char kParameterMissing[] = "PARAMETER_MISSING";
constexpr char kParameterInvalid[] = "PARAMETER_INVALID";
constexpr char kListTooLong[] = "LIST_TOO_LONG";
constexpr char kPageInvalid[] = "PAGE_INVALID";

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_VIOLATION_H_
