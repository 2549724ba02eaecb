#include <string>

#include "adapters/cph/json/json_reader.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

// Reads `json` as a Phone; the result in text, or "problem".
std::string ReadPhone(std::string json) {
  PlanSet plans;
  v1::Phone phone;
  JsonEnvelope envelope;
  const auto no_error = [](absl::string_view, absl::string_view, const google::protobuf::Message&) {
    return google::rpc::Status();
  };
  if (!ReadJson(&json, **plans.Add(v1::Phone::descriptor(), Direction::kAnswer), no_error, &phone, &envelope)
           .empty()) {
    return "problem";
  }
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(phone, &text);
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

TEST(JsonValuesTest, ReadsEachValueInEachFormThatTheVendorMayUse) {
  struct Row {
    const char* json;
    const char* phone;
  };
  constexpr Row kRows[] = {
      // Texts.
      {R"({"phone_id":"a"})", "phone_id: \"a\""},
      {R"({"phone_id":17})", "phone_id: \"17\""},
      {R"({"phone_id":1.50})", "phone_id: \"1.50\""},
      {R"({"phone_id":true})", "phone_id: \"true\""},
      {R"({"phone_id":{}})", "problem"},
      {R"({"phone_id":["a"]})", "problem"},
      // Bools.
      {R"({"has_encrypt":true})", "has_encrypt: true"},
      {R"({"has_encrypt":"true"})", "has_encrypt: true"},
      {R"({"has_encrypt":"True"})", "has_encrypt: true"},
      {R"({"has_encrypt":1})", "has_encrypt: true"},
      {R"({"has_encrypt":"1"})", "has_encrypt: true"},
      {R"({"has_encrypt":false})", ""},
      {R"({"has_encrypt":"FALSE"})", ""},
      {R"({"has_encrypt":0})", ""},
      {R"({"has_encrypt":2})", "problem"},
      {R"({"has_encrypt":"yes"})", "problem"},
      {R"({"has_encrypt":[]})", "problem"},
      // Numbers.
      {R"({"phone_data_volume":{"volume_size":10}})", "phone_data_volume { volume_size: 10 }"},
      {R"({"phone_data_volume":{"volume_size":"10"}})", "phone_data_volume { volume_size: 10 }"},
      {R"({"phone_data_volume":{"volume_size":-2147483648}})",
       "phone_data_volume { volume_size: -2147483648 }"},
      {R"({"phone_data_volume":{"volume_size":2147483648}})", "problem"},
      {R"({"phone_data_volume":{"volume_size":1.5}})", "problem"},
      {R"({"phone_data_volume":{"volume_size":"ten"}})", "problem"},
      {R"({"phone_data_volume":{"volume_size":true}})", "problem"},
      {R"({"phone_data_volume":5})", "problem"},
      {R"({"phone_data_volume":[{}]})", "problem"},
      // Enums: documented, unknown, of the wrong type.
      {R"({"status":2})", "state: PHONE_STATE_RUNNING upstream_state: 2"},
      {R"({"status":"2"})", "state: PHONE_STATE_RUNNING upstream_state: 2"},
      {R"({"status":-9})", "state: PHONE_STATE_STOP_FAILED upstream_state: -9"},
      {R"({"status":0})", "state: PHONE_STATE_CREATING"},
      {R"({"status":1})", "state: PHONE_STATE_CREATING upstream_state: 1"},
      {R"({"status":4711})", "upstream_state: 4711"},
      {R"({"status":"on"})", "problem"},
      {R"({"status":true})", "problem"},
      {R"({"status":{}})", "problem"},
      {R"({"traffic_type":"routing"})",
       "traffic_type: TRAFFIC_TYPE_ROUTING upstream_traffic_type: \"routing\""},
      {R"({"traffic_type":"magic"})", "upstream_traffic_type: \"magic\""},
      // Times.
      {R"({"create_time":"1970-01-01T00:00:05Z"})", "create_time { seconds: 5 }"},
      {R"({"create_time":5})", "create_time { seconds: 5 }"},
      {R"({"create_time":"soon"})", "problem"},
      {R"({"create_time":{}})", "problem"},
      // Maps: an object, and an object in a text.
      {R"({"property":"{\"a\":\"b\"}"})", "properties { key: \"a\" value: \"b\" }"},
      {R"({"property":"{\"a\":1.0}"})", "properties { key: \"a\" value: \"1.0\" }"},
      {R"({"property":"{\"a\":true,\"b\":null,}"})", "properties { key: \"a\" value: \"true\" }"},
      {R"({"property":{"a":"b"}})", "properties { key: \"a\" value: \"b\" }"},
      {R"({"property":"{}"})", ""},
      {R"({"property":"{\"a\":{},\"b\":[{\"c\":1}]}"})", ""},  // What is nested is passed over.
      {R"({"property":"[]"})", "problem"},
      {R"({"property":"[]"})", "problem"},
      {R"({"property":"5"})", "problem"},
      {R"({"property":"{\"a\""})", "problem"},
      {R"({"property":"{}\u0000"})", "problem"},
      {R"({"property":5})", "problem"},
      {R"({"custom_property":{"a":{}}})", "problem"},
      {R"({"custom_property":"{}"})", "problem"},
      // Lists.
      {R"({"access_infos":[{"type":"adb"},{}]})", "access_infos { type: \"adb\" } access_infos { }"},
      {R"({"access_infos":[null]})", ""},
      {R"({"access_infos":{}})", "problem"},
      {R"({"access_infos":[[]]})", "problem"},
      {R"({"access_infos":["adb"]})", "problem"},
      {R"({"access_infos":5})", "problem"},
  };
  for (const Row& row : kRows) EXPECT_EQ(ReadPhone(row.json), row.phone) << row.json;
}

TEST(JsonValuesTest, ReadsEveryDocumentedValueOfEachEnum) {
  struct Row {
    const char* json;
    v1::PhoneState state;
  };
  constexpr Row kRows[] = {{"0", v1::PHONE_STATE_CREATING},      {"1", v1::PHONE_STATE_CREATING},
                           {"2", v1::PHONE_STATE_RUNNING},       {"3", v1::PHONE_STATE_RESETTING},
                           {"4", v1::PHONE_STATE_RESTARTING},    {"6", v1::PHONE_STATE_FROZEN},
                           {"7", v1::PHONE_STATE_STOPPING},      {"8", v1::PHONE_STATE_STOPPED},
                           {"-5", v1::PHONE_STATE_RESET_FAILED}, {"-6", v1::PHONE_STATE_RESTART_FAILED},
                           {"-7", v1::PHONE_STATE_ABNORMAL},     {"-8", v1::PHONE_STATE_CREATE_FAILED},
                           {"-9", v1::PHONE_STATE_STOP_FAILED},  {"5", v1::PHONE_STATE_UNSPECIFIED},
                           {"9", v1::PHONE_STATE_UNSPECIFIED}};
  for (const Row& row : kRows) {
    const std::string text = ReadPhone(std::string("{\"status\":") + row.json + "}");
    const std::string expected =
        row.state == 0 ? "upstream_state" : "state: " + v1::PhoneState_Name(row.state);
    EXPECT_EQ(text.substr(0, expected.size()), expected) << row.json;
  }
}

}  // namespace
}  // namespace cloudphone
