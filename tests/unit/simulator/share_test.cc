// What the phones of a server share: files, apps, file systems; over the socket.

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "gmock/gmock.h"
#include "service/simulator/inside/tar.h"
#include "service/simulator/shared_storage/shared_storage.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kShareFiles[] = "/cloud-phone/phones/share-files";
constexpr char kShareApps[] = "/cloud-phone/phones/share-apps";
constexpr char kAttach[] = "/servers/attach-share-filesystem";
constexpr char kDetach[] = "/servers/detach-share-filesystem";

class ShareTest : public DeviceTest {
 protected:
  ShareTest() : server_id_(ServerId(1)) {
    simulator_->Edit([this](World* world) {
      FileTree tree;
      tree.PutFile("/data/app/com.example.game/2.0/base.apk", "PK", absl::UnixEpoch());
      tree.PutFile("/cache/a.txt", "abc", absl::UnixEpoch());
      tree.PutFile("/system/no.txt", "no", absl::UnixEpoch());
      objects_->objects["bucketa/my_apps/test.tar"] = WriteTar(tree.Below("/"));
      objects_->objects["bucketa/com.example.game-2.0.tar"] = WriteTar(tree.Below("/"));
      objects_->objects["bucketa/broken.tar"] = "no archive";
      Server* const plain = world->AddServer("plain");
      plain->phone_model_name = "rx1.cp.c60.d32.e1v1.qemu";
      plain_id_ = plain->id;
    });
  }

  // A body whose {} is the id of a server.
  static std::string On(const std::string& more, const std::string& server_id) {
    return absl::Substitute(R"({$0,"server_ids":["$1"]})", more, server_id);
  }
  // The listing of a directory, as it stands in execute_msg, or how it failed.
  std::string List(const std::string& query) {
    return FirstEnd("GET",
                    absl::StrCat("/cloud-phone/servers/share-files?", query, "&server_ids=", server_id_));
  }
  std::string Push(const std::string& key) {
    return FirstEnd("POST", kShareFiles,
                    On(absl::Substitute(R"("bucket_name":"bucketa","object_path":"$0")", key), server_id_));
  }
  std::string PushApp(const std::string& package, const std::string& key, const std::string& more = "") {
    return FirstEnd("POST", kShareApps,
                    On(absl::Substitute(R"("package_name":"$0","bucket_name":"bucketa","object_path":"$1"$2)",
                                        package, key, more),
                       server_id_));
  }
  // "package version,version package …" of the snapshot.
  std::string Snapshot(const std::string& query = "") {
    const auto answer = Call("GET", absl::StrCat("/servers/", server_id_, "/share-apps-snapshot", query));
    std::vector<std::string> apps;
    for (const auto& app : answer["share_apps"].GetArray()) {
      std::vector<std::string> versions;
      for (const auto& version : app["versions"].GetArray()) versions.emplace_back(version.GetString());
      apps.push_back(absl::StrCat(app["package_name"].GetString(), " ", absl::StrJoin(versions, ",")));
    }
    collect_time_ = answer["collect_time"].GetString();
    next_marker_ = answer["page_info"]["next_marker"].GetString();
    return absl::StrJoin(apps, " ");
  }

  const std::string server_id_;
  std::string plain_id_;  // Of a server without shared storage.
  std::string collect_time_;
  std::string next_marker_;
};

TEST_F(ShareTest, ListsADirectoryByAJob) {
  const std::string end = List("path=/data");
  ASSERT_EQ(end.substr(0, 2), "2 ");
  rapidjson::Document listing;
  listing.Parse(end.c_str() + 2);
  ASSERT_TRUE(listing.IsObject()) << "JSON in a text: " << end;
  EXPECT_EQ(listing["files_in_path"]["total"].GetInt(), 2);
  EXPECT_EQ(listing["files_in_path"]["count"].GetInt(), 2);
  EXPECT_THAT(listing["files_in_path"]["files"][0].GetString(),
              ::testing::MatchesRegex("4096 [A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} app"));
  EXPECT_THAT(listing["share_base_capacity"].GetString(), ::testing::MatchesRegex("[0-9.]+G 0M [0-9.]+G 0%"));
  EXPECT_THAT(listing["share_base_max_size"].GetString(), ::testing::MatchesRegex("[0-9]+G"));
}

TEST_F(ShareTest, PagesOfAListGoByOffset) {
  EXPECT_THAT(List("limit=1&path=/data"), HasSubstr("\"total\":2,\"count\":1"));
  EXPECT_THAT(List("limit=1&offset=1&path=/data"), HasSubstr(" data\""));
  EXPECT_THAT(List("offset=2&path=/data"), HasSubstr("\"count\":0,\"files\":[]"));
}

TEST_F(ShareTest, ALongListIsCut) {
  simulator_->Edit([this](World* world) {
    FileTree& files = world->devices().Shared(*world->FindServer(server_id_)).files;
    for (int i = 0; i < 60; ++i) files.PutFile(absl::StrCat("/data/many/file-", i), "x", absl::UnixEpoch());
  });
  const std::string end = List("path=/data/many");
  EXPECT_EQ(end.size(), 2 + 1024u);
  EXPECT_THAT(end, HasSubstr("\"total\":60,\"count\":50"));
}

TEST_F(ShareTest, PushesAndDeletesFiles) {
  EXPECT_EQ(Push("my_apps/test.tar"), "2 ");
  EXPECT_THAT(List("path=/cache"), HasSubstr("3 Jan 01 00:00 a.txt"));
  EXPECT_THAT(List("path=/system"), HasSubstr("-1 CPS.0191 ls: cannot access '/system'")) << "never pushed";
  EXPECT_EQ(FirstEnd("POST", kShareFiles, On(R"("file_paths":["/cache/a.txt"])", server_id_)), "2 ");
  EXPECT_THAT(List("path=/cache"), Not(HasSubstr("a.txt")));
  EXPECT_EQ(FirstEnd("POST", kShareFiles, On(R"("file_paths":["/cache/a.txt"])", server_id_)), "2 ")
      << "again";
  EXPECT_EQ(Push("none.tar"), "-1 CPS.0104 ");
  EXPECT_EQ(Push("broken.tar"), "-1 CPS.0191 tar: not a tar archive\n");
}

TEST_F(ShareTest, RefusesEachServerForItself) {
  const std::string body = absl::Substitute(R"({"file_paths":["/a"],"server_ids":["$0","$1","$2","no id"]})",
                                            server_id_, plain_id_, std::string(32, 'f'));
  const auto answer = Call("POST", kShareFiles, body);
  const char* const expected[] = {"", "CPS.0137", "CPS.0159", "CPS.0097"};
  ASSERT_EQ(answer["jobs"].Size(), 4u);
  for (rapidjson::SizeType i = 0; i < 4; ++i) {
    const auto& job = answer["jobs"][i];
    EXPECT_TRUE(job["server_id"].IsString());
    EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", expected[i]);
  }
  simulator_->Edit([this](World* world) { world->FindServer(server_id_)->status = kServerStarting; });
  EXPECT_EQ(FirstEnd("POST", kShareFiles, On(R"("file_paths":["/a"])", server_id_)), "CPS.0099");
}

TEST_F(ShareTest, RefusesFilesThatAreNone) {
  const std::string good = R"("bucket_name":"bucketa","object_path":"a.tar")";
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0094"},
      {absl::StrCat("{", good, "}"), "400 CPS.0095"},
      {absl::StrCat("{", good, ",\"server_ids\":[]}"), "400 CPS.0095"},
      {absl::StrCat("{", good, ",\"server_ids\":\"a\"}"), "400 CPS.0094"},
      {absl::StrCat("{", good, ",\"server_ids\":[",
                    absl::StrJoin(std::vector<std::string>(101, "\"a\""), ","), "]}"),
       "400 CPS.0096"},
      {On(R"("object_path":"a.tar")", "a"), "400 CPS.0134"},
      {On(R"("bucket_name":"ab","object_path":"a.tar")", "a"), "400 CPS.0134"},
      {On(R"("bucket_name":"BucketA","object_path":"a.tar")", "a"), "400 CPS.0134"},
      {On(absl::Substitute(R"("bucket_name":"$0","object_path":"a.tar")", std::string(64, 'a')), "a"),
       "400 CPS.0134"},
      {On(R"("bucket_name":"bucketa")", "a"), "400 CPS.0135"},
      {On(R"("bucket_name":"bucketa","object_path":"a.zip")", "a"), "400 CPS.0135"},
      {On(R"("bucket_name":"bucketa","object_path":"a b.tar")", "a"), "400 CPS.0135"},
      {On(absl::Substitute(R"("bucket_name":"bucketa","object_path":"$0.tar")", std::string(1021, 'a')), "a"),
       "400 CPS.0135"},
      {On(absl::Substitute(R"("bucket_name":"bucketa","object_path":"$0.tar")", std::string(1020, 'a')), "a"),
       "200 "},
      {On(R"("file_paths":"/a")", "a"), "400 CPS.0155"},
      {On(R"("file_paths":[])", "a"), "400 CPS.0155"},
      {On(R"("file_paths":[1])", "a"), "400 CPS.0155"},
      {On(R"("file_paths":["a"])", "a"), "400 CPS.0155"},
      {On(R"("file_paths":["/a/../b"])", "a"), "400 CPS.0155"},
      {On(R"("file_paths":["/a*"])", "a"), "400 CPS.0155"},
      {On("\"file_paths\":[\"/\u4e2d\"]", "a"), "400 CPS.0155"},
      {On(absl::Substitute(R"("file_paths":["/$0"])", std::string(4096, 'a')), "a"), "400 CPS.0155"},
      {On(absl::Substitute(R"("file_paths":["/$0","/a b_=.-"])", std::string(4095, 'a')), "a"), "200 "},
      {R"({"file_paths":["/a"]})", "400 CPS.0095"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", kShareFiles, row.body), row.outcome) << row.body;
}

TEST_F(ShareTest, RefusesListsThatAreNone) {
  const std::string server = "&server_ids=" + server_id_;
  const struct {
    std::string query;
    const char* outcome;
  } kRows[] = {
      {"path=/data", "400 CPS.0095"},
      {"server_ids=" + server_id_, "400 CPS.0199"},
      {"path=/" + server, "400 CPS.0199"},
      {"path=data" + server, "400 CPS.0199"},
      {"path=/a//b" + server, "400 CPS.0199"},
      {"path=/a/../b" + server, "400 CPS.0199"},
      {"path=/a%20b" + server, "400 CPS.0199"},
      {"limit=51&path=/data" + server, "400 CPS.0002"},
      {"limit=0&path=/data" + server, "400 CPS.0002"},
      {"limit=50&path=/data" + server, "200 "},
      {"offset=-1&path=/data" + server, "400 CPS.0002"},
      {"path=/data%2Bapp_1.a-b" + server, "200 "},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Outcome("GET", absl::StrCat("/cloud-phone/servers/share-files?", row.query)), row.outcome)
        << row.query;
  const auto answer = Call(
      "GET", absl::StrCat("/cloud-phone/servers/share-files?path=/data&server_ids=", server_id_, "%2Cno"));
  ASSERT_EQ(answer["jobs"].Size(), 2u) << "separated by a comma";
  EXPECT_STREQ(answer["jobs"][1]["error_code"].GetString(), "CPS.0159");
}

TEST_F(ShareTest, ASnapshotShowsWhatWasThereWhenItWasTaken) {
  EXPECT_EQ(Snapshot(), "com.cph.config 1.0.0,1.1.0");
  EXPECT_EQ(PushApp("com.example.game", "com.example.game-2.0.tar"), "2 ");
  EXPECT_EQ(Snapshot(), "com.cph.config 1.0.0,1.1.0") << "not before the next";
  const std::string before = collect_time_;
  PassTime(absl::Hours(2));
  EXPECT_EQ(Snapshot(), "com.cph.config 1.0.0,1.1.0 com.example.game 2.0");
  EXPECT_THAT(collect_time_, ::testing::MatchesRegex(".*T[0-9][02468]:00:00Z"));
  EXPECT_NE(collect_time_, before);
  EXPECT_THAT(List("path=/data/app/com.example.game"), HasSubstr("2.0"));
  EXPECT_EQ(FirstEnd("DELETE", kShareApps, On(R"("package_name":"com.cph.config")", server_id_)), "2 ");
  EXPECT_EQ(Snapshot(), "com.cph.config 1.0.0,1.1.0 com.example.game 2.0");
  PassTime(absl::Hours(2));
  EXPECT_EQ(Snapshot(), "com.example.game 2.0");
  EXPECT_THAT(List("path=/data/app"), Not(HasSubstr("com.cph.config")));
}

TEST_F(ShareTest, SnapshotsArePagedByMarker) {
  PushApp("com.example.game", "com.example.game-2.0.tar");
  PassTime(absl::Hours(2));
  EXPECT_EQ(Snapshot("?limit=1"), "com.cph.config 1.0.0,1.1.0");
  EXPECT_EQ(next_marker_, "com.cph.config");
  EXPECT_EQ(Snapshot("?limit=1&marker=com.cph.config"), "com.example.game 2.0");
  EXPECT_EQ(next_marker_, "");
  EXPECT_EQ(Snapshot("?package_name=com.example.game"), "com.example.game 2.0");
  EXPECT_EQ(Snapshot("?package_name=com.none"), "");
  const std::string path = absl::StrCat("/servers/", server_id_, "/share-apps-snapshot");
  EXPECT_EQ(Outcome("GET", path + "?limit=501"), "400 CPS.0002");
  EXPECT_EQ(Outcome("GET", path + "?limit=500"), "200 ");
  EXPECT_EQ(Outcome("GET", path + "?marker=none"), "400 CPS.0002");
  EXPECT_EQ(Outcome("GET", path + "?package_name=none"), "400 CPS.0173");
  EXPECT_EQ(Outcome("GET", absl::StrCat("/servers/", plain_id_, "/share-apps-snapshot")), "400 CPS.0137");
  EXPECT_EQ(Outcome("GET", "/servers/ffffffffffffffffffffffffffffffff/share-apps-snapshot"), "404 CPS.0015");
  EXPECT_EQ(Outcome("GET", "/servers/no_id/share-apps-snapshot"), "400 CPS.0016");
}

TEST_F(ShareTest, APreInstalledAppIsOnThePhones) {
  EXPECT_EQ(PushApp("com.example.game", "com.example.game-2.0.tar", R"(,"pre_install_app":1)"), "2 ");
  const auto packages = [&](const char* phone) {
    return FirstEnd(
        "POST", "/cloud-phone/phones/commands",
        absl::Substitute(R"({"command":"shell","content":"pm list packages game","phone_ids":["$0"]})",
                         PhoneId(phone)));
  };
  EXPECT_EQ(packages("cph-server-1-00003"), "2 package:com.example.game\n");
  EXPECT_EQ(packages("cph-server-2-00001"), "2 ") << "of another server";
}

TEST_F(ShareTest, RefusesAppsThatAreNone) {
  const std::string object = R"("bucket_name":"bucketa","object_path":"a.tar")";
  const auto app = [&](const std::string& name, const std::string& more) {
    return On(absl::Substitute(R"("package_name":"$0",$1)", name, more), server_id_);
  };
  const struct {
    const char* method;
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"POST", "", "400 CPS.0173"},
      {"POST", On(object, server_id_), "400 CPS.0173"},
      {"POST", app("config", object), "400 CPS.0173"},
      {"POST", app("1com.a", object), "400 CPS.0173"},
      {"POST", app("com.a.", object), "400 CPS.0173"},
      {"POST", app("com." + std::string(125, 'a'), object), "400 CPS.0173"},
      {"POST", app("com.a", R"("object_path":"a.tar")"), "400 CPS.0134"},
      {"POST", app("com.a", R"("bucket_name":"bucketa","object_path":"a.apk")"), "400 CPS.0135"},
      {"POST", app("com.a", object + R"(,"pre_install_app":2)"), "400 CPS.0116"},
      {"POST", app("com.a", object + R"(,"pre_install_app":"1")"), "400 CPS.0116"},
      {"POST", app("com.a", object + R"(,"pre_install_app":0)"), "200 "},
      {"POST", absl::StrCat(R"({"package_name":"com.a",)", object, "}"), "400 CPS.0095"},
      {"DELETE", "", "400 CPS.0173"},
      {"DELETE", On(R"("package_name":"a")", server_id_), "400 CPS.0173"},
      {"DELETE", R"({"package_name":"com.a"})", "400 CPS.0095"},
      {"DELETE", On(R"("package_name":"com.none")", server_id_), "200 "},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Outcome(row.method, kShareApps, row.body), row.outcome) << row.method << " " << row.body;
}

TEST_F(ShareTest, FileSystemsComeAndGo) {
  const std::string body = On(R"("type":"sfs_turbo","id":"fs-1","path":"/share")", server_id_);
  EXPECT_EQ(FirstEnd("POST", kAttach, body), "2 ");
  simulator_->Edit([this](World* world) {
    EXPECT_EQ(world->devices().Shared(*world->FindServer(server_id_)).filesystems["fs-1"], "/share");
  });
  EXPECT_EQ(FirstEnd("POST", kDetach, body), "2 ");
  simulator_->Edit([this](World* world) {
    EXPECT_TRUE(world->devices().Shared(*world->FindServer(server_id_)).filesystems.empty());
  });
}

TEST_F(ShareTest, RefusesFileSystemsThatAreNone) {
  const auto ids = [](int count) {
    return absl::StrCat(R"({"type":"sfs_turbo","id":"a","server_ids":[)",
                        absl::StrJoin(std::vector<std::string>(count, "\"a\""), ","), "]}");
  };
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0116"},
      {On(R"("type":"nfs","id":"a")", server_id_), "400 CPS.0116"},
      {On(R"("type":"sfs_turbo")", server_id_), "400 CPS.0116"},
      {On(R"("type":"sfs_turbo","id":"a","path":"share")", server_id_), "400 CPS.0199"},
      {R"({"type":"sfs_turbo","id":"a"})", "400 CPS.0095"},
      {ids(21), "400 CPS.0096"},
      {ids(20), "404 CPS.0159"},
      {On(R"("type":"sfs_turbo","id":"a")", "no id"), "400 CPS.0097"},
      {On(R"("type":"sfs_turbo","id":"a")", plain_id_), "400 CPS.0137"},
  };
  for (const char* path : {kAttach, kDetach}) {
    for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", path, row.body), row.outcome) << path << row.body;
  }
}

TEST(SnapshotTest, IsTakenEachTwoHours) {
  const absl::Time midnight = absl::FromUnixSeconds(1700006400);
  EXPECT_EQ(LastSnapshot(midnight - absl::Seconds(1)), midnight - absl::Hours(2));
  EXPECT_EQ(LastSnapshot(midnight), midnight);
  EXPECT_EQ(LastSnapshot(midnight + absl::Minutes(119)), midnight);
  EXPECT_EQ(LastSnapshot(midnight + absl::Minutes(120)), midnight + absl::Hours(2));
}

}  // namespace
}  // namespace cloudphone::simulator
