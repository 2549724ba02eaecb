#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_MATCH_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_MATCH_H_

#include <string>

#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"
#include "tests/unit/cph/contract/golden_rows.h"

namespace cloudphone {

// A request as it left.
struct SentRequest {
  std::string method;
  std::string target;  // Path and query, percent-encoded.
  std::string body;
};

// How what was sent for `request` differs from what the row wants, a line for each place, or "". The
// project's id is `project_id`; a variable that stands in the example's path is the field of `request` that
// it is called by.
std::string RequestDifference(const GoldenRow& row, const CallBinding& binding,
                              const google::protobuf::Message& request, const std::string& project_id,
                              const SentRequest& sent);

// How the response differs from the row's, or "". Page tokens are ours and opaque: only whether there is one
// counts.
std::string ResponseDifference(const GoldenRow& row, const google::protobuf::Message& response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_MATCH_H_
