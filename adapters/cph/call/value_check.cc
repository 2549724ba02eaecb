#include "adapters/cph/call/value_check.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "adapters/cph/text/utf8.h"
#include "google/protobuf/timestamp.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;

// What a Timestamp may hold: the years 1 to 9999.
constexpr int64_t kFirstSecond = -62135596800;
constexpr int64_t kLastSecond = 253402300799;
constexpr int32_t kLastNano = 999999999;

// Collects what is wrong with one value.
struct Checker {
  const FieldPlan& plan;
  const std::string& path;
  Violations* found;

  void Invalid(std::string description) const {
    found->push_back({path, kParameterInvalid, std::move(description)});
  }
  void Text(const std::string& text) const;
  void Number(int64_t number) const;
  void Enum(int number) const;
  void Time(const Message& message) const;
};

void Checker::Text(const std::string& text) const {
  const rest::v1::Check& check = plan.check;
  if (text.empty()) {
    if (check.required()) {
      found->push_back({path, kParameterMissing, "must not be empty"});
    } else if (plan.joined()) {
      Invalid("must not be empty");
    }
    return;
  }
  if (check.max_bytes() > 0 && text.size() > static_cast<size_t>(check.max_bytes()))
    Invalid(absl::StrCat("must have at most ", check.max_bytes(), " bytes, not ", text.size()));
  const size_t characters = CountCharacters(text).value_or(0);
  if (check.max_characters() > 0 && characters > static_cast<size_t>(check.max_characters())) {
    Invalid(absl::StrCat("must have at most ", check.max_characters(), " characters, not ", characters));
  } else if (plan.charset.has_value() && !plan.charset->HoldsAll(text)) {
    Invalid("holds a character that is not allowed");
  }
  if (plan.joined() && absl::string_view(text).find(plan.separator()) != absl::string_view::npos)
    Invalid(plan.separator() == ',' ? "must not hold a comma" : "must not hold a space");
}

void Checker::Number(int64_t number) const {
  const int64_t min = plan.check.min();
  const int64_t max = plan.check.max();
  if (min == 0 && max == 0) return;
  const bool open_above = max == 0 && min > 0;
  if (number >= min && (open_above || number <= max)) return;
  Invalid(open_above ? absl::StrCat("must be at least ", min, ", not ", number)
                     : absl::StrCat("must be from ", min, " to ", max, ", not ", number));
}

// A value of a field that travels needs a vendor's value to travel as; one of ours must only exist.
void Checker::Enum(int number) const {
  const bool known = plan.values != nullptr ? plan.values->write.contains(number)
                                            : plan.field->enum_type()->FindValueByNumber(number) != nullptr;
  if (!known) Invalid(absl::StrCat("is no value that can be asked for: ", number));
}

void Checker::Time(const Message& message) const {
  const auto& time = static_cast<const Timestamp&>(message);
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond)
    Invalid(absl::StrCat("is no time of the years 1 to 9999: ", time.seconds(), " seconds"));
  if (time.nanos() < 0 || time.nanos() > kLastNano)
    Invalid(absl::StrCat("nanos must be from 0 to ", kLastNano, ", not ", time.nanos()));
}

}  // namespace

void CheckValue(const FieldPlan& plan, const Message& message, const std::string& path, Violations* found) {
  const auto* reflection = message.GetReflection();
  const Checker checker = {plan, path, found};
  switch (plan.shape) {
    case FieldShape::kText:
      return checker.Text(reflection->GetString(message, plan.field));
    case FieldShape::kInt32:
      return checker.Number(reflection->GetInt32(message, plan.field));
    case FieldShape::kInt64:
      return checker.Number(reflection->GetInt64(message, plan.field));
    case FieldShape::kEnum:
      return checker.Enum(reflection->GetEnumValue(message, plan.field));
    case FieldShape::kTimestamp:
      return checker.Time(reflection->GetMessage(message, plan.field));
    default:
      return;
  }
}

void CheckItem(const FieldPlan& plan, const Message& message, int index, const std::string& path,
               Violations* found) {
  const auto* reflection = message.GetReflection();
  const Checker checker = {plan, path, found};
  switch (plan.shape) {
    case FieldShape::kText:
      return checker.Text(reflection->GetRepeatedString(message, plan.field, index));
    case FieldShape::kInt32:
      return checker.Number(reflection->GetRepeatedInt32(message, plan.field, index));
    case FieldShape::kInt64:
      return checker.Number(reflection->GetRepeatedInt64(message, plan.field, index));
    case FieldShape::kEnum:
      return checker.Enum(reflection->GetRepeatedEnumValue(message, plan.field, index));
    case FieldShape::kTimestamp:
      return checker.Time(reflection->GetRepeatedMessage(message, plan.field, index));
    default:
      return;
  }
}

}  // namespace cloudphone
