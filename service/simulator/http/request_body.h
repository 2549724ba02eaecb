#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_REQUEST_BODY_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_REQUEST_BODY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "rapidjson/document.h"

namespace cloudphone::simulator {

// Reads a body that must be one JSON object in valid UTF-8; spaces and line feeds around it do no harm.
bool ReadObject(absl::string_view text, rapidjson::Document* object);

// A member, or null where it is absent or the JSON null.
const rapidjson::Value* FindMember(const rapidjson::Value& object, const char* name);

// A member that is a text; nothing where it is absent or of another type.
absl::optional<std::string> TextMember(const rapidjson::Value& object, const char* name);

// A member that is a whole number; the same.
absl::optional<int> IntMember(const rapidjson::Value& object, const char* name);

inline absl::string_view ViewOf(const rapidjson::Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

// Whether a phone or server may be called that: 1 to 60 letters, digits, Chinese characters, `-` and `_`.
bool IsName(absl::string_view text);

// Reads the new name of a phone or server from the body `{member: "…"}`. Nothing for any other
// body.
absl::optional<std::string> ReadName(absl::string_view body, const char* member);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_REQUEST_BODY_H_
