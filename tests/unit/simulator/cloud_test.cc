// The calls of the cloud, past the signature: state, pages, refusals, wire forms.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/routes_fixture.h"

namespace cloudphone::simulator {
namespace {

TEST_F(RoutesTest, ListsInPagesAndIsEmptyPastTheEnd) {
  Get(&ListPhones, {});
  EXPECT_EQ(answer_["count"].GetInt(), 120);
  EXPECT_EQ(answer_["phones"].Size(), 100);
  Get(&ListPhones, {{"offset", "100"}, {"limit", "200"}});
  EXPECT_EQ(answer_["phones"].Size(), 20);
  EXPECT_EQ(Get(&ListPhones, {{"offset", "120"}}).status, 200);
  EXPECT_EQ(answer_["phones"].Size(), 0);
  Get(&ListPhones, {{"status", "6"}});
  EXPECT_EQ(answer_["phones"].Size(), 1);
  Get(&ListServers, {});
  EXPECT_EQ(answer_["servers"].Size(), 3);
}

TEST_F(RoutesTest, WritesTheTypesThatClientsInsistOn) {
  Get(&ListPhones, {{"limit", "1"}});
  const auto& phone = answer_["phones"][0];
  for (const char* text : {"phone_id", "vnc_enable", "image_version", "imei", "traffic_type", "create_time"})
    EXPECT_TRUE(phone[text].IsString()) << text;
  for (const char* number : {"status", "type", "volume_mode"}) EXPECT_TRUE(phone[number].IsInt()) << number;
  Get(&ShowServer, {}, world_.servers().front().id);
  EXPECT_TRUE(answer_["network_version"].IsString());
  EXPECT_TRUE(answer_["share_volume_info"]["version"].IsInt());
}

TEST_F(RoutesTest, RefusesWhatTheDocumentsRefuse) {
  const std::string id = world_.phones().front().id;
  EXPECT_EQ(ErrorOf(&ListPhones, {{"limit", "0"}}), "400 CPS.0002");
  EXPECT_EQ(ErrorOf(&ListPhones, {{"limit", "201"}}), "400 CPS.0002");
  EXPECT_EQ(ErrorOf(&ListPhones, {{"offset", "-1"}}), "400 CPS.0002");
  EXPECT_EQ(ErrorOf(&ListPhones, {{"status", "on"}}), "400 CPS.0010");
  EXPECT_EQ(ErrorOf(&ListPhones, {{"type", "x"}}), "400 CPS.0116");
  EXPECT_EQ(ErrorOf(&ShowPhone, {}, std::string(33, 'a')), "400 CPS.0004");
  EXPECT_EQ(ErrorOf(&ShowPhone, {}, std::string(32, 'a')), "404 CPS.0005");
  EXPECT_EQ(ErrorOf(&ShowServer, {}, std::string(32, 'a')), "404 CPS.0015");
  EXPECT_EQ(ErrorOf(&ShowJob, {}, "nobody"), "404 CPS.0011");
  EXPECT_EQ(ErrorOf(&ListJobs, {}), "400 CPS.0049");
  EXPECT_EQ(ErrorOf(&ListJobs, {{"request_id", "nobody"}}), "404 CPS.0050");
  std::string many = "a";
  for (int i = 0; i < 20; ++i) many += ",a";
  EXPECT_EQ(ErrorOf(&ListJobs, {{"request_ids", many}}), "400 CPS.0161");
  EXPECT_EQ(ErrorOf(&RestartPhones, {}, "", "no JSON"), "400 CPS.0077");
  EXPECT_EQ(ErrorOf(&RestartPhones, {}, "", "{\"phones\":[]}"), "400 CPS.0077");
  EXPECT_EQ(ErrorOf(&RestartPhones, {}, "",
                    absl::StrCat("{\"image_id\":\"x\",\"phones\":[{\"phone_id\":\"", id, "\"}]}")),
            "404 CPS.0166");
}

TEST_F(RoutesTest, ARestartTakesItsTime) {
  const std::string id = world_.phones().front().id;
  const std::string request_id = Get(&RestartPhones, {}, "", PhonesBody(id)).request_id;
  const std::string job_id = answer_["jobs"][0]["job_id"].GetString();
  Get(&ShowPhone, {}, id);
  EXPECT_EQ(answer_["status"].GetInt(), 4) << "left status 2 before the call answered";
  Get(&ListJobs, {{"request_id", request_id}});
  EXPECT_EQ(answer_["jobs"][0]["status"].GetInt(), 1);
  EXPECT_FALSE(answer_["jobs"][0].HasMember("request_id"));
  Get(&RestartPhones, {}, "", PhonesBody(id));
  EXPECT_STREQ(answer_["jobs"][0]["error_code"].GetString(), "CPS.0165");
  now_ += absl::Seconds(2);
  Get(&ShowJob, {}, job_id);
  EXPECT_EQ(answer_["status"].GetInt(), 2);
  EXPECT_TRUE(answer_["error_code"].IsNull());
  Get(&ShowPhone, {}, id);
  EXPECT_EQ(answer_["status"].GetInt(), 2);
}

TEST_F(RoutesTest, WhatDoesNotGoWell) {
  Get(&RestartPhones, {}, "", PhonesBody(Named("cph-server-2-00059").id));
  EXPECT_STREQ(answer_["jobs"][0]["error_code"].GetString(), "CPS.0053") << "frozen";
  EXPECT_FALSE(answer_["jobs"][0].HasMember("job_id"));
  Get(&RestartPhones, {}, "", PhonesBody(Named("cph-server-2-00060").id));
  EXPECT_TRUE(answer_["jobs"][0].HasMember("job_id")) << "a stopped phone starts";
  Get(&RestartPhones, {}, "", PhonesBody("gone"));
  EXPECT_STREQ(answer_["jobs"][0]["error_code"].GetString(), "CPS.0005");
  EXPECT_STREQ(answer_["jobs"][0]["phone_id"].GetString(), "gone");
  const std::string bad = Named("cph-server-2-00058").id;
  Get(&RestartPhones, {}, "", PhonesBody(bad));
  const std::string job_id = answer_["jobs"][0]["job_id"].GetString();
  now_ += absl::Seconds(2);
  Get(&ShowJob, {}, job_id);
  EXPECT_EQ(answer_["status"].GetInt(), -1);
  EXPECT_STREQ(answer_["error_code"].GetString(), "CPS.0054");
  Get(&ShowPhone, {}, bad);
  EXPECT_EQ(answer_["status"].GetInt(), -6);
}

TEST_F(RoutesTest, TheSameSeedGivesTheSameIds) {
  const World other({}, now_);
  const World third({2, 60, absl::Seconds(2), 7}, now_);
  EXPECT_EQ(other.phones().back().id, world_.phones().back().id);
  EXPECT_NE(third.phones().back().id, world_.phones().back().id);
}

}  // namespace
}  // namespace cloudphone::simulator
