#include "adapters/cph/json/json_reader.h"

#include "cloudphone/v1/job.pb.h"
#include "cloudphone/v1/phone_model.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

google::rpc::Status PlainError(absl::string_view code, absl::string_view message, const Message&) {
  google::rpc::Status error;
  error.set_code(5);
  error.set_message(std::string(code) + ": " + std::string(message));
  return error;
}

// Reads one JSON text into a message of type M.
template <typename M>
struct Reading {
  explicit Reading(std::string json) {
    PlanSet plans;
    auto plan = plans.Add(M::descriptor(), Direction::kAnswer);
    EXPECT_TRUE(plan.ok()) << plan.status();
    problem = ReadJson(&json, **plan, PlainError, &message, &envelope);
  }
  M message;
  JsonEnvelope envelope;
  std::string problem;
};
using PhoneReading = Reading<v1::Phone>;

TEST(JsonReaderTest, ReadsAPhoneWithEverything) {
  const PhoneReading read(
      R"({"request_id":"70bb","phone_name":"mobile-0001","server_id":"88b8","phone_id":"1234",
    "vnc_enable":"true","status":2,"type":0,"traffic_type":"direct","volume_mode":1,"has_encrypt":true,
    "metadata":{"order_id":"CS17","product_id":"00301"},"create_time":"2017-10-10T00:00:00Z",
    "access_infos":[{"type":"adb","phone_ip":"10.0.0.1","listen_port":5555,"access_port":14308}],
    "property":"{\"com.cph.mainkeys\":1,\"sys.prop.writewifissid\":\"wifi\",}",
    "custom_property":{"a":"b"},"phone_data_volume":{"volume_type":"GPSSD","volume_size":10}})");
  EXPECT_THAT(read.problem, IsEmpty());
  const v1::Phone& phone = read.message;
  EXPECT_EQ(phone.phone_name(), "mobile-0001");
  EXPECT_EQ(phone.state(), v1::PHONE_STATE_RUNNING);
  EXPECT_EQ(phone.upstream_state(), 2);
  EXPECT_EQ(phone.type(), v1::PHONE_TYPE_ORDINARY);
  EXPECT_EQ(phone.traffic_type(), v1::TRAFFIC_TYPE_DIRECT);
  EXPECT_EQ(phone.volume_mode(), v1::VOLUME_MODE_INDEPENDENT);
  EXPECT_TRUE(phone.vnc_enable());
  EXPECT_TRUE(phone.has_encrypt());
  EXPECT_EQ(phone.metadata().product_id(), "00301");
  EXPECT_EQ(phone.create_time().seconds(), 1507593600);
  ASSERT_THAT(phone.access_infos(), SizeIs(1));
  EXPECT_EQ(phone.access_infos(0).listen_port(), 5555);
  EXPECT_THAT(phone.properties(),
              UnorderedElementsAre(Pair("com.cph.mainkeys", "1"), Pair("sys.prop.writewifissid", "wifi")));
  EXPECT_THAT(phone.custom_properties(), UnorderedElementsAre(Pair("a", "b")));
  EXPECT_EQ(phone.phone_data_volume().volume_type(), v1::VOLUME_TYPE_GPSSD);
  EXPECT_EQ(read.envelope.request_id, "70bb");
  EXPECT_EQ(read.envelope.unknown_fields, 0);
}

TEST(JsonReaderTest, NullEmptyAndAbsentReadAlike) {
  const PhoneReading absent("{}");
  const PhoneReading null(
      R"({"phone_id":null,"status":null,"metadata":null,"access_infos":null,"property":null,"create_time":null,
          "vnc_enable":null,"custom_property":null})");
  const PhoneReading empty(
      R"({"phone_id":"","status":"","metadata":{},"access_infos":[],"property":"","create_time":"",
                               "vnc_enable":"","custom_property":{}})");
  EXPECT_THAT(absent.problem + null.problem + empty.problem, IsEmpty());
  EXPECT_EQ(absent.message.ByteSizeLong(), 0u);
  EXPECT_EQ(null.message.ByteSizeLong(), 0u);
  v1::Phone with_metadata;
  with_metadata.mutable_metadata();
  EXPECT_EQ(empty.message.SerializeAsString(), with_metadata.SerializeAsString());
  EXPECT_THAT(Reading<v1::ListPhonesResponse>(R"({"phones":"","x":[null]})").problem, IsEmpty());
}

TEST(JsonReaderTest, SkipsUnknownKeysOfAnyShapeAndCountsThem) {
  const PhoneReading read(
      R"({"new":{"phone_id":"no","deep":[[{"a":1}],{}]},"phone_id":"yes","list":[1,"x",[true]],"n":1.5e3,"z":null})");
  EXPECT_THAT(read.problem, IsEmpty());
  EXPECT_EQ(read.message.phone_id(), "yes");
  EXPECT_EQ(read.envelope.unknown_fields, 4);
}

TEST(JsonReaderTest, AnyOrderOfKeysReadsTheSame) {
  const PhoneReading forward(R"({"phone_id":"p","phone_name":"n","status":4,"imei":"i"})");
  const PhoneReading backward(R"({"imei":"i","status":4,"phone_name":"n","phone_id":"p"})");
  EXPECT_EQ(forward.message.SerializeAsString(), backward.message.SerializeAsString());
}

TEST(JsonReaderTest, OlderNamesCountOnlyWhereTodaysIsAbsentOrEmpty) {
  struct Row {
    const char* json;
    const char* phone_ip;
  };
  constexpr Row kRows[] = {
      {R"({"device_ip":"old"})", "old"},
      {R"({"phone_ip":"new","device_ip":"old"})", "new"},
      {R"({"device_ip":"old","phone_ip":"new"})", "new"},
      {R"({"phone_ip":"","device_ip":"old"})", "old"},
      {R"({"device_ip":"old","phone_ip":""})", "old"},
      {R"({"device_ip":"old","phone_ip":null})", "old"},
      {R"({"phone_ip":null,"device_ip":""})", ""},
  };
  for (const Row& row : kRows) {
    const Reading<v1::PhoneAccessInfo> read(row.json);
    EXPECT_THAT(read.problem, IsEmpty());
    EXPECT_EQ(read.message.phone_ip(), row.phone_ip) << row.json;
  }
}

TEST(JsonReaderTest, OlderNamesOfOneObjectDoNotReachTheNext) {
  const PhoneReading read(R"({"access_infos":[{"phone_ip":"a"},{"device_ip":"b"}]})");
  ASSERT_THAT(read.message.access_infos(), SizeIs(2));
  EXPECT_EQ(read.message.access_infos(1).phone_ip(), "b");
}

TEST(JsonReaderTest, MakesAnErrorOfTheSiblingKeys) {
  EXPECT_EQ(Reading<v1::Job>(R"({"error_msg":"gone","job_id":"j","error_code":"CPS.0005"})")
                .message.error()
                .message(),
            "CPS.0005: gone");
  EXPECT_FALSE(Reading<v1::Job>(R"({"error_code":"","error_msg":""})").message.has_error());
  EXPECT_FALSE(Reading<v1::Job>(R"({"error_code":null,"error_msg":null})").message.has_error());
  const Reading<v1::JobGroup> rows(R"({"jobs":[{"error_code":"A"},{"job_id":"j"}]})");
  EXPECT_TRUE(rows.message.jobs(0).has_error());
  EXPECT_FALSE(rows.message.jobs(1).has_error()) << "an error stays in its own row";
}

TEST(JsonReaderTest, KeepsATopLevelErrorBesideTheMessage) {
  const PhoneReading read(R"({"error_code":"CPS.0001","error_msg":"No","phone_id":"p"})");
  EXPECT_THAT(read.problem, IsEmpty());
  EXPECT_EQ(read.envelope.error_code, "CPS.0001");
  EXPECT_EQ(read.envelope.error_message, "No");
}

TEST(JsonReaderTest, KeepsWhereTheNextPageBegins) {
  const PhoneReading read(
      R"({"phone_id":"p","page_info":{"other":{"next_marker":"no"},"next_marker":"m"},"status":2})");
  EXPECT_THAT(read.problem, IsEmpty());
  EXPECT_EQ(read.envelope.next_marker, "m");
  EXPECT_EQ(read.message.upstream_state(), 2) << "what follows is read as before";
  EXPECT_THAT(PhoneReading(R"({"page_info":null})").problem, IsEmpty());
  EXPECT_THAT(PhoneReading(R"({"page_info":{"next_marker":null}})").envelope.next_marker, IsEmpty());
  for (const char* wrong :
       {R"({"page_info":"m"})", R"({"page_info":[]})", R"({"page_info":{"next_marker":{}}})"})
    EXPECT_THAT(PhoneReading(wrong).problem, Not(IsEmpty())) << wrong;
}

TEST(JsonReaderTest, ReadsTextThatHoldsJsonAndPassesOverWhatIsNestedInIt) {
  const Reading<v1::PhoneModel> read(
      R"({"cpu":2.0,"extend_spec":"{\"eip_count\": 1, \"deep\":{\"x\":[1]}, \"list\":[{}], \"vip_count\":\"2\",}"})");
  EXPECT_THAT(read.problem, IsEmpty());
  EXPECT_EQ(read.message.cpu(), 2) << "a sample of the vendor's prints 2.0";
  EXPECT_THAT(read.message.extend_spec(),
              UnorderedElementsAre(Pair("eip_count", "1"), Pair("vip_count", "2")));
  for (const char* wrong : {R"({"extend_spec":"[1]"})", R"({"extend_spec":"{"})", R"({"cpu":2.5})"})
    EXPECT_THAT(Reading<v1::PhoneModel>(wrong).problem, Not(IsEmpty())) << wrong;
}

TEST(JsonReaderTest, RefusesWhatIsNotOneObjectOfJson) {
  for (const char* json : {"",
                           " ",
                           "null",
                           "5",
                           "true",
                           "\"text\"",
                           "[]",
                           "[{}]",
                           "{",
                           "{}{}",
                           "{} x",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{'a':1}",
                           "<html></html>",
                           "{\"phone_id\":\"a",
                           "{\"phone_id\":\"a\tb\"}",
                           "{\"a\":01}",
                           "{\"a\":NaN}",
                           "\xEF\xBB"}) {
    EXPECT_FALSE(PhoneReading(json).problem.empty()) << json;
  }
  EXPECT_THAT(PhoneReading(std::string("{}\0{}", 5)).problem, HasSubstr("zero byte"));
}

TEST(JsonReaderTest, RefusesBrokenUtf8InTextsAndKeys) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xe4\xb8", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80"}) {
    EXPECT_FALSE(PhoneReading(std::string("{\"phone_name\":\"") + bytes + "\"}").problem.empty());
    EXPECT_FALSE(PhoneReading(std::string("{\"x") + bytes + "\":1}").problem.empty());
    EXPECT_FALSE(PhoneReading(std::string("{\"skipped\":\"") + bytes + "\"}").problem.empty());
  }
  EXPECT_FALSE(PhoneReading(R"({"phone_name":"\ud800"})").problem.empty()) << "half a surrogate pair";
  EXPECT_EQ(PhoneReading(R"({"phone_name":"\u00e9\ud83d\ude00 \u4e2d中"})").message.phone_name(), "é😀 中中");
}

TEST(JsonReaderTest, BoundsTheDepthOfWhatItSkipsAndOfWhatItReads) {
  const auto nested = [](int depth) {
    return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_THAT(PhoneReading(nested(kMaxJsonDepth - 1)).problem, IsEmpty());
  EXPECT_THAT(PhoneReading(nested(kMaxJsonDepth)).problem, HasSubstr("nested deeper"));
  EXPECT_FALSE(PhoneReading(nested(1000000)).problem.empty());
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"metadata\":";
  EXPECT_FALSE(PhoneReading(objects).problem.empty());
}

TEST(JsonReaderTest, NeverRepeatsTheBodyInAProblem) {
  for (const char* json : {"{\"status\":\"SECRET\"}", "{\"SECRET", "SECRET", "{\"create_time\":\"SECRET\"}",
                           "{\"property\":\"SECRET\"}", "{\"metadata\":\"SECRET\"}"}) {
    const std::string problem = PhoneReading(json).problem;
    EXPECT_FALSE(problem.empty()) << json;
    EXPECT_EQ(problem.find("SECRET"), std::string::npos) << problem;
  }
}

}  // namespace
}  // namespace cloudphone
