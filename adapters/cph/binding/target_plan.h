#ifndef CLOUDPHONE_ADAPTERS_CPH_BINDING_TARGET_PLAN_H_
#define CLOUDPHONE_ADAPTERS_CPH_BINDING_TARGET_PLAN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/cph/binding/message_plan.h"
#include "cloudphone/rest/v1/rest.pb.h"
#include "google/protobuf/descriptor.h"

namespace cloudphone {

// One way in which a request names the many things that its call works on.
struct TargetPlan {
  const FieldPlan* list = nullptr;  // The repeated request field.
  const FieldPlan* id = nullptr;    // The id in each of its items; `list` where the items are ids.
  std::string id_name;              // What rows of the answer, and a Refusal, call that id: "phone_id".
  size_t max_targets = 0;           // In one upstream call.
  bool fans_out = false;            // Rows name what is on the targets, not the targets.

  bool items_are_ids() const { return list == id; }
};

// Where an answer says what became of the targets: the message that holds both lists, JobGroup or the
// response itself.
struct TargetAnswer {
  const google::protobuf::FieldDescriptor* taken = nullptr;    // Its rows, such as `jobs`.
  const google::protobuf::FieldDescriptor* refused = nullptr;  // repeated Refusal.
};

// Finds the fields that `batch` names. One that does not fit the request is InvalidArgument.
absl::StatusOr<TargetPlan> BindTargets(const rest::v1::Batch& batch, const MessagePlan& request);

// Finds the lists in `container`, and checks that ids of `targets` have a place in them.
absl::StatusOr<TargetAnswer> BindTargetAnswer(const google::protobuf::Descriptor* container,
                                              const std::vector<TargetPlan>& targets);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_BINDING_TARGET_PLAN_H_
