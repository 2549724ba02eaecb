#ifndef CLOUDPHONE_ADAPTERS_CPH_BINDING_MESSAGE_PLAN_H_
#define CLOUDPHONE_ADAPTERS_CPH_BINDING_MESSAGE_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "adapters/cph/text/charset.h"
#include "cloudphone/rest/v1/rest.pb.h"
#include "google/protobuf/descriptor.h"

namespace cloudphone {

// The vendor's values of one enum of ours, from the `value` options of its values.
struct EnumPlan {
  const google::protobuf::EnumDescriptor* descriptor = nullptr;
  // Vendor's value, as text, to our number.
  absl::flat_hash_map<std::string, int> read;
  // Our number to the vendor's values that it is sent as.
  absl::flat_hash_map<int, std::vector<std::string>> write;
};

// What a field is, as far as reading and writing it differ.
enum class FieldShape {
  kText,
  kBool,
  kInt32,
  kInt64,
  kEnum,
  kTimestamp,
  kMessage,
  kTextMap,
  kError,
  kOther,  // Any other type; of requests that travel nowhere only.
};

struct MessagePlan;

// How one field of ours travels: its options, resolved.
struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  FieldShape shape = FieldShape::kText;
  // What the vendor calls it.
  std::string name;
  rest::v1::Where where = rest::v1::WHERE_UNSPECIFIED;
  rest::v1::Form form = rest::v1::FORM_UNSPECIFIED;
  std::string item;  // Not empty: each value of the list travels as an object with this one key.
  bool send_unset = false;
  rest::v1::Check check;
  absl::optional<Charset> charset;  // Of check.charset.
  // kEnum: the vendor's values, or null where the enum is ours alone; and the sibling that keeps the vendor's
  // own value, or null.
  const EnumPlan* values = nullptr;
  const google::protobuf::FieldDescriptor* raw = nullptr;
  // kMessage: how its fields travel.
  const MessagePlan* message = nullptr;
  // Place among the message's fields that have older names, or -1: the reader keeps a rank for each such
  // field.
  int alias_slot = -1;

  bool repeated() const { return field->is_repeated() && !field->is_map(); }
  bool local() const { return where == rest::v1::WHERE_LOCAL; }
  // Whether a list travels as one text, and what stands between its items.
  bool joined() const { return form == rest::v1::FORM_COMMA_LIST || form == rest::v1::FORM_SPACE_LIST; }
  char separator() const { return form == rest::v1::FORM_SPACE_LIST ? ' ' : ','; }
};

// Fields of one message of which exactly one must be set (check.one_of).
struct FieldGroup {
  std::string name;
  std::vector<const FieldPlan*> fields;
};

// What a JSON key of an object means.
struct KeyPlan {
  enum class Role : uint8_t { kField, kErrorCode, kErrorMessage };
  std::string name;
  Role role = Role::kField;
  int field = -1;  // Index into MessagePlan::fields.
  int rank = 0;    // 0: today's name; 1 and up: older names, the better ones first.
};

// How one message travels: a flat table for each direction.
struct MessagePlan {
  const google::protobuf::Descriptor* descriptor = nullptr;
  std::vector<FieldPlan> fields;  // In the order of the .proto, local ones too.
  std::vector<KeyPlan> keys;  // What the reader looks for, in the order that the vendor is likely to write.
  absl::flat_hash_map<absl::string_view, int> key_index;  // Into keys.
  int error_field = -1;                                   // The FORM_ERROR field, or -1.
  int alias_slots = 0;
  std::vector<const FieldPlan*> required;  // Of an answer: the fields without which it means nothing.
  std::vector<FieldGroup> groups;          // Of a request.

  // The field that the vendor calls `name`, or null. For requests.
  const FieldPlan* FindByRestName(absl::string_view name) const;
};

// Which way a message travels; decides what its options must say. kChecked: none; it is the request of an RPC
// that is composed in code, whose fields are checked and go to no upstream call as they stand.
enum class Direction { kRequest, kAnswer, kChecked };

// Compiles plans from descriptors. Plans refer to each other and to the set, which must outlive them. Not
// thread-safe; the finished plans are constant and may be read by any thread.
class PlanSet {
 public:
  // The plan of `descriptor`. `renamed` gives REST names that come from elsewhere than the field's own
  // option, and
  // "" for fields that are local by their role (paging). An option that does not fit is InvalidArgument,
  // naming the field.
  absl::StatusOr<const MessagePlan*> Add(const google::protobuf::Descriptor* descriptor, Direction direction,
                                         const absl::flat_hash_map<std::string, std::string>& renamed = {});

 private:
  absl::StatusOr<FieldPlan> MakeField(const google::protobuf::FieldDescriptor* field, Direction direction);
  absl::StatusOr<const EnumPlan*> MakeEnum(const google::protobuf::EnumDescriptor* descriptor);

  using Key = std::pair<const google::protobuf::Descriptor*, Direction>;
  absl::flat_hash_map<Key, std::unique_ptr<MessagePlan>> messages_;
  std::vector<std::unique_ptr<MessagePlan>> renamed_messages_;
  absl::flat_hash_map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumPlan>> enums_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_BINDING_MESSAGE_PLAN_H_
