// Servers: names, restarts, and a world whose phones and servers come and go.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/routes_fixture.h"

namespace cloudphone::simulator {
namespace {

class ServersTest : public RoutesTest {
 protected:
  Server& ServerOf(int number) {
    for (const Server& server : world_.servers()) {
      if (server.number == number) return *world_.FindServer(server.id);
    }
    ADD_FAILURE() << number;
    return *world_.FindServer(world_.servers().front().id);
  }
  static std::string ServerIds(const std::string& server_id) {
    return absl::StrCat(R"({"server_ids":[")", server_id, "\"]}");
  }
};

TEST_F(ServersTest, ARestartTakesItsPhonesAlong) {
  const std::string server_id = ServerOf(2).id;
  const std::string stopping = Named("cph-server-2-00001").id;
  Send(&StopPhones, PhoneIds(stopping));
  const std::string request_id = Send(&RestartServers, ServerIds(server_id)).request_id;
  EXPECT_EQ(RefusalOfFirst(), "");
  EXPECT_EQ(answer_["jobs"][0]["server_id"].GetString(), server_id);
  Get(&ShowServer, {}, server_id);
  EXPECT_EQ(answer_["status"].GetInt(), 13);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00002").id), 4);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00060").id), 4) << "the stopped one";
  EXPECT_EQ(StatusOf(Named("cph-server-2-00059").id), 6) << "the frozen one";
  EXPECT_EQ(StatusOf(stopping), 7) << "held by its own job";
  EXPECT_EQ(StatusOf(Named("cph-server-1-00002").id), 2) << "of another server";
  Get(&ListServers, {{"status", "13"}});
  EXPECT_EQ(answer_["count"].GetInt(), 1);
  Get(&ListServers, {{"status", "5"}});
  EXPECT_EQ(answer_["count"].GetInt(), 2);
  Send(&RestartServers, ServerIds(server_id));
  EXPECT_EQ(RefusalOfFirst(), "CPS.0158") << "it restarts already";
  Send(&RestartPhones, PhonesBody(Named("cph-server-2-00002").id));
  EXPECT_EQ(RefusalOfFirst(), "CPS.0165") << "so does its phone";

  now_ += absl::Seconds(2);
  Get(&ShowServer, {}, server_id);
  EXPECT_EQ(answer_["status"].GetInt(), 5);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00002").id), 2);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00060").id), 2);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00059").id), 6);
  EXPECT_EQ(StatusOf(Named("cph-server-2-00058").id), -6) << "its restart fails, whoever asks";
  EXPECT_EQ(StatusOf(stopping), 8);
  Get(&ListJobs, {{"request_id", request_id}});
  ASSERT_EQ(answer_["jobs"].Size(), 1u) << "one job, not one for each phone";
  EXPECT_EQ(answer_["jobs"][0]["status"].GetInt(), 2);
  EXPECT_EQ(answer_["jobs"][0]["server_id"].GetString(), server_id);
  EXPECT_FALSE(answer_["jobs"][0].HasMember("phone_id"));
}

TEST_F(ServersTest, RefusesEachServerForItself) {
  const std::string ids[] = {ServerOf(1).id, std::string(32, 'f'), "no id", ServerOf(1).id, ServerOf(2).id};
  const char* const expected[] = {"", "CPS.0159", "CPS.0097", "CPS.0158", ""};
  std::string body = "{\"server_ids\":[";
  for (const std::string& id : ids) absl::StrAppend(&body, &id == ids ? "" : ",", "\"", id, "\"");
  Send(&RestartServers, absl::StrCat(body, "]}"));
  ASSERT_EQ(answer_["jobs"].Size(), 5u);
  for (rapidjson::SizeType i = 0; i < 5; ++i) {
    const auto& job = answer_["jobs"][i];
    EXPECT_EQ(job["server_id"].GetString(), ids[i]);
    EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", expected[i]);
    EXPECT_EQ(job.HasMember("job_id"), *expected[i] == '\0');
    EXPECT_FALSE(job.HasMember("phone_id"));
  }
}

TEST_F(ServersTest, RefusesBodiesThatAreNone) {
  std::string hundred = "{\"server_ids\":[\"a\"";
  for (int i = 0; i < 99; ++i) hundred += ",\"a\"";
  const struct {
    std::string body;
    const char* error;
  } kRows[] = {
      {"", "400 CPS.0094"},
      {"[]", "400 CPS.0094"},
      {"{}", "400 CPS.0095"},
      {"{\"server_ids\":[]}", "400 CPS.0095"},
      {"{\"server_ids\":{}}", "400 CPS.0094"},
      {"{\"server_ids\":[null]}", "400 CPS.0094"},
      {absl::StrCat(hundred, "]}"), "200 "},
      {absl::StrCat(hundred, ",\"a\"]}"), "400 CPS.0096"},
  };
  for (const auto& row : kRows) EXPECT_EQ(ErrorOf(&RestartServers, {}, "", row.body), row.error) << row.body;
}

TEST_F(ServersTest, ARenameIsKept) {
  const std::string id = ServerOf(1).id;
  now_ += absl::Hours(1);
  EXPECT_EQ(ErrorOf(&RenameServer, {}, id, R"({"server_name":"new_Name-1"})"), "200 ");
  Get(&ShowServer, {}, id);
  EXPECT_STREQ(answer_["server_name"].GetString(), "new_Name-1");
  EXPECT_STREQ(answer_["update_time"].GetString(), "2023-11-14T23:13:20Z");
  Get(&ListServers, {{"server_name", "Name"}});
  EXPECT_EQ(answer_["count"].GetInt(), 1);
  const struct {
    std::string id, body, error;
  } kRows[] = {
      {id, "", "400 CPS.0087"},
      {id, R"({"server_name":"a b"})", "400 CPS.0087"},
      {id, R"({"phone_name":"a"})", "400 CPS.0087"},
      {id, absl::StrCat(R"({"server_name":")", std::string(61, 'x'), "\"}"), "400 CPS.0087"},
      {std::string(32, 'f'), R"({"server_name":"a"})", "404 CPS.0015"},
      {"no id", R"({"server_name":"a"})", "400 CPS.0016"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(ErrorOf(&RenameServer, {}, row.id, row.body), row.error) << row.body;
}

TEST_F(ServersTest, WhatIsBoughtComesFirst) {
  Get(&ListPhones, {{"limit", "10"}});
  const std::string tenth = answer_["phones"][9]["phone_id"].GetString();
  const std::string eleventh = std::next(world_.phones().begin(), 10)->id;
  Server& server = ServerOf(1);
  const std::string bought = world_.AddPhone(&server, "bought-1")->id;
  world_.AddPhone(&server, "bought-2");
  Get(&ListPhones, {{"limit", "10"}});
  EXPECT_EQ(answer_["count"].GetInt(), 122);
  EXPECT_STREQ(answer_["phones"][0]["phone_name"].GetString(), "bought-2");
  EXPECT_EQ(answer_["phones"][1]["phone_id"].GetString(), bought);
  EXPECT_STREQ(answer_["phones"][1]["create_time"].GetString(), "2023-11-14T22:13:20Z");
  Get(&ListPhones, {{"limit", "10"}, {"offset", "10"}});
  EXPECT_EQ(answer_["phones"][1]["phone_id"].GetString(), tenth) << "a second page repeats rows of the first";
  EXPECT_EQ(answer_["phones"][2]["phone_id"].GetString(), eleventh);
  Get(&ShowPhone, {}, bought);
  EXPECT_EQ(answer_["server_id"].GetString(), server.id);
  EXPECT_EQ(world_.FindPhone(bought)->number, 61);
}

TEST_F(ServersTest, AServerComesEmptyAndGoesWithItsPhones) {
  Server* const added = world_.AddServer("bought");
  const std::string id = added->id;
  Get(&ListServers, {});
  EXPECT_EQ(answer_["count"].GetInt(), 4);
  EXPECT_EQ(answer_["servers"][0]["server_id"].GetString(), id);
  Get(&ListPhones, {{"server_id", id}});
  EXPECT_EQ(answer_["count"].GetInt(), 0);
  const std::string phone_id = world_.AddPhone(added, "its-phone")->id;
  Send(&RestartServers, ServerIds(id));
  const std::string job_id = answer_["jobs"][0]["job_id"].GetString();
  EXPECT_TRUE(world_.RemoveServer(id));
  EXPECT_FALSE(world_.RemoveServer(id)) << "it is gone";
  EXPECT_EQ(ErrorOf(&ShowServer, {}, id), "404 CPS.0015");
  EXPECT_EQ(ErrorOf(&ShowPhone, {}, phone_id), "404 CPS.0005");
  Get(&ListPhones, {});
  EXPECT_EQ(answer_["count"].GetInt(), 120) << "the others stay";
  now_ += absl::Seconds(2);
  Get(&ShowJob, {}, job_id);
  EXPECT_EQ(answer_["status"].GetInt(), -1);
  EXPECT_STREQ(answer_["error_code"].GetString(), "CPS.0159");
}

class SmallWorldTest : public ::testing::TestWithParam<int> {};

TEST_P(SmallWorldTest, HasOnlyTheTroubleThatItHasRoomFor) {
  const int phones = GetParam();
  const World world({1, phones, absl::Seconds(2), 1}, absl::UnixEpoch());
  int unwell = 0;
  for (const Phone& phone : world.phones())
    unwell += phone.status != kPhoneRunning || phone.defect.has_value() ? 1 : 0;
  EXPECT_EQ(unwell, phones < 4 ? 0 : phones < 6 ? 3 : 5);
}

INSTANTIATE_TEST_SUITE_P(EachSize, SmallWorldTest, ::testing::Values(0, 1, 3, 4, 5, 6, 60));

}  // namespace
}  // namespace cloudphone::simulator
