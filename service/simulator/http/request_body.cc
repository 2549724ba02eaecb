#include "service/simulator/http/request_body.h"

#include "absl/strings/ascii.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxNameCharacters = 60;
// U+4E00 to U+9FA5 in UTF-8. The order of bytes is that of the characters.
constexpr absl::string_view kFirstChinese = "\xE4\xB8\x80";
constexpr absl::string_view kLastChinese = "\xE9\xBE\xA5";

// How many bytes the first character of `text` has if a name may have it, else 0.
size_t NameCharacter(absl::string_view text) {
  if (absl::ascii_isalnum(static_cast<unsigned char>(text[0])) || text[0] == '-' || text[0] == '_') return 1;
  const absl::string_view three = text.substr(0, kFirstChinese.size());
  const bool is_chinese =
      three.size() == kFirstChinese.size() && three >= kFirstChinese && three <= kLastChinese;
  return is_chinese ? three.size() : 0;
}

}  // namespace

bool ReadObject(absl::string_view text, rapidjson::Document* object) {
  object->Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(),
                                                                                        text.size());
  return !object->HasParseError() && object->IsObject();
}

const rapidjson::Value* FindMember(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

absl::optional<std::string> TextMember(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* const member = FindMember(object, name);
  if (member == nullptr || !member->IsString()) return absl::nullopt;
  return std::string(ViewOf(*member));
}

absl::optional<int> IntMember(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* const member = FindMember(object, name);
  if (member == nullptr || !member->IsInt()) return absl::nullopt;
  return member->GetInt();
}

bool IsName(absl::string_view text) {
  size_t characters = 0;
  while (!text.empty()) {
    const size_t size = NameCharacter(text);
    if (size == 0) return false;
    text.remove_prefix(size);
    ++characters;
  }
  return characters >= 1 && characters <= kMaxNameCharacters;
}

absl::optional<std::string> ReadName(absl::string_view body, const char* member) {
  rapidjson::Document object;
  if (!ReadObject(body, &object)) return absl::nullopt;
  absl::optional<std::string> name = TextMember(object, member);
  return name.has_value() && IsName(*name) ? name : absl::nullopt;
}

}  // namespace cloudphone::simulator
