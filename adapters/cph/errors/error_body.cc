#include "adapters/cph/errors/error_body.h"

#include "rapidjson/document.h"
#include "rapidjson/memorystream.h"

namespace cloudphone {
namespace {

using Object = rapidjson::Value;

// The identity service wraps its error once; nothing documented goes deeper.
constexpr int kMaxWraps = 2;

// A string, or a number in digits; "" for anything else.
std::string Text(const Object& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd()) return "";
  if (member->value.IsString()) return {member->value.GetString(), member->value.GetStringLength()};
  if (member->value.IsInt64()) return std::to_string(member->value.GetInt64());
  return "";
}

// The pairs of names in the order in which the vendor's SDKs look for them.
bool ReadPair(const Object& object, ErrorBody* error) {
  constexpr const char* kPairs[][2] = {
      {"error_code", "error_msg"}, {"errorCode", "errorMsg"}, {"code", "message"}};
  for (const auto& [code, message] : kPairs) {
    error->code = Text(object, code);
    error->message = Text(object, message);
    if (!error->code.empty()) return true;
  }
  return false;
}

bool ReadObject(const Object& object, int wraps, ErrorBody* error) {
  if (ReadPair(object, error)) return true;
  if (wraps == kMaxWraps) return false;
  for (const auto& member : object.GetObject()) {
    if (member.value.IsObject() && ReadObject(member.value, wraps + 1, error)) return true;
  }
  return false;
}

}  // namespace

ErrorBody ParseErrorBody(absl::string_view body) {
  // Iterative: what nests a million deep must not use up the stack.
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  ErrorBody error;
  rapidjson::Document document;
  rapidjson::MemoryStream stream(body.data(), body.size());
  document.ParseStream<kFlags>(stream);
  if (document.HasParseError() || !document.IsObject()) return error;
  if (!ReadObject(document, 0, &error)) error = {};
  error.request_id = Text(document, "request_id");
  return error;
}

}  // namespace cloudphone
