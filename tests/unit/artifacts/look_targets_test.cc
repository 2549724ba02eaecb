// What is looked at before a write, request by request.

#include "service/gateway/looks/look_targets.h"

#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "cloudphone/v1/shared_storage_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LookTargetsTest, InstallingNamesObjectsBetweenFlags) {
  v1::InstallApkRequest install;
  for (const char* word : {"-r", "obs://b/a.apk", "obs://b/c.apk", "obs://b/a.apk"})
    install.add_content(word);
  EXPECT_THAT(ObjectsOf(install), ElementsAre(ObjectName{"b", "a.apk"}, ObjectName{"b", "c.apk"}));
}

TEST(LookTargetsTest, PushesNameOneObject) {
  v1::PushFileRequest push;
  push.set_content("obs://b/x/a.tar");
  EXPECT_THAT(ObjectsOf(push), ElementsAre(ObjectName{"b", "x/a.tar"}));
  v1::PushSharedFilesRequest files;
  files.set_bucket_name("b");
  files.set_object_path("f.tar");
  EXPECT_THAT(ObjectsOf(files), ElementsAre(ObjectName{"b", "f.tar"}));
  v1::PushSharedAppsRequest apps;
  apps.set_bucket_name("b");
  apps.set_object_path("g.tar");
  EXPECT_THAT(ObjectsOf(apps), ElementsAre(ObjectName{"b", "g.tar"}));
}

TEST(LookTargetsTest, PhonesThatShareAnArchiveNameItOnce) {
  v1::BatchImportPhoneDataRequest import;
  for (const char* path : {"one.tar", "two.tar", "one.tar"}) {
    v1::PhoneToImport* phone = import.add_restore_infos();
    phone->set_bucket_name("b");
    phone->set_object_path(path);
  }
  EXPECT_THAT(ObjectsOf(import), ElementsAre(ObjectName{"b", "one.tar"}, ObjectName{"b", "two.tar"}));
}

TEST(LookTargetsTest, OtherRequestsNameNone) {
  v1::UninstallApkRequest uninstall;
  uninstall.set_content("obs://b/a.apk");
  EXPECT_THAT(ObjectsOf(uninstall), IsEmpty());
  v1::BatchRestartServersRequest restart;
  restart.add_server_ids("s1");
  EXPECT_THAT(ServersToDelete(restart), IsEmpty());
}

TEST(LookTargetsTest, ServersAreLookedAtWhereTheyAreReallyDeleted) {
  v1::DeleteServersRequest deletion;
  deletion.add_server_ids("s1");
  deletion.add_server_ids("s2");
  EXPECT_THAT(ServersToDelete(deletion), ElementsAre("s1", "s2"));
  deletion.set_validate_only(true);
  EXPECT_THAT(ServersToDelete(deletion), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
