// Images that customers make and share, over the socket.

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

constexpr char kImages[] = "/cloud-phone/images";
constexpr char kOwn[] = "2b1f9c5e7d3a48f6a0c4e2d8b6f07193";
constexpr char kShared[] = "3c2e8d6f4b5a49e7b1d5f3c9a7e18204";
constexpr char kOffered[] = "4d3f7e5a6c6b40d8c2e6a4dab8f29315";
constexpr char kOtherProject[] = "87dc6af96095488d9205b6f31f314b16";

class ImageTest : public DeviceTest {
 protected:
  // The names of the list, and its total: "2 a b".
  std::string List(const std::string& query) {
    const auto answer = Call("GET", absl::StrCat(kImages, query));
    if (outcome_ != "200 ") return outcome_;
    std::string names = absl::StrCat(answer["total"].GetInt());
    for (const auto& image : answer["image_infos"].GetArray())
      absl::StrAppend(&names, " ", image["image_name"].GetString());
    return names;
  }
  // The receive_status of a shared image in the list for phones.
  int ReceiveStatus(const std::string& image_id) {
    const auto answer = Call("GET", "/cloud-phone/phone-images?image_type=share");
    for (const auto& image : answer["phone_images"].GetArray()) {
      if (image["image_id"].GetString() == image_id) return image["receive_status"].GetInt();
    }
    return -1;
  }
  static std::string Members(const std::string& image_id) {
    return absl::StrCat(kImages, "/", image_id, "/members");
  }
  // A list of members; its answer has no request_id.
  rapidjson::Document ListMembers(const std::string& image_id, const std::string& query = "") {
    SigningClient client(simulator_->address(), keys_, clock_.Now());
    client.SendCall("GET", Members(image_id) + query);
    rapidjson::Document json;
    json.Parse(client.ReadAnswer().body.c_str());
    return json;
  }
  std::string Restart(const std::string& image_id) {
    return Outcome("POST", "/cloud-phone/phones/batch-restart",
                   absl::Substitute(R"({"image_id":"$0","phones":[{"phone_id":"$1","property":""}]})",
                                    image_id, PhoneId("cph-server-1-00001")));
  }
};

TEST_F(ImageTest, ListsWhatIsOwnAndWhatIsShared) {
  const auto answer = Call("GET", kImages);
  ASSERT_EQ(answer["total"].GetInt(), 3);
  const auto& own = answer["image_infos"][0];
  EXPECT_STREQ(own["image_id"].GetString(), kOwn);
  EXPECT_STREQ(own["image_type"].GetString(), "private");
  EXPECT_EQ(own["project_id"].GetString(), keys_.project_id);
  EXPECT_FALSE(own.HasMember("src_project_id"));
  EXPECT_TRUE(own["status"].IsInt());
  EXPECT_TRUE(own["image_size"].IsInt64());
  const auto& shared = answer["image_infos"][1];
  EXPECT_STREQ(shared["image_id"].GetString(), kShared);
  EXPECT_STREQ(shared["image_type"].GetString(), "share");
  EXPECT_STREQ(shared["src_project_id"].GetString(), kOtherProject);
  EXPECT_FALSE(shared.HasMember("project_id"));
}

TEST_F(ImageTest, Filters) {
  simulator_->Edit([this](World* world) {
    CustomImage image;
    image.id = "new";
    image.name = "new-image";
    image.project_id = keys_.project_id;
    image.status = kImageCreating;
    image.create_time = absl::FromUnixSeconds(1000);
    world->images().Add(image);
    image.id = "strange";
    image.project_id = kOtherProject;
    world->images().Add(image);
  });
  const struct {
    const char *query, *names;
  } kRows[] = {
      {"", "4 new-image my-image shared-image offered-image"},
      {"?image_type=private", "2 new-image my-image"},
      {"?image_type=share", "2 shared-image offered-image"},
      {"?status=0", "1 new-image"},
      {"?status=1", "3 my-image shared-image offered-image"},
      {"?status=2", "0"},
      {"?image_name=my-", "1 my-image"},
      {"?image_id=new", "1 new-image"},
      {"?image_id=strange", "0"},
      {"?create_until=1000", "1 new-image"},
      {"?create_since=1001", "3 my-image shared-image offered-image"},
      {"?src_project_id=87dc6af96095488d9205b6f31f314b16", "2 shared-image offered-image"},
      {"?src_project_id=other", "0"},
      {"?limit=1", "4 new-image"},
      {"?limit=2&offset=3", "4 offered-image"},
      {"?offset=4", "4"},
      {"?limit=100", "4 new-image my-image shared-image offered-image"},
      {"?limit=101", "400 CPS.0002"},
      {"?limit=0", "400 CPS.0002"},
      {"?image_type=public", "400 CPS.0116"},
      {"?status=3", "400 CPS.0010"},
      {"?image_id=no_id", "400 CPS.0030"},
      {"?create_since=today", "400 CPS.0174"},
      {"?create_until=-1", "400 CPS.0174"},
  };
  for (const auto& row : kRows) EXPECT_EQ(List(row.query), row.names) << row.query;
}

TEST_F(ImageTest, OnlyOnesOwnImagesCanBeDeleted) {
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(kImages, "/", kShared)), "404 CPS.0166");
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(kImages, "/88b8449b896f3a4f0ad57222dd919090")), "404 CPS.0166");
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(kImages, "/no_id")), "400 CPS.0030");
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(kImages, "/", kOwn)), "200 ");
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(kImages, "/", kOwn)), "404 CPS.0166") << "gone";
  EXPECT_EQ(List("?image_type=private"), "0");
  EXPECT_EQ(Restart(kOwn), "404 CPS.0166");
}

TEST_F(ImageTest, AnImageIsOfferedAcceptedAndRejected) {
  EXPECT_EQ(ReceiveStatus(kOffered), 0);
  EXPECT_EQ(Restart(kOffered), "404 CPS.0166") << "nobody accepted it yet";
  EXPECT_EQ(Outcome("PUT", Members(kOffered), "{\"status\":\"accepted\"}\n"), "200 ");
  EXPECT_EQ(ReceiveStatus(kOffered), 1);
  EXPECT_EQ(Restart(kOffered), "200 ");
  EXPECT_EQ(Outcome("PUT", Members(kOffered), R"({"status":"rejected"})"), "200 ");
  EXPECT_EQ(ReceiveStatus(kOffered), 2);
  EXPECT_EQ(Restart(kOffered), "404 CPS.0166");
}

TEST_F(ImageTest, RefusesDecisionsThatAreNone) {
  EXPECT_EQ(Outcome("PUT", Members(kOffered), ""), "400 CPS.0010");
  EXPECT_EQ(Outcome("PUT", Members(kOffered), R"({"status":1})"), "400 CPS.0010");
  EXPECT_EQ(Outcome("PUT", Members(kOffered), R"({"status":"waiting"})"), "400 CPS.0010");
  EXPECT_EQ(Outcome("PUT", Members(kOwn), R"({"status":"accepted"})"), "404 CPS.0166") << "one's own";
  EXPECT_EQ(Outcome("PUT", Members("unknown"), R"({"status":"accepted"})"), "404 CPS.0166");
  EXPECT_EQ(Outcome("PUT", Members("no_id"), R"({"status":"accepted"})"), "400 CPS.0030");
}

TEST_F(ImageTest, MembersComeAndGo) {
  EXPECT_EQ(Outcome("POST", Members(kOwn), absl::Substitute(R"({"member":"$0"})", kOtherProject)), "200 ");
  const auto members = ListMembers(kOwn);
  ASSERT_EQ(members["members"].Size(), 1u);
  EXPECT_FALSE(members.HasMember("request_id")) << "alone of all answers";
  const auto& member = members["members"][0];
  EXPECT_STREQ(member["image_id"].GetString(), kOwn);
  EXPECT_STREQ(member["member_id"].GetString(), kOtherProject);
  EXPECT_EQ(member["create_time"].GetInt64(), absl::ToUnixMillis(clock_.Now())) << "milliseconds";
  EXPECT_TRUE(member["update_time"].IsInt64());
  EXPECT_EQ(Outcome("POST", Members(kOwn), absl::Substitute(R"({"member":"$0"})", kOtherProject)), "200 ")
      << "again";
  const std::string path = absl::StrCat(Members(kOwn), "/", kOtherProject);
  EXPECT_EQ(Outcome("DELETE", path), "200 ");
  EXPECT_EQ(Outcome("DELETE", path), "404 CPS.0166");
  EXPECT_EQ(ListMembers(kOwn)["members"].Size(), 0u);
}

TEST_F(ImageTest, TenMembersAtMost) {
  const auto add = [&](int number) {
    return Outcome(
        "POST", Members(kOwn),
        absl::StrCat(R"({"member":")", absl::Hex(number, absl::kZeroPad16), std::string(16, '0'), "\"}"));
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(add(i), "200 ");
  EXPECT_EQ(add(10), "400 CPS.0196");
  EXPECT_EQ(add(9), "200 ") << "is one already";
  const auto first = ListMembers(kOwn, "?limit=4");
  ASSERT_EQ(first["members"].Size(), 4u);
  const std::string marker = first["page_info"]["next_marker"].GetString();
  EXPECT_EQ(marker, first["members"][3]["member_id"].GetString());
  EXPECT_EQ(ListMembers(kOwn, absl::StrCat("?limit=100&marker=", marker))["members"].Size(), 6u);
  EXPECT_STREQ(ListMembers(kOwn, "?limit=101")["error_code"].GetString(), "CPS.0002");
}

TEST_F(ImageTest, RefusesMembersThatAreNone) {
  for (const std::string& body :
       {std::string(""), std::string("{}"), std::string(R"({"member":""})"), std::string(R"({"member":7})"),
        std::string(R"({"member":"project"})"), absl::Substitute(R"({"member":"$0"})", keys_.project_id)}) {
    EXPECT_EQ(Outcome("POST", Members(kOwn), body), "400 CPS.0046") << body;
  }
  const std::string body = absl::Substitute(R"({"member":"$0"})", kOtherProject);
  EXPECT_EQ(Outcome("POST", Members(kShared), body), "404 CPS.0166") << "somebody else's";
  EXPECT_EQ(Outcome("POST", Members("no_id"), body), "400 CPS.0030");
  EXPECT_EQ(Outcome("GET", Members(kShared)), "404 CPS.0166");
  EXPECT_EQ(Outcome("DELETE", absl::StrCat(Members(kOwn), "/project")), "400 CPS.0046");
}

}  // namespace
}  // namespace cloudphone::simulator
