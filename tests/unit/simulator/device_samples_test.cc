// The calls of the vendor's samples that name objects, against the object store as it begins: what the
// samples name is there.

#include <string>

#include "absl/strings/substitute.h"
#include "gmock/gmock.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

class DeviceSamplesTest : public DeviceTest {
 protected:
  DeviceSamplesTest() {
    auto started = Simulator::Start({}, &clock_);  // With its own buckets.
    EXPECT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }
  std::string Command(const char* command, const char* content) {
    return FirstEnd("POST", "/cloud-phone/phones/commands",
                    absl::Substitute(R"({"command":"$0","content":"$1","phone_ids":["$2"]})", command,
                                     content, PhoneId("cph-server-1-00001")));
  }
};

TEST_F(DeviceSamplesTest, Commands) {
  EXPECT_EQ(Command("install", "-t -r obs://push-bucket/my_apps/test.apk"), "2 Success\n");
  EXPECT_EQ(Command("uninstall", "com.myapp.test"), "2 Success\n");
  EXPECT_EQ(Command("push", "obs://push-bucket/my_apps/test.tar"), "2 ");
  EXPECT_EQ(Command("shell", "cat /data/local/tmp/test.txt"), "2 pushed\n");
  EXPECT_THAT(Command("shell", "ls -l /system"), ::testing::StartsWith("2 total "));
  EXPECT_EQ(Command("install", "obs://undelegated-bucket/my_apps/test.apk"), "-1 CPS.0104 ");
}

TEST_F(DeviceSamplesTest, ExportAndRestore) {
  const std::string phone_id = PhoneId("cph-server-1-00001");
  const std::string object = R"("bucket_name":"mybucket","object_path":"backup/phone1.tar")";
  const std::string restore =
      absl::Substitute(R"({"restore_infos":[{"phone_id":"$0",$1}]})", phone_id, object);
  EXPECT_EQ(FirstEnd("POST", "/cloud-phone/phones/batch-restore", restore), "2 ");
  EXPECT_EQ(Command("shell", "cat /data/local/tmp/saved.txt"), "2 saved\n");
  EXPECT_EQ(FirstEnd("POST", "/cloud-phone/phones/batch-storage",
                     absl::Substitute(R"({"storage_infos":[{"phone_id":"$0",)"
                                      R"("include_files":["/data/data/com.myapp.test"],)"
                                      R"("exclude_files":["/data/data/com.myapp.test/cache"],$1}]})",
                                      phone_id, object)),
            "2 ");
  Command("uninstall", "com.myapp.test");
  EXPECT_EQ(FirstEnd("POST", "/cloud-phone/phones/batch-restore", restore), "2 ");
  EXPECT_EQ(Command("shell", "cat /data/data/com.myapp.test/shared_prefs/settings.xml"), "2 <map />\n");
}

TEST_F(DeviceSamplesTest, SharedStorage) {
  const std::string server = absl::Substitute(R"("server_ids":["$0"])", ServerId(1));
  EXPECT_EQ(
      FirstEnd("POST", "/cloud-phone/phones/share-files",
               absl::Substitute(R"({"bucket_name":"bucketa","object_path":"my_apps/test.tar",$0})", server)),
      "2 ");
  EXPECT_EQ(
      FirstEnd("POST", "/cloud-phone/phones/share-apps",
               absl::Substitute(R"({"package_name":"com.cph.config","pre_install_app":0,)"
                                R"("bucket_name":"mybucket","object_path":"apps/com.cph.config.tar",$0})",
                                server)),
      "2 ");
  EXPECT_EQ(FirstEnd("POST", "/cloud-phone/phones/share-files",
                     absl::Substitute(R"({"file_paths":["/data/app","/data/data/test.apk"],$0})", server)),
            "2 ");
}

}  // namespace
}  // namespace cloudphone::simulator
