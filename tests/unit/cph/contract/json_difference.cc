#include "tests/unit/cph/contract/json_difference.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "rapidjson/document.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {
namespace {

using Value = rapidjson::Value;

std::string Print(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

// Whether a text holds a JSON object or list, as the vendor's property does; parses it.
bool HoldsJson(const Value& value, rapidjson::Document* inner) {
  if (!value.IsString()) return false;
  inner->Parse(value.GetString(), value.GetStringLength());
  return !inner->HasParseError() && (inner->IsObject() || inner->IsArray());
}

class Comparison {
 public:
  void Compare(const Value& expected, const Value& actual, const std::string& path) {
    if (expected.IsObject() && actual.IsObject()) return CompareObjects(expected, actual, path);
    if (expected.IsArray() && actual.IsArray()) return CompareLists(expected, actual, path);
    rapidjson::Document inner_expected;
    rapidjson::Document inner_actual;
    if (HoldsJson(expected, &inner_expected) && HoldsJson(actual, &inner_actual))
      return Compare(inner_expected, inner_actual, absl::StrCat(path, " (as JSON) "));
    if (expected != actual) Add(path, absl::StrCat("is ", Print(actual), ", expected ", Print(expected)));
  }

  std::vector<std::string> Take() { return std::move(differences_); }

 private:
  void Add(const std::string& path, const std::string& what) {
    differences_.push_back(absl::StrCat(path.empty() ? "the whole" : path, ": ", what));
  }

  void CompareObjects(const Value& expected, const Value& actual, const std::string& path) {
    const auto below = [&](const Value& name) {
      return absl::StrCat(path, path.empty() ? "" : ".", name.GetString());
    };
    for (const auto& member : expected.GetObject()) {
      const auto found = actual.FindMember(member.name);
      if (found != actual.MemberEnd()) {
        Compare(member.value, found->value, below(member.name));
      } else {
        Add(below(member.name), absl::StrCat("is missing, expected ", Print(member.value)));
      }
    }
    for (const auto& member : actual.GetObject()) {
      if (!expected.HasMember(member.name))
        Add(below(member.name), absl::StrCat("is ", Print(member.value), ", expected nothing"));
    }
  }

  void CompareLists(const Value& expected, const Value& actual, const std::string& path) {
    const rapidjson::SizeType common = std::min(expected.Size(), actual.Size());
    for (rapidjson::SizeType i = 0; i < common; ++i)
      Compare(expected[i], actual[i], absl::StrCat(path, "[", i, "]"));
    if (expected.Size() != actual.Size())
      Add(path, absl::StrCat("has ", actual.Size(), " items, expected ", expected.Size()));
  }

  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> JsonDifferences(const std::string& expected, const std::string& actual) {
  if (expected.empty() || actual.empty()) {
    if (expected == actual) return {};
    return {expected.empty() ? absl::StrCat("is ", actual, ", expected no body")
                             : absl::StrCat("there is no body, expected ", expected)};
  }
  rapidjson::Document expected_json;
  rapidjson::Document actual_json;
  expected_json.Parse(expected.c_str());
  actual_json.Parse(actual.c_str());
  if (actual_json.HasParseError()) return {absl::StrCat("is no JSON: ", actual)};
  if (expected_json.HasParseError()) return {absl::StrCat("what is expected is no JSON: ", expected)};
  Comparison comparison;
  comparison.Compare(expected_json, actual_json, "");
  return comparison.Take();
}

}  // namespace cloudphone
