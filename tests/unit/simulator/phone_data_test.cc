// Data of phones: exported into the object store, restored from it; over the socket. And what the vendor's
// Terraform provider and SDKs send of all this.

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "gmock/gmock.h"
#include "service/simulator/inside/tar.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kExport[] = "/cloud-phone/phones/batch-storage";
constexpr char kRestore[] = "/cloud-phone/phones/batch-restore";
constexpr char kCommands[] = "/cloud-phone/phones/commands";

class PhoneDataTest : public DeviceTest {
 protected:
  PhoneDataTest() : phone_id_(PhoneId("cph-server-1-00001")) {}

  // An export of `paths`, each in quotes; `more` are further members.
  std::string ExportBody(const std::string& paths, const std::string& more = "") {
    return absl::Substitute(R"({"storage_infos":[{"phone_id":"$0","include_files":[$1],)"
                            R"("bucket_name":"mybucket","object_path":"backup/phone1.tar"$2}]})",
                            phone_id_, paths, more);
  }
  std::string RestoreBody(const std::string& phone_id, const std::string& key = "backup/phone1.tar") {
    return absl::Substitute(
        R"({"restore_infos":[{"phone_id":"$0","bucket_name":"mybucket","object_path":"$1"}]})", phone_id,
        key);
  }
  // The paths of all files that an export has.
  std::vector<std::string> Exported(const std::string& paths, const std::string& more = "") {
    EXPECT_EQ(FirstEnd("POST", kExport, ExportBody(paths, more)), "2 ") << paths;
    std::vector<std::string> files;
    simulator_->Edit([&](World*) {
      const std::string& archive = objects_->objects["mybucket/backup/phone1.tar"];
      const auto entries = ReadTar([&](uint64_t offset, uint64_t length) {
        return offset < archive.size() ? archive.substr(offset, length) : "";
      });
      ASSERT_TRUE(entries.has_value());
      for (const TarEntry& entry : *entries) {
        if (!entry.node.is_directory) files.push_back(entry.path);
      }
    });
    return files;
  }
  std::string Shell(const std::string& phone_id, const std::string& content) {
    return FirstEnd(
        "POST", kCommands,
        absl::Substitute(R"({"command":"shell","content":"$0","phone_ids":["$1"]})", content, phone_id));
  }

  const std::string phone_id_;
};

TEST_F(PhoneDataTest, AnExportLandsInTheObjectStore) {
  const std::string app = "data/data/com.myapp.test/";
  EXPECT_THAT(Exported(R"("/data/data/com.myapp.test")"),
              ElementsAre(app + "cache/page.html", app + "shared_prefs/settings.xml"));
  EXPECT_THAT(
      Exported(R"("/data/data/com.myapp.test/")", R"(,"exclude_files":["/data/data/com.myapp.test/cache"])"),
      ElementsAre(app + "shared_prefs/settings.xml"));
  EXPECT_THAT(Exported(R"("/data/data/com.my*")", R"(,"exclude_files":["/data/data/com.myapp.test/s*"])"),
              ElementsAre(app + "cache/page.html"));
  EXPECT_THAT(Exported(R"("/data/data/com.myapp")"), ElementsAre()) << "no name but a part of one";
  EXPECT_THAT(Exported(R"("/data/none")"), ElementsAre());
}

TEST_F(PhoneDataTest, ARestoreBringsItBack) {
  const std::string other = PhoneId("cph-server-1-00002");
  Shell(phone_id_, "touch /data/local/tmp/mine");
  Exported(R"("/data/local")");
  EXPECT_THAT(Shell(other, "ls /data/local/tmp/mine"), HasSubstr("No such file"));
  EXPECT_EQ(FirstEnd("POST", kRestore, RestoreBody(other)), "2 ");
  EXPECT_EQ(Shell(other, "ls /data/local/tmp/mine"), "2 /data/local/tmp/mine\n");
}

TEST_F(PhoneDataTest, WhatCannotBeReadOrWrittenFailsTheJob) {
  EXPECT_EQ(FirstEnd("POST", kRestore, RestoreBody(phone_id_, "none.tar")), "-1 CPS.0104 ");
  simulator_->Edit([this](World*) { objects_->objects["mybucket/broken.tar"] = "x"; });
  EXPECT_EQ(FirstEnd("POST", kRestore, RestoreBody(phone_id_, "broken.tar")),
            "-1 CPS.0191 tar: not a tar archive\n");
  const std::string body = absl::Substitute(R"({"storage_infos":[{"phone_id":"$0","include_files":["/data"],)"
                                            R"("bucket_name":"no-such-bucket","object_path":"a.tar"}]})",
                                            phone_id_);
  EXPECT_EQ(FirstEnd("POST", kExport, body), "-1 CPS.0103 ");
}

TEST_F(PhoneDataTest, RefusesEachPhoneForItself) {
  const std::pair<std::string, const char*> kRows[] = {{phone_id_, ""},
                                                       {"no id", "CPS.0004"},
                                                       {std::string(32, 'f'), "CPS.0005"},
                                                       {PhoneId("cph-server-2-00005"), "CPS.0053"},
                                                       {PhoneId("cph-server-2-00006"), "CPS.0141"}};
  for (const char* list : {"storage_infos", "restore_infos"}) {
    std::vector<std::string> items;
    for (const auto& [id, code] : kRows)
      items.push_back(absl::Substitute(
          R"({"phone_id":"$0","include_files":["/data"],"bucket_name":"mybucket","object_path":"a.tar"})",
          id));
    const auto answer = Call("POST", list == std::string("storage_infos") ? kExport : kRestore,
                             absl::Substitute(R"({"$0":[$1]})", list, absl::StrJoin(items, ",")));
    ASSERT_EQ(answer["jobs"].Size(), std::size(kRows)) << list;
    for (rapidjson::SizeType i = 0; i < std::size(kRows); ++i) {
      const auto& job = answer["jobs"][i];
      EXPECT_EQ(job["phone_id"].GetString(), kRows[i].first);
      EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", kRows[i].second) << list;
    }
  }
}

TEST_F(PhoneDataTest, RefusesPathsThatAreNone) {
  const struct {
    std::string paths;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0168"},
      {"7", "400 CPS.0168"},
      {R"("data/a")", "400 CPS.0168"},
      {R"("/system/a")", "400 CPS.0168"},
      {R"("/database")", "400 CPS.0168"},
      {R"("/data/../system")", "400 CPS.0168"},
      {R"("/data/*/a")", "400 CPS.0168"},
      {R"("/data/a b")", "400 CPS.0168"},
      {absl::Substitute(R"("/data/$0")", std::string(4091, 'a')), "400 CPS.0168"},
      {absl::Substitute(R"("/data/$0")", std::string(4090, 'a')), "200 "},
      {R"("/data/misc/wifi")", "400 CPS.0168"},
      {R"("/data/misc*")", "400 CPS.0168"},
      {R"("/data/misc_ce")", "200 "},
      {R"("/data/misc/*")", "400 CPS.0168"},
      {R"("/data/misc")", "400 CPS.0168"},
      {R"("/data/misc","/data/system")", "400 CPS.0168"},
      {R"("/data/misc","/data/system","/data/system_de")", "200 "},
      {R"("/data/a-b_c+d#e~f=g.h*","/cache","/cache/a")", "200 "},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Outcome("POST", kExport, ExportBody(row.paths)), row.outcome) << row.paths;
  for (const char* exclude : {R"(,"exclude_files":"/data/a")", R"(,"exclude_files":["/a"])"})
    EXPECT_EQ(Outcome("POST", kExport, ExportBody(R"("/data")", exclude)), "400 CPS.0169") << exclude;
}

TEST_F(PhoneDataTest, RefusesBodiesThatAreNone) {
  const std::string item =
      R"({"phone_id":"a","include_files":["/data"],"bucket_name":"mybucket","object_path":"a"})";
  const auto many = [&](const char* list, int count) {
    return absl::Substitute(R"({"$0":[$1]})", list,
                            absl::StrJoin(std::vector<std::string>(count, item), ","));
  };
  const struct {
    const char* path;
    std::string body;
    const char* outcome;
  } kRows[] = {
      {kExport, "", "400 CPS.0167"},
      {kExport, "{}", "400 CPS.0167"},
      {kExport, R"({"storage_infos":[]})", "400 CPS.0167"},
      {kExport, R"({"storage_infos":["a"]})", "400 CPS.0167"},
      {kExport, R"({"storage_infos":[{}]})", "400 CPS.0009"},
      {kExport, R"({"storage_infos":[{"phone_id":"a"}]})", "400 CPS.0168"},
      {kExport, R"({"storage_infos":[{"phone_id":"a","include_files":["/data"]}]})", "400 CPS.0134"},
      {kExport, R"({"storage_infos":[{"phone_id":"a","include_files":["/data"],"bucket_name":"abc"}]})",
       "400 CPS.0135"},
      {kExport, many("storage_infos", 51), "400 CPS.0170"},
      {kExport, many("storage_infos", 50), "200 "},
      {kRestore, "", "400 CPS.0171"},
      {kRestore, R"({"restore_infos":{}})", "400 CPS.0171"},
      {kRestore, R"({"restore_infos":[{}]})", "400 CPS.0009"},
      {kRestore, R"({"restore_infos":[{"phone_id":"a"}]})", "400 CPS.0134"},
      {kRestore, R"({"restore_infos":[{"phone_id":"a","bucket_name":"abc"}]})", "400 CPS.0135"},
      {kRestore, many("restore_infos", 51), "400 CPS.0190"},
      {kRestore, many("restore_infos", 50), "200 "},
  };
  for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", row.path, row.body), row.outcome) << row.body;
}

// Java sends every body in chunks, on DELETE too; Terraform and Go end it with a line feed; Python escapes
// what is not ASCII, Node does not.
TEST_F(PhoneDataTest, TakesBodiesInEachFormThatClientsSend) {
  const std::string server_id = ServerId(1);
  SigningClient client(simulator_->address(), keys_, clock_.Now());
  const std::string shared_app =
      absl::Substitute(R"({"package_name":"com.cph.config","server_ids":["$0"]})", server_id);
  EXPECT_EQ(
      client.Call("DELETE", "/cloud-phone/phones/share-apps", shared_app, /*chunked=*/true)["jobs"].Size(),
      1u);
  EXPECT_EQ(client.Call("DELETE", "/cloud-phone/phones/share-apps", shared_app + "\n")["jobs"].Size(), 1u);
  for (const std::string& name :
       {std::string("\\u624b\\u673a"), std::string("\u624b\u673a"), std::string("\\u624B\\u673A")}) {
    client.Call("PUT", absl::StrCat("/cloud-phone/phones/", phone_id_),
                absl::Substitute("{\"phone_name\":\"$0\"}\n", name),
                /*chunked=*/true);
    EXPECT_EQ(client.outcome(), "200 ");
    const auto detail = client.Call("GET", absl::StrCat("/cloud-phone/phones/", phone_id_));
    EXPECT_STREQ(detail["phone_name"].GetString(), "\u624b\u673a");
  }
}

// Deleting a shared app polls the job of its creation, however old that is.
TEST_F(PhoneDataTest, JobsStayReadable) {
  const auto answer =
      Call("DELETE", "/cloud-phone/phones/share-apps",
           absl::Substitute("{\"package_name\":\"com.cph.config\",\"server_ids\":[\"$0\"]}\n", ServerId(1)));
  const std::string job = absl::StrCat("/cloud-phone/jobs/", answer["jobs"][0]["job_id"].GetString());
  PassTime(absl::Hours(24 * 400));
  EXPECT_EQ(Call("GET", job)["status"].GetInt(), 2);
}

// Types are strict: a text that is a number, or the reverse, makes clients reject the whole answer.
TEST_F(PhoneDataTest, PhonesAndImagesHaveTheTypesThatClientsInsistOn) {
  const auto phone = Call("GET", absl::StrCat("/cloud-phone/phones/", phone_id_));
  for (const char* text : {"vnc_enable", "image_version", "imei", "traffic_type", "property"})
    EXPECT_TRUE(phone[text].IsString()) << text;
  for (const char* number : {"status", "type", "volume_mode"}) EXPECT_TRUE(phone[number].IsInt()) << number;
  EXPECT_TRUE(phone["access_infos"][0]["listen_port"].IsInt());
  EXPECT_TRUE(phone["access_infos"][0]["access_port"].IsInt());
  const auto images = Call("GET", "/cloud-phone/images?limit=100&offset=0");
  for (const auto& image : images["image_infos"].GetArray()) EXPECT_TRUE(image["status"].IsInt());
}

}  // namespace
}  // namespace cloudphone::simulator
