// Tags of servers: creating, deleting, listing, and finding servers by them.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

constexpr char kQuery[] = "v1/cph-server/resource_instances/action";

class TagsTest : public CloudTest {
 protected:
  std::string Act(const std::string& server_id, const std::string& body) {
    return Send("POST", absl::StrCat("v1/cph-server/", server_id, "/tags/action"), body);
  }
  static std::string Tag(const std::string& key, const std::string& value) {
    return absl::StrCat(R"({"action":"create","tags":[{"key":")", key, R"(","value":")", value, "\"}]}");
  }
  std::string Find(const std::string& more) {
    const std::string outcome = Send("POST", kQuery, absl::StrCat("{\"action\":\"filter\"", more, "}"));
    return outcome == "200 " ? At("total_count") : outcome;
  }

  const std::string server_1_ = ServerId("cph-server-1");
  const std::string server_2_ = ServerId("cph-server-2");
};

TEST_F(TagsTest, TagsAreCreatedChangedAndDeleted) {
  const std::string tags = absl::StrCat("v1/cph-server/", server_1_, "/tags");
  EXPECT_EQ(Get(tags), "200 ");
  EXPECT_EQ(body_, R"({"tags":[]})") << "without a request_id";
  EXPECT_EQ(Act(server_1_, R"({"action":"create","tags":[{"key":"key1","value":"value1"},)"
                           R"({"key":"k\u00e9y 2","value":"a.b:c=d+e-f@g_h"}]})"
                           "\n"),
            "204 ");
  EXPECT_EQ(body_, "");
  Get(tags);
  EXPECT_EQ(At("tags[0].key"), "key1");
  EXPECT_EQ(At("tags[1].key"), "k\xC3\xA9y 2");
  EXPECT_EQ(Act(server_1_, Tag("key1", "other")), "204 ");
  Get(tags);
  EXPECT_EQ(At("tags"), "[2]");
  EXPECT_EQ(At("tags[0].value"), "other") << "the last one counts";
  EXPECT_EQ(Act(server_1_, R"({"action":"delete","tags":[{"key":"key1","value":"x"},{"key":"none"}]})"),
            "204 ");
  Get(tags);
  EXPECT_EQ(At("tags"), "[1]");
}

TEST_F(TagsTest, RefusesTagsThatAreNone) {
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"no JSON", "400 APIGW.0201"},
      {R"({"action":"update","tags":[{"key":"a","value":"b"}]})", "400 CPS.0047"},
      {R"({"tags":[{"key":"a","value":"b"}]})", "400 CPS.0047"},
      {R"({"action":"create"})", "400 APIGW.0201"},
      {R"({"action":"create","tags":[]})", "400 APIGW.0201"},
      {R"({"action":"create","tags":[{"key":"a"}]})", "400 APIGW.0201"},
      {Tag("", "b"), "400 APIGW.0201"},
      {Tag("_sys_a", "b"), "400 APIGW.0201"},
      {Tag("a/b", "b"), "400 APIGW.0201"},
      {Tag("a", " b"), "400 APIGW.0201"},
      {Tag("a", "b "), "400 APIGW.0201"},
      {Tag(std::string(127, 'a'), "b"), "204 "},
      {Tag(std::string(128, 'a'), "b"), "400 APIGW.0201"},
      {Tag("a", std::string(255, 'b')), "204 "},
      {Tag("a", std::string(256, 'b')), "400 APIGW.0201"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Act(server_1_, row.body), row.outcome) << row.body;
  EXPECT_EQ(Act("nobody", Tag("a", "b")), "404 CPS.0015");
  EXPECT_EQ(Act("a.b", Tag("a", "b")), "400 CPS.0016");
  EXPECT_EQ(Get("v1/cph-server/nobody/tags"), "404 CPS.0015");
  EXPECT_EQ(Get(absl::StrCat("v1/unknown/", server_1_, "/tags")), "400 CPS.0116");
}

TEST_F(TagsTest, TheTagsOfTheProjectAreListedInPages) {
  Act(server_1_, Tag("team", "dev"));
  EXPECT_EQ(Get("v1/cph-server/tags"), "200 ");
  EXPECT_EQ(body_, R"({"tags":[{"key":"environment","values":["test"]},)"
                   R"({"key":"team","values":["dev","qa"]}],"total_count":2})");
  Get("v1/cph-server/tags?limit=1&offset=1");
  EXPECT_EQ(At("tags[0].key"), "team");
  EXPECT_EQ(At("total_count"), "2");
  Get("v1/cph-server/tags?offset=2");
  EXPECT_EQ(At("tags"), "[0]");
  EXPECT_EQ(Get("v1/cph-server/tags?limit=101"), "400 CPS.0002");
  EXPECT_EQ(Get("v1/cph-server/tags?offset=-1"), "400 CPS.0002");
  Get("v1/elastic-cloud-phone/tags");
  EXPECT_EQ(At("total_count"), "0");
  EXPECT_EQ(Get("v1/unknown/tags"), "400 CPS.0116");
}

TEST_F(TagsTest, ServersAreFoundByTagsAndName) {
  Act(server_1_, Tag("team", "dev"));
  EXPECT_EQ(Find(R"(,"offset":"0","limit":"100","tags":[{"key":"team","values":["qa"]}],)"
                 R"("matches":[{"key":"resource_name","value":"cph-server-2"}])"),
            "1");
  EXPECT_EQ(At("resources[0].resource_id"), server_2_);
  EXPECT_EQ(At("resources[0].resource_name"), "cph-server-2");
  EXPECT_EQ(At("resources[0].resource_detail"), "null");
  EXPECT_EQ(At("resources[0].tags[1].value"), "qa");
  EXPECT_EQ(At("request_id"), "-");
  const struct {
    const char* more;
    const char* total;
  } kRows[] = {
      {"", "3"},
      {R"(,"tags":[{"key":"team","values":["dev","qa"]}])", "2"},
      {R"(,"tags":[{"key":"team","values":[]}])", "2"},
      {R"(,"tags":[{"key":"team","values":[]},{"key":"environment","values":["test"]}])", "1"},
      {R"(,"tags":[{"key":"team","values":["x"]}])", "0"},
      {R"(,"without_any_tag":true)", "1"},
      {R"(,"matches":[{"key":"resource_name","value":"cph-server"}])", "0"},
      {R"(,"matches":[{"key":"name","value":"x"}])", "400 APIGW.0201"},
      {R"(,"offset":0)", "400 CPS.0002"},
      {R"(,"limit":"0")", "400 CPS.0002"},
      {R"(,"limit":"1001")", "400 CPS.0002"},
      {R"(,"offset":"-1")", "400 CPS.0002"},
      {R"(,"tags":[{"key":"a","values":[]},{"key":"a","values":[]}])", "400 APIGW.0201"},
      {R"(,"tags":[{"key":"a","values":["b","b"]}])", "400 APIGW.0201"},
      {R"(,"tags":[{"key":"a"}])", "400 APIGW.0201"},
      {R"(,"tags":[{"key":"a","values":["1","2","3","4","5","6","7","8","9","10","11"]}])", "400 APIGW.0201"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Find(row.more), row.total) << row.more;
  EXPECT_EQ(Find(R"(,"limit":"1","offset":"2")"), "3");
  EXPECT_EQ(At("resources"), "[1]");
  std::string keys;
  for (int i = 0; i < 11; ++i)
    absl::StrAppend(&keys, i == 0 ? "" : ",", "{\"key\":\"", i, "\",\"values\":[]}");
  EXPECT_EQ(Find(absl::StrCat(",\"tags\":[", keys, "]")), "400 APIGW.0201") << "at most 10 keys";
}

TEST_F(TagsTest, ACountTakesNoPage) {
  EXPECT_EQ(Send("POST", kQuery, R"({"action":"count","tags":[{"key":"team","values":[]}]})"), "200 ");
  EXPECT_EQ(body_, R"({"total_count":1})");
  EXPECT_EQ(Send("POST", kQuery, R"({"action":"count","limit":"1"})"), "400 CPS.0002");
  EXPECT_EQ(Send("POST", kQuery, R"({"action":"count","offset":"1"})"), "400 CPS.0002");
  EXPECT_EQ(Send("POST", kQuery, R"({"action":"list"})"), "400 CPS.0047");
  EXPECT_EQ(Send("POST", kQuery, "[]"), "400 APIGW.0201");
  EXPECT_EQ(Send("POST", "v1/unknown/resource_instances/action", R"({"action":"count"})"), "400 CPS.0116");
}

}  // namespace
}  // namespace cloudphone::simulator
