#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_PLAN_WALK_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_PLAN_WALK_H_

#include <memory>
#include <string>
#include <vector>

#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// The plan of a message of the contract, and an RPC that uses it, for failures.
struct UsedPlan {
  const MessagePlan* plan = nullptr;
  std::string rpc;
};

// The plans of all requests, or of all answers, with those of the messages in them; each once.
std::vector<UsedPlan> RequestPlans();
std::vector<UsedPlan> AnswerPlans();

// A field of a plan with its full name: "cloudphone.v1.Phone.state".
struct UsedField {
  const MessagePlan* plan = nullptr;
  const FieldPlan* field = nullptr;
  std::string name;
};

// All fields that travel of these plans.
std::vector<UsedField> FieldsOf(const std::vector<UsedPlan>& plans);

// How a value of the vendor stands in JSON: numbers as numbers, all else as texts.
std::string AsJson(const std::string& value);

// JSON for a value of the field; `variant` 0 and 1 give different ones.
std::string SampleJson(const FieldPlan& field, int variant);

// What is read from {"key": value, ...}, or nothing where it cannot be read.
std::unique_ptr<google::protobuf::Message> ReadObject(const MessagePlan& plan, std::string json);

// The smallest request that the checks let through: what is required and nothing else.
std::unique_ptr<google::protobuf::Message> SmallestRequest(const CallBinding& binding);

// Whether SmallestRequest() sets the field: it is required, the first of a group, or what the call works on.
bool IsNeeded(const MessagePlan& plan, const FieldPlan& field);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_PLAN_WALK_H_
