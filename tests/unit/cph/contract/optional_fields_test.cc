// What a caller leaves out does not travel, and what is required cannot be left out: for every call.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/request_check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "tests/unit/cph/contract/plan_walk.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::testing::Contains;
using ::testing::Field;

using Keys = std::set<std::string>;

bool SendsUnset(const FieldPlan& field) {
  return field.field->options().GetExtension(rest::v1::field).send_unset();
}

// The paths of all keys of an object: "phones[].phone_id". JSON inside of texts is not looked into.
void AddKeys(const rapidjson::Value& value, const std::string& path, Keys* keys) {
  if (value.IsArray()) {
    for (const rapidjson::Value& item : value.GetArray()) AddKeys(item, path + "[]", keys);
  }
  if (!value.IsObject()) return;
  for (const auto& member : value.GetObject()) {
    const std::string below = absl::StrCat(path, path.empty() ? "" : ".", member.name.GetString());
    keys->insert(below);
    AddKeys(member.value, below, keys);
  }
}

// The keys that the smallest message of a plan has, but for `elsewhere`.
void AddNeededKeys(const MessagePlan& plan, const std::string& path,
                   const std::set<const FieldPlan*>& elsewhere, Keys* keys) {
  for (const FieldPlan& field : plan.fields) {
    if (field.local() || elsewhere.count(&field) > 0) continue;
    if (!IsNeeded(plan, field) && !SendsUnset(field)) continue;
    const std::string below = absl::StrCat(path, path.empty() ? "" : ".", field.name);
    keys->insert(below);
    const std::string& item = field.field->options().GetExtension(rest::v1::field).item();
    if (!item.empty()) keys->insert(absl::StrCat(below, "[].", item));
    if (field.shape == FieldShape::kTextMap && field.form != rest::v1::FORM_JSON_TEXT)
      keys->insert(below + ".key");
    if (field.message != nullptr && IsNeeded(plan, field))
      AddNeededKeys(*field.message, below + (field.repeated() ? "[]" : ""), {}, keys);
  }
}

class SmallestRequestTest : public ::testing::Test {
 protected:
  static Keys ExpectedBody(const CallBinding& binding) {
    std::set<const FieldPlan*> elsewhere(binding.query.begin(), binding.query.end());
    for (const PathPiece& piece : binding.path) elsewhere.insert(piece.field);
    Keys keys;
    AddNeededKeys(*binding.request, "", elsewhere, &keys);
    for (const rest::v1::Constant& constant : binding.call.constant()) keys.insert(constant.name());
    if (binding.call.paging().in_body_as_text()) keys.insert({"limit", "offset"});
    return keys;
  }
  static Keys ExpectedQuery(const CallBinding& binding) {
    Keys keys;
    for (const FieldPlan* field : binding.query) {
      if (IsNeeded(*binding.request, *field) || SendsUnset(*field)) keys.insert(field->name);
    }
    const auto& paging = binding.call.paging();
    if (!binding.call.has_paging() || paging.in_body_as_text() ||
        paging.style() == rest::v1::Paging::STYLE_WHOLE)
      return keys;
    keys.insert("limit");
    if (!binding.pages_by_marker()) keys.insert("offset");
    return keys;
  }
  static Keys SentBody(const HttpRequest& http) {
    Keys keys;
    if (http.body.empty()) return keys;
    rapidjson::Document body;
    body.Parse(http.body.c_str());
    EXPECT_FALSE(body.HasParseError()) << http.body;
    AddKeys(body, "", &keys);
    return keys;
  }
  static Keys SentQuery(const HttpRequest& http) {
    Keys keys;
    const size_t query = http.url.find('?');
    if (query == std::string::npos) return keys;
    for (const absl::string_view pair : absl::StrSplit(http.url.substr(query + 1), '&'))
      keys.insert(std::string(pair.substr(0, pair.find('='))));
    return keys;
  }
};

TEST_F(SmallestRequestTest, GoesOutWithNothingElse) {
  for (const CallBinding* binding : AllBindings()) {
    SCOPED_TRACE(binding->method->full_name());
    const auto request = SmallestRequest(*binding);
    const absl::Status checked = ViolationStatus(CheckCall(*binding, *request));
    EXPECT_TRUE(checked.ok()) << checked.message() << "\n" << request->DebugString();
    if (!checked.ok()) continue;
    const HttpRequest http = BuildRequest(*binding, *request, {"", "project"});
    EXPECT_EQ(SentBody(http), ExpectedBody(*binding)) << http.body;
    EXPECT_EQ(SentQuery(http), ExpectedQuery(*binding)) << http.url;
  }
}

TEST_F(SmallestRequestTest, WithoutARequiredFieldIsRefusedByItsName) {
  for (const CallBinding* binding : AllBindings()) {
    SCOPED_TRACE(binding->method->full_name());
    for (const FieldPlan& field : binding->request->fields) {
      if (!IsNeeded(*binding->request, field)) continue;
      const auto request = SmallestRequest(*binding);
      request->GetReflection()->ClearField(request.get(), field.field);
      const std::vector<Violation> found = CheckCall(*binding, *request);
      if (field.check.one_of().empty()) {
        EXPECT_THAT(found, Contains(Field(&Violation::field, field.field->name())));
      } else {
        EXPECT_FALSE(found.empty()) << "nothing of the group " << field.check.one_of() << " is set";
      }
    }
  }
}

}  // namespace
}  // namespace cloudphone
