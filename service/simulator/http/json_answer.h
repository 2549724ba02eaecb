#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_JSON_ANSWER_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_JSON_ANSWER_H_

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"
#include "service/simulator/errors.h"

namespace cloudphone::simulator {

// Writes one JSON object in the vendor's forms.
class JsonAnswer {
 public:
  JsonAnswer() { writer_.StartObject(); }

  void Text(const char* name, absl::string_view value) {
    writer_.Key(name);
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void Number(const char* name, int64_t value) {
    writer_.Key(name);
    writer_.Int64(value);
  }
  void Bool(const char* name, bool value) {
    writer_.Key(name);
    writer_.Bool(value);
  }
  void Null(const char* name) {
    writer_.Key(name);
    writer_.Null();
  }
  // "2017-10-10T00:00:00Z", the form of most times here.
  void Time(const char* name, absl::Time value) {
    Text(name, absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", value, absl::UTCTimeZone()));
  }
  // "2020-01-04T09:05:22.701000Z", as the identity service has times: some clients insist on the fraction.
  void FineTime(const char* name, absl::Time value) {
    Text(name, absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", value, absl::UTCTimeZone()));
  }
  void Texts(const char* name, std::initializer_list<const char*> values) {
    BeginList(name);
    for (const char* value : values) writer_.String(value);
    EndList();
  }
  // A text in a list.
  void Item(absl::string_view value) {
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  // Why one target of a call was refused; it has no job.
  void Refused(const ItemError& error) {
    Text("error_code", error.code);
    Text("error_msg", error.message);
  }
  void BeginObject(const char* name) {
    writer_.Key(name);
    writer_.StartObject();
  }
  void BeginList(const char* name) {
    writer_.Key(name);
    writer_.StartArray();
  }
  void BeginItem() { writer_.StartObject(); }
  void EndObject() { writer_.EndObject(); }
  void EndList() { writer_.EndArray(); }

  // The finished text; the object is used up.
  std::string Take() {
    writer_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_JSON_ANSWER_H_
