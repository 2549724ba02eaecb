#include "adapters/cph/binding/field_options.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::FieldDescriptor;

absl::Status Wrong(const FieldDescriptor* field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field->full_name(), ": ", what));
}

bool IsList(const FieldDescriptor* field) { return field->is_repeated() && !field->is_map(); }

bool IsTextMap(const FieldDescriptor* field) {
  return field->is_map() && field->message_type()->map_key()->type() == FieldDescriptor::TYPE_STRING &&
         field->message_type()->map_value()->type() == FieldDescriptor::TYPE_STRING;
}

bool IsNumber(FieldShape shape) { return shape == FieldShape::kInt32 || shape == FieldShape::kInt64; }

bool IsScalar(FieldShape shape) {
  return shape == FieldShape::kText || shape == FieldShape::kBool || shape == FieldShape::kEnum ||
         IsNumber(shape);
}

// The shapes and directions that each form fits.
bool FormFits(rest::v1::Form form, const FieldDescriptor* field, FieldShape shape, Direction direction) {
  switch (form) {
    case rest::v1::FORM_UNSPECIFIED:
      return shape != FieldShape::kError;
    case rest::v1::FORM_TEXT:
      return IsNumber(shape) || shape == FieldShape::kBool || shape == FieldShape::kEnum;
    case rest::v1::FORM_ZERO_ONE:
      return shape == FieldShape::kBool;
    case rest::v1::FORM_JSON_TEXT:
      return !IsList(field) && (shape == FieldShape::kTextMap || shape == FieldShape::kMessage);
    case rest::v1::FORM_COMMA_LIST:
    case rest::v1::FORM_SPACE_LIST:
      return IsList(field) && IsScalar(shape);
    case rest::v1::FORM_REPEATED_KEY:
      return direction == Direction::kRequest && IsList(field) &&
             (shape == FieldShape::kText || shape == FieldShape::kEnum);
    case rest::v1::FORM_EPOCH_SECONDS:
    case rest::v1::FORM_EPOCH_MILLIS:
    case rest::v1::FORM_LOCAL_TIME:
      return shape == FieldShape::kTimestamp;
    case rest::v1::FORM_ERROR:
      return direction == Direction::kAnswer && !IsList(field) && shape == FieldShape::kError;
    default:
      return false;
  }
}

// Options of how the field travels.
absl::Status CheckTravel(const FieldDescriptor* field, const rest::v1::Field& options, FieldShape shape,
                         Direction direction) {
  if (!FormFits(options.form(), field, shape, direction)) {
    return Wrong(field,
                 absl::StrCat("form ", rest::v1::Form_Name(options.form()), " does not fit the field"));
  }
  const bool one_by_one = options.form() == rest::v1::FORM_UNSPECIFIED ||
                          options.form() == rest::v1::FORM_TEXT || options.form() == rest::v1::FORM_ZERO_ONE;
  if (!options.item().empty() && !(IsList(field) && IsScalar(shape) && one_by_one))
    return Wrong(field, "item is for lists of scalars that travel one by one");
  const bool has_empty_text =
      shape == FieldShape::kText || shape == FieldShape::kTimestamp || shape == FieldShape::kEnum;
  if (options.send_unset() && (field->is_repeated() || !has_empty_text))
    return Wrong(field, "send_unset is for single texts, times and enums");
  return absl::OkStatus();
}

absl::Status CheckLimits(const FieldDescriptor* field, const rest::v1::Field& options, FieldShape shape) {
  const rest::v1::Check& check = options.check();
  const bool checks_text = check.max_bytes() != 0 || check.max_characters() != 0 || !check.charset().empty();
  if (checks_text && shape != FieldShape::kText)
    return Wrong(field, "max_bytes, max_characters and charset are for texts");
  if (check.max_items() != 0 && !field->is_repeated()) return Wrong(field, "max_items is for lists");
  if (check.unique() && !(field->is_repeated() && shape == FieldShape::kText))
    return Wrong(field, "unique is for lists of texts");
  if ((check.min() != 0 || check.max() != 0) && !IsNumber(shape))
    return Wrong(field, "min and max are for whole numbers");
  const bool open_above = check.max() == 0 && check.min() >= 0;
  if (!open_above && check.min() > check.max()) return Wrong(field, "min is above max");
  const bool is_joined =
      options.form() == rest::v1::FORM_COMMA_LIST || options.form() == rest::v1::FORM_SPACE_LIST;
  if (check.max_joined_bytes() != 0 && !is_joined)
    return Wrong(field, "max_joined_bytes is for lists that travel as one text");
  return absl::OkStatus();
}

}  // namespace

FieldShape ShapeOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() == FieldDescriptor::TYPE_STRING) return FieldShape::kText;
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldShape::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
      return FieldShape::kInt32;
    case FieldDescriptor::CPPTYPE_INT64:
      return FieldShape::kInt64;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldShape::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsTextMap(field)) return FieldShape::kTextMap;
      if (field->is_map()) break;
      if (field->message_type() == google::protobuf::Timestamp::descriptor()) return FieldShape::kTimestamp;
      if (field->message_type() == google::rpc::Status::descriptor()) return FieldShape::kError;
      return FieldShape::kMessage;
    default:
      break;
  }
  return FieldShape::kOther;
}

absl::Status CheckFieldOptions(const FieldDescriptor* field, FieldShape shape, Direction direction) {
  const rest::v1::Field& options = field->options().GetExtension(rest::v1::field);
  if (direction == Direction::kChecked) return CheckLimits(field, options, shape);
  if (shape == FieldShape::kOther) return Wrong(field, "the JSON translation does not know this type");
  if (options.where() != rest::v1::WHERE_LOCAL) {
    if (absl::Status travels = CheckTravel(field, options, shape, direction); !travels.ok()) return travels;
  } else if (!options.item().empty() || options.send_unset()) {
    return Wrong(field, "item and send_unset are for fields that travel");
  }
  return CheckLimits(field, options, shape);
}

}  // namespace cloudphone
