#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_FRAME_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_FRAME_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// One object or array of an answer that is open and that is not skipped. Its memory is used again.
struct Frame {
  // kItem: an object that stands for one value of a list (FieldPlan::item). What takes the values of a list
  // comes last.
  enum class Kind { kObject, kMap, kPageInfo, kArray, kItem };
  static constexpr int kNoRank = 127;

  Kind kind = Kind::kObject;
  const MessagePlan* plan = nullptr;
  google::protobuf::Message* message = nullptr;
  // The field that the next value is for; of anything but an object, the field that it is.
  const FieldPlan* field = nullptr;
  const KeyPlan* key = nullptr;
  size_t predicted = 0;  // Index of the key that is likely next.
  std::string* envelope = nullptr;
  bool page_info = false;  // The next value is the top-level page_info.
  std::string map_key;
  std::string error_code;
  std::string error_message;
  absl::InlinedVector<int, 4> ranks;  // By FieldPlan::alias_slot: which name filled the field, or kNoRank.

  bool in_list() const { return kind >= Kind::kArray; }

  void Open(Kind new_kind, const MessagePlan* new_plan, google::protobuf::Message* new_message,
            const FieldPlan* new_field) {
    kind = new_kind;
    plan = new_plan;
    message = new_message;
    field = new_field;
    key = nullptr;
    predicted = 0;
    envelope = nullptr;
    page_info = false;
    if (plan != nullptr) ranks.assign(plan->alias_slots, kNoRank);
  }

  // The key of that name, or null. The vendor writes the keys of one type in one order, which the .proto
  // follows: the next is tried before hashing.
  const KeyPlan* FindKey(absl::string_view name) {
    const std::vector<KeyPlan>& keys = plan->keys;
    if (predicted < keys.size() && keys[predicted].name == name) return &keys[predicted++];
    const auto found = plan->key_index.find(name);
    if (found == plan->key_index.end()) return nullptr;
    predicted = static_cast<size_t>(found->second) + 1;
    return &keys[found->second];
  }

  // Notes that the name of `key` fills the field, clearing what a lesser name put there.
  void Claim() {
    const int slot = kind == Kind::kObject ? field->alias_slot : -1;
    if (slot < 0) return;
    if (ranks[slot] != kNoRank) message->GetReflection()->ClearField(message, field->field);
    ranks[slot] = key->rank;
  }
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_FRAME_H_
