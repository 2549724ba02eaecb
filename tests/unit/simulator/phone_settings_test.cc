// What is set on phones and reads back: properties, traffic, disks; and connections. Over the socket.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "gmock/gmock.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

using ::testing::MatchesRegex;

constexpr char kProperties[] = "/cloud-phone/phones/batch-update-property";
constexpr char kTraffic[] = "/cloud-phone/phones-traffic";
constexpr char kVolumes[] = "/cloud-phone/phones/expand-volume";
constexpr char kConnect[] = "/cloud-phone/phones/batch-connection";

class PhoneSettingsTest : public DeviceTest {
 protected:
  PhoneSettingsTest() : phone_id_(PhoneId("cph-server-1-00001")) {}

  rapidjson::Document Detail() { return Call("GET", absl::StrCat("/cloud-phone/phones/", phone_id_)); }
  static std::string PropertyBody(const std::string& phone_id, const std::string& more) {
    return absl::Substitute(R"({"phones":[{"phone_id":"$0"$1}]})", phone_id, more);
  }
  // How an update of the phone ends.
  std::string Update(const std::string& more) {
    return FirstEnd("POST", kProperties, PropertyBody(phone_id_, more));
  }
  std::string Expand(const std::string& size) {
    return FirstEnd("POST", kVolumes,
                    absl::Substitute(R"({"phones":[{"phone_id":"$0","new_size":$1}]})", phone_id_, size));
  }
  // What each of the six states of a phone answers.
  std::string CodeIn(int status, const char* path, const std::string& body) {
    SetStatus(phone_id_, status);
    const auto answer = Call("POST", path, body);
    const auto& item = answer["jobs"][0];
    return item.HasMember("error_code") ? item["error_code"].GetString() : "";
  }
  static std::string Ids(int count) { return absl::StrJoin(std::vector<std::string>(count, "\"a\""), ","); }

  const std::string phone_id_;
};

TEST_F(PhoneSettingsTest, PropertiesReadBackWhenTheJobEnds) {
  const std::string more =
      R"(,"property":"{\"sys.prop.writephonenum\":\"13666666666\",\"ro.install.auto\":1}")"
      R"(,"custom_property":{"my.key":"a","persist.sys.locale":"de-DE"})";
  Call("POST", kProperties, PropertyBody(phone_id_, more));
  EXPECT_STREQ(Detail()["property"].GetString(),
               R"({"persist.sys.locale":"en-US","sys.prop.writewifissid":"cloudphone_wifi"})");
  PassTime();
  const auto detail = Detail();
  EXPECT_STREQ(
      detail["property"].GetString(),
      R"({"persist.sys.locale":"en-US","ro.install.auto":"1","sys.prop.writephonenum":"13666666666",)"
      R"("sys.prop.writewifissid":"cloudphone_wifi"})");
  EXPECT_STREQ(detail["custom_property"]["my.key"].GetString(), "a");
  EXPECT_STREQ(detail["custom_property"]["persist.sys.locale"].GetString(), "de-DE");
  EXPECT_EQ(FirstEnd("POST", "/cloud-phone/phones/commands",
                     absl::Substitute(R"({"command":"shell","content":"getprop my.key","phone_ids":["$0"]})",
                                      phone_id_)),
            "2 a\n");
}

TEST_F(PhoneSettingsTest, RefusesProperties) {
  const struct {
    std::string more;
    const char* end;
  } kRows[] = {
      {"", "CPS.0078"},
      {R"(,"property":{})", "CPS.0078"},
      {R"(,"property":"no JSON")", "CPS.0078"},
      {R"(,"property":"{\"made.up\":\"1\"}")", "CPS.0163"},
      {R"(,"property":"{\"ro.install.auto\":\"2\"}")", "CPS.0164"},
      {R"(,"property":"","custom_property":[])", "CPS.0078"},
      {R"(,"property":"","custom_property":{"a":1})", "CPS.0078"},
      {R"(,"property":"","custom_property":{"":"a"})", "CPS.0078"},
      {R"(,"property":"","custom_property":{"ro.install.auto":"2"})", "CPS.0164"},
      {absl::Substitute(R"(,"property":"","custom_property":{"a":"$0"})", std::string(7800, 'x')),
       "CPS.0078"},
      {absl::Substitute(R"(,"property":"","custom_property":{"a":"$0"})", std::string(7799, 'x')), "2 "},
      {R"(,"property":"")", "2 "},
  };
  for (const auto& row : kRows) EXPECT_EQ(Update(row.more), row.end) << row.more.substr(0, 60);
  for (const char* body : {"", "[]", "{}", R"({"phones":[]})", R"({"phones":{}})", R"({"phones":[7]})"})
    EXPECT_EQ(Outcome("POST", kProperties, body), "400 CPS.0077") << body;
  EXPECT_EQ(Outcome("POST", kProperties, R"({"phones":[{"property":""}]})"), "400 CPS.0009");
}

TEST_F(PhoneSettingsTest, RefusesEachPhoneForItself) {
  const std::string frozen = PhoneId("cph-server-2-00005");
  const struct {
    const char* path;
    std::string item;
    std::string body;
  } kRows[] = {
      {kProperties, R"({"phone_id":"$0","property":""})", R"({"phones":[$0]})"},
      {kVolumes, R"({"phone_id":"$0","new_size":20})", R"({"phones":[$0]})"},
      {kTraffic, R"("$0")", R"({"traffic_type":"direct","phone_ids":[$0]})"},
  };
  const std::string ids[] = {phone_id_, "no id", std::string(32, 'f'), frozen};
  const char* const expected[] = {"", "CPS.0004", "CPS.0005", "CPS.0053"};
  for (const auto& row : kRows) {
    std::vector<std::string> items;
    for (const std::string& id : ids) items.push_back(absl::Substitute(row.item, id));
    const auto answer = Call("POST", row.path, absl::Substitute(row.body, absl::StrJoin(items, ",")));
    ASSERT_EQ(answer["jobs"].Size(), 4u) << row.path;
    for (rapidjson::SizeType i = 0; i < 4; ++i) {
      const auto& job = answer["jobs"][i];
      EXPECT_EQ(job["phone_id"].GetString(), ids[i]);
      EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", expected[i]) << row.path;
    }
  }
}

TEST_F(PhoneSettingsTest, KnowsInWhichStatesEachIsTaken) {
  const std::string properties = PropertyBody(phone_id_, R"(,"property":"")");
  const std::string volumes = absl::Substitute(R"({"phones":[{"phone_id":"$0","new_size":20}]})", phone_id_);
  const std::string traffic = absl::Substitute(R"({"traffic_type":"direct","phone_ids":["$0"]})", phone_id_);
  for (const int status : {1, 2, 3, 4, 6, 7, 8, -5, -6, -7, -8, -9}) {
    const bool is_settled = status == kPhoneRunning || status == kPhoneStopped;
    const std::string others = status == kPhoneFrozen ? "CPS.0053" : is_settled ? "" : "CPS.0165";
    EXPECT_EQ(CodeIn(status, kProperties, properties), status == kPhoneFrozen ? "CPS.0053" : "") << status;
    EXPECT_EQ(CodeIn(status, kVolumes, volumes), others) << status;
    EXPECT_EQ(CodeIn(status, kTraffic, traffic), others) << status;
  }
}

TEST_F(PhoneSettingsTest, TrafficReadsBack) {
  EXPECT_STREQ(Detail()["traffic_type"].GetString(), "direct");
  EXPECT_EQ(FirstEnd("POST", kTraffic,
                     absl::Substitute(R"({"traffic_type":"routing","phone_ids":["$0"]})", phone_id_)),
            "2 ");
  EXPECT_STREQ(Detail()["traffic_type"].GetString(), "routing");
  const auto list = Call("GET", "/cloud-phone/phones?phone_name=cph-server-1-00001");
  EXPECT_STREQ(list["phones"][0]["traffic_type"].GetString(), "routing");
}

TEST_F(PhoneSettingsTest, RefusesTrafficThatIsNone) {
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0080"},
      {R"({"phone_ids":["a"]})", "400 CPS.0116"},
      {R"({"traffic_type":"other","phone_ids":["a"]})", "400 CPS.0116"},
      {R"({"traffic_type":1,"phone_ids":["a"]})", "400 CPS.0116"},
      {R"({"traffic_type":"direct"})", "400 CPS.0009"},
      {R"({"traffic_type":"direct","phone_ids":"a"})", "400 CPS.0080"},
      {absl::Substitute(R"({"traffic_type":"direct","phone_ids":[$0]})", Ids(101)), "400 CPS.0190"},
      {absl::Substitute(R"({"traffic_type":"direct","phone_ids":[$0]})", Ids(100)), "200 "},
  };
  for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", kTraffic, row.body), row.outcome) << row.body;
}

TEST_F(PhoneSettingsTest, DisksGrow) {
  const auto size = [this] { return Detail()["phone_data_volume"]["volume_size"].GetInt(); };
  EXPECT_EQ(size(), 10);
  EXPECT_EQ(Expand("20"), "2 ");
  EXPECT_EQ(size(), 20);
  EXPECT_EQ(Expand("20"), "2 ") << "as large as it is";
  for (const char* wrong : {"19", "0", "-1", "32769", "\"30\"", "30.5", "null"})
    EXPECT_EQ(Expand(wrong), "CPS.0077") << wrong;
  EXPECT_EQ(size(), 20);
  EXPECT_EQ(Expand("32768"), "2 ");
  EXPECT_EQ(size(), 32768);
  EXPECT_EQ(Outcome("POST", kVolumes, "{}"), "400 CPS.0077");
  EXPECT_EQ(Outcome("POST", kVolumes, R"({"phones":[{"new_size":20}]})"), "400 CPS.0009");
}

TEST_F(PhoneSettingsTest, ConnectsAndRefusesPhoneByPhone) {
  const std::string stopped = PhoneId("cph-server-2-00006");
  const std::string body =
      absl::Substitute(R"({"client_type":"ANDROID","phone_ids":["$0","no id","$1","$2"]})", phone_id_,
                       std::string(32, 'f'), stopped);
  const auto answer = Call("POST", kConnect, body);
  ASSERT_EQ(outcome_, "200 ");
  ASSERT_EQ(answer["connect_infos"].Size(), 1u);
  EXPECT_EQ(answer["connect_infos"][0]["phone_id"].GetString(), phone_id_);
  const auto& info = answer["connect_infos"][0]["access_info"];
  const auto port = Detail();
  EXPECT_EQ(info["access_port"].GetInt(), port["access_infos"][1]["access_port"].GetInt());
  EXPECT_STREQ(info["access_ip"].GetString(), port["access_infos"][1]["access_ip"].GetString());
  EXPECT_EQ(info["timestamp"].GetString(), absl::StrCat(absl::ToUnixMillis(clock_.Now()))) << "a text";
  EXPECT_THAT(info["session_id"].GetString(), MatchesRegex("[0-9a-f]{32}"));
  const char* const codes[] = {"CPS.0004", "CPS.0005", "CPS.0141"};
  ASSERT_EQ(answer["errors"].Size(), 3u);
  for (rapidjson::SizeType i = 0; i < 3; ++i) {
    EXPECT_STREQ(answer["errors"][i]["error_code"].GetString(), codes[i]);
    EXPECT_TRUE(answer["errors"][i]["phone_id"].IsString());
  }
  EXPECT_STREQ(answer["errors"][0]["error_msg"].GetString(), "Parameter: phone_id is invalid.");
}

TEST_F(PhoneSettingsTest, EachConnectionHasATicketOfItsOwn) {
  std::set<std::string> tickets, sessions;
  for (int i = 0; i < 3; ++i) {
    const auto answer =
        Call("POST", kConnect, absl::Substitute(R"({"client_type":"H5_PC","phone_ids":["$0"]})", phone_id_));
    tickets.insert(answer["connect_infos"][0]["access_info"]["ticket"].GetString());
    sessions.insert(answer["connect_infos"][0]["access_info"]["session_id"].GetString());
  }
  EXPECT_EQ(tickets.size(), 3u);
  EXPECT_EQ(sessions.size(), 3u);
}

TEST_F(PhoneSettingsTest, RefusesConnectionsThatAreNone) {
  const auto ids = [](int count) {
    return absl::Substitute(R"({"client_type":"IOS","phone_ids":[$0]})", Ids(count));
  };
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0080"},
      {R"({"phone_ids":["a"]})", "400 CPS.0116"},
      {R"({"client_type":"LINUX","phone_ids":["a"]})", "400 CPS.0116"},
      {R"({"client_type":"ANDROID"})", "400 CPS.0009"},
      {ids(0), "400 CPS.0009"},
      {ids(11), "400 CPS.0190"},
      {ids(10), "200 "},
  };
  for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", kConnect, row.body), row.outcome) << row.body;
  for (const char* type : {"ANDROID", "WINDOWS", "H5_MOBILE", "H5_PC", "IOS"})
    EXPECT_EQ(Outcome("POST", kConnect, absl::Substitute(R"({"client_type":"$0","phone_ids":["a"]})", type)),
              "200 ");
}

}  // namespace
}  // namespace cloudphone::simulator
