// ADB commands over the socket: what is refused, what they do, what their jobs show.

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "gmock/gmock.h"
#include "service/simulator/inside/tar.h"
#include "tests/unit/simulator/device_fixture.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;

constexpr char kCommands[] = "/cloud-phone/phones/commands";
constexpr char kSyncCommands[] = "/cloud-phone/phones/sync-commands";

class AdbTest : public DeviceTest {
 protected:
  AdbTest() : phone_id_(PhoneId("cph-server-1-00001")) {
    simulator_->Edit([this](World*) {
      objects_->objects["push-bucket/my_apps/test.apk"] = "PK";
      objects_->objects["push-bucket/my_apps/com.example.game.apk"] = "PK";
      FileTree tree;
      tree.PutFile("/data/local/tmp/pushed.txt", "pushed\n", absl::UnixEpoch());
      tree.PutFile("/system/pushed.txt", "refused\n", absl::UnixEpoch());
      objects_->objects["push-bucket/my_apps/test.tar"] = WriteTar(tree.Below("/"));
      objects_->objects["push-bucket/my_apps/broken.tar"] = "no archive";
    });
  }

  static std::string Body(const std::string& command, const std::string& content,
                          const std::string& phone_id) {
    return absl::Substitute(R"({"command":"$0","content":"$1","phone_ids":["$2"]})", command, content,
                            phone_id);
  }
  // How a command ends on the phone.
  std::string Run(const std::string& command, const std::string& content) {
    return FirstEnd("POST", kCommands, Body(command, content, phone_id_));
  }

  const std::string phone_id_;
};

TEST_F(AdbTest, AShellCommandAnswersWithItsJob) {
  const auto answer = Call("POST", kCommands, Body("shell", "getprop ro.product.model", phone_id_) + "\n");
  ASSERT_EQ(outcome_, "200 ");
  ASSERT_EQ(answer["jobs"].Size(), 1u);
  EXPECT_EQ(answer["jobs"][0]["phone_id"].GetString(), phone_id_);
  const std::string job = absl::StrCat("/cloud-phone/jobs/", answer["jobs"][0]["job_id"].GetString());
  EXPECT_EQ(Call("GET", job)["status"].GetInt(), 1) << "it takes its time";
  EXPECT_EQ(EndOf(answer["jobs"][0]), "2 rx1.cp.c60.d10.e1v1\n");
  EXPECT_EQ(Call("GET", job)["phone_id"].GetString(), phone_id_);
}

TEST_F(AdbTest, AFailedCommandShowsItsOutput) {
  EXPECT_EQ(Run("shell", "ls /nowhere"),
            "-1 CPS.0191 ls: cannot access '/nowhere': No such file or directory\n");
  const auto answer = Call("POST", kSyncCommands, Body("shell", "reboot", phone_id_));
  EXPECT_STREQ(answer["jobs"][0]["error_msg"].GetString(), "Run command failed.");
}

TEST_F(AdbTest, OutputIsCutAt1024Bytes) {
  const std::string end = Run("shell", "echo " + std::string(1015, 'x') + " /y");
  EXPECT_EQ(end.size(), 2 + 1019u);
  simulator_->Edit([this](World* world) {
    world->devices()
        .Inside(*world->FindPhone(phone_id_))
        .files.PutFile("/sdcard/a", std::string(2000, 'x'), {});
  });
  EXPECT_EQ(Run("shell", "cat /sdcard/a").size(), 2 + 1024u);
}

TEST_F(AdbTest, KnowsItsPropertiesAndImage) {
  EXPECT_EQ(Run("shell", "getprop ro.build.version.release"), "2 7.0\n");
  EXPECT_EQ(Run("shell", "getprop sys.prop.writewifissid"), "2 cloudphone_wifi\n");
  EXPECT_EQ(Run("shell", "setprop debug.a 1"), "2 ");
  EXPECT_EQ(Run("shell", "getprop debug.a"), "2 1\n");
}

TEST_F(AdbTest, AResetLeavesNothingInside) {
  EXPECT_EQ(Run("shell", "touch /sdcard/mine"), "2 ");
  Call("POST", "/cloud-phone/phones/batch-reset",
       absl::Substitute(R"({"phones":[{"phone_id":"$0"}]})", phone_id_));
  PassTime();
  EXPECT_THAT(Run("shell", "ls /sdcard/mine"), HasSubstr("No such file"));
}

TEST_F(AdbTest, InstallsAndUninstalls) {
  EXPECT_EQ(Run("install", "-t -r obs://push-bucket/my_apps/com.example.game.apk"), "2 Success\n");
  EXPECT_EQ(Run("shell", "pm list packages game"), "2 package:com.example.game\n");
  EXPECT_EQ(Run("install", "obs://push-bucket/my_apps/com.example.game.apk"), "2 Success\n") << "again";
  EXPECT_EQ(Run("uninstall", "com.example.game"), "2 Success\n");
  EXPECT_EQ(Run("shell", "pm list packages game"), "2 ");
  EXPECT_EQ(Run("uninstall", "com.example.game"), "-1 CPS.0191 Failure [DELETE_FAILED_INTERNAL_ERROR]\n");
  EXPECT_EQ(Run("install-multiple",
                "obs://push-bucket/my_apps/com.example.game.apk obs://push-bucket/my_apps/test.apk"),
            "2 Success\n");
  EXPECT_EQ(Run("shell", "pm list packages game"), "2 package:com.example.game\n");
}

TEST_F(AdbTest, PushUnpacksOnTheDataDisk) {
  EXPECT_EQ(Run("push", "obs://push-bucket/my_apps/test.tar"), "2 ");
  EXPECT_EQ(Run("shell", "cat /data/local/tmp/pushed.txt"), "2 pushed\n");
  EXPECT_THAT(Run("shell", "cat /system/pushed.txt"), HasSubstr("No such file"));
  EXPECT_EQ(Run("push", "obs://push-bucket/my_apps/broken.tar"), "-1 CPS.0191 tar: not a tar archive\n");
}

TEST_F(AdbTest, AnObjectThatIsNotThereFailsTheJob) {
  for (const char* content : {"obs://push-bucket/my_apps/none.apk", "obs://other-bucket/my_apps/test.apk"})
    EXPECT_EQ(Run("install", content), "-1 CPS.0104 ") << content;
  EXPECT_EQ(Run("install-multiple", "obs://push-bucket/my_apps/test.apk obs://push-bucket/none.apk"),
            "-1 CPS.0104 ");
  EXPECT_EQ(Run("push", "obs://push-bucket/my_apps/none.tar"), "-1 CPS.0104 ");
  simulator_->Edit([this](World*) { objects_->sizes["push-bucket/large.apk"] = (uint64_t{2} << 30) + 1; });
  EXPECT_EQ(Run("install", "obs://push-bucket/large.apk"),
            "-1 CPS.0191 Failure [INSTALL_FAILED_INVALID_APK]\n");
  simulator_->Edit([this](World*) { objects_->sizes["push-bucket/large.tar"] = (uint64_t{6} << 30) + 1; });
  EXPECT_EQ(Run("push", "obs://push-bucket/large.tar"), "-1 CPS.0191 tar: too large\n");
}

TEST_F(AdbTest, WithoutAStoreThereAreNoObjects) {
  simulator_->Edit([](World* world) { world->devices().SetObjects(nullptr); });
  EXPECT_EQ(Run("install", "obs://push-bucket/my_apps/test.apk"), "-1 CPS.0104 ");
}

TEST_F(AdbTest, RefusesBodiesThatAreNone) {
  const std::string phone = absl::Substitute(R"("phone_ids":["$0"])", phone_id_);
  const auto content = [&](const char* command, const std::string& text) {
    return absl::Substitute(R"({"command":"$0","content":"$1",$2})", command, text, phone);
  };
  const auto targets = [](const std::string& text) {
    return absl::StrCat(R"({"command":"shell","content":"ls")", text, "}");
  };
  const std::string apk = "obs://push-bucket/my_apps/test.apk";
  std::vector<std::string> ids51(51, "\"a\""), ids101(101, "\"a\""), apks51(51, apk);
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {"", "400 CPS.0117"},
      {"[]", "400 CPS.0117"},
      {absl::Substitute(R"({"content":"ls",$0})", phone), "400 CPS.0117"},
      {content("reboot", "ls"), "400 CPS.0117"},
      {content("Shell", "ls"), "400 CPS.0117"},
      {absl::Substitute(R"({"command":"shell",$0})", phone), "400 CPS.0118"},
      {absl::Substitute(R"({"command":"shell","content":7,$0})", phone), "400 CPS.0118"},
      {content("shell", ""), "400 CPS.0118"},
      {content("shell", "am start -d a?b=c&d=e|f"), "200 "},
      {content("uninstall", "a|b"), "400 CPS.0118"},
      {content("uninstall", std::string(1025, 'a')), "400 CPS.0118"},
      {content("shell", "ls; cat"), "400 CPS.0118"},
      {content("shell", "echo $HOME"), "400 CPS.0118"},
      {content("shell", "echo \\\"a\\\""), "400 CPS.0118"},
      {content("shell", "echo a > b"), "400 CPS.0118"},
      {content("shell", "ls *"), "400 CPS.0118"},
      {content("shell", "echo \u00e4"), "400 CPS.0118"},
      {content("shell", "ls\\nls"), "400 CPS.0118"},
      {content("shell", std::string(2049, 'a')), "400 CPS.0118"},
      {content("shell", std::string(2048, 'a')), "200 "},
      {content("shell", "ls -l /system_a.b:c"), "200 "},
      {content("install", "my_apps/test.apk"), "400 CPS.0118"},
      {content("install", "-t -r"), "400 CPS.0118"},
      {content("install", "obs://push-bucket"), "400 CPS.0118"},
      {content("install", "obs://push-bucket/"), "400 CPS.0118"},
      {content("install", "obs://p/test.apk"), "400 CPS.0118"},
      {content("install", "obs://Push/test.apk"), "400 CPS.0118"},
      {content("install", "obs://push-bucket/my_apps/test.tar"), "400 CPS.0119"},
      {content("install", apk + " " + apk), "200 "},
      {content("install", apk + " -r"), "400 CPS.0118"},
      {content("install-multiple", absl::StrJoin(apks51, " ")), "400 CPS.0118"},
      {content("install-multiple", absl::StrJoin(apks51.begin(), apks51.end() - 1, " ")), "200 "},
      {content("install-multiple", apk + " obs://push-bucket/" + std::string(8100, 'a') + ".apk"),
       "400 CPS.0118"},
      {content("push", "obs://push-bucket/my_apps/test.apk"), "400 CPS.0118"},
      {content("push", "/my_apps/test.tar"), "400 CPS.0118"},
      {content("push", "obs://push-bucket/a.tar obs://push-bucket/b.tar"), "400 CPS.0118"},
      {content("uninstall", "com.myapp.test com.other"), "400 CPS.0118"},
      {content("uninstall", std::string(1025, 'a')), "400 CPS.0118"},
      {targets(""), "400 CPS.0009"},
      {targets(R"(,"phone_ids":[])"), "400 CPS.0009"},
      {targets(R"(,"phone_ids":[],"server_ids":[])"), "400 CPS.0009"},
      {targets(R"(,"phone_ids":"a")"), "400 CPS.0080"},
      {targets(R"(,"phone_ids":[1])"), "400 CPS.0080"},
      {targets(R"(,"server_ids":[1])"), "400 CPS.0094"},
      {targets(R"(,"server_ids":"a")"), "400 CPS.0094"},
      {targets(absl::StrCat(",\"phone_ids\":[", absl::StrJoin(ids51, ","), "]")), "400 CPS.0190"},
      {targets(absl::StrCat(",\"server_ids\":[", absl::StrJoin(ids101, ","), "]")), "400 CPS.0096"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Outcome("POST", kCommands, row.body), row.outcome) << row.body;
}

TEST_F(AdbTest, RefusesEachTargetForItself) {
  const std::string stopped = PhoneId("cph-server-2-00006"), frozen = PhoneId("cph-server-2-00005");
  const std::pair<std::string, const char*> kRows[] = {{phone_id_, ""},
                                                       {"no id", "CPS.0004"},
                                                       {std::string(32, 'f'), "CPS.0005"},
                                                       {stopped, "CPS.0141"},
                                                       {frozen, "CPS.0053"}};
  std::vector<std::string> ids;
  for (const auto& [id, error] : kRows) ids.push_back(absl::StrCat("\"", id, "\""));
  const auto answer = Call(
      "POST", kCommands,
      absl::Substitute(R"({"command":"shell","content":"ls","phone_ids":[$0]})", absl::StrJoin(ids, ",")));
  ASSERT_EQ(answer["jobs"].Size(), std::size(kRows));
  for (rapidjson::SizeType i = 0; i < std::size(kRows); ++i) {
    const auto& job = answer["jobs"][i];
    EXPECT_EQ(job["phone_id"].GetString(), kRows[i].first) << "refused ones say which they are";
    EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", kRows[i].second);
    EXPECT_NE(job.HasMember("job_id"), job.HasMember("error_code"));
  }
}

TEST_F(AdbTest, AServerMeansAllItsPhones) {
  const auto answer =
      Call("POST", kCommands,
           absl::Substitute(R"({"command":"shell","content":"pwd","server_ids":["$0","$1","no id"]})",
                            ServerId(1), std::string(32, 'f')));
  ASSERT_EQ(answer["jobs"].Size(), 8u);
  for (rapidjson::SizeType i = 0; i < 6; ++i) EXPECT_TRUE(answer["jobs"][i].HasMember("phone_id"));
  for (rapidjson::SizeType i = 6; i < 8; ++i) {
    EXPECT_STREQ(answer["jobs"][i]["error_code"].GetString(), "CPS.0097");
    EXPECT_FALSE(answer["jobs"][i].HasMember("phone_id"));
  }
  EXPECT_STREQ(answer["jobs"][7]["server_id"].GetString(), "no id");
  EXPECT_EQ(EndOf(answer["jobs"][0]), "2 /\n");
}

TEST_F(AdbTest, PhonesWinOverServers) {
  const auto answer =
      Call("POST", kCommands,
           absl::Substitute(R"({"command":"shell","content":"pwd","server_ids":7,"phone_ids":["$0"]})",
                            phone_id_));
  EXPECT_EQ(answer["jobs"].Size(), 1u);
}

TEST_F(AdbTest, APhoneThatStopsMeanwhileFailsItsJob) {
  const auto answer = Call("POST", kCommands, Body("shell", "pwd", phone_id_));
  SetStatus(phone_id_, kPhoneStopped);
  EXPECT_EQ(EndOf(answer["jobs"][0]), "-1 CPS.0141 ");
}

TEST_F(AdbTest, ASynchronousCommandAnswersWithItsOutput) {
  const auto answer =
      Call("POST", kSyncCommands,
           absl::Substitute(R"({"command":"shell","content":"ls /data/local","phone_ids":["$0","$1"]})",
                            phone_id_, std::string(32, 'f')));
  ASSERT_EQ(outcome_, "200 ");
  const auto& job = answer["jobs"][0];
  EXPECT_EQ(job["phone_id"].GetString(), phone_id_);
  EXPECT_EQ(job["status"].GetInt(), 2);
  EXPECT_STREQ(job["execute_msg"].GetString(), "tmp\n");
  EXPECT_STREQ(job["error_code"].GetString(), "");
  EXPECT_STREQ(answer["jobs"][1]["error_code"].GetString(), "CPS.0005");
  EXPECT_EQ(Call("GET", absl::StrCat("/cloud-phone/jobs/", job["job_id"].GetString()))["status"].GetInt(), 2);
}

TEST_F(AdbTest, ASynchronousCommandHasTwoSeconds) {
  const auto status = [&](const char* content) {
    return Call("POST", kSyncCommands, Body("shell", content, phone_id_))["jobs"][0]["error_code"]
               .GetString() +
           std::string();
  };
  EXPECT_EQ(status("sleep 2"), "");
  EXPECT_EQ(status("sleep 2.1"), "CPS.0054");
}

TEST_F(AdbTest, RefusesWhatNoSynchronousCommandIs) {
  std::vector<std::string> ids16(16, "\"a\"");
  const auto targets = [](const std::string& text) {
    return absl::StrCat(R"({"command":"shell","content":"ls",)", text, "}");
  };
  const struct {
    std::string body;
    const char* outcome;
  } kRows[] = {
      {Body("install", "obs://push-bucket/my_apps/test.apk", phone_id_), "400 CPS.0117"},
      {"{", "400 CPS.0117"},
      {Body("shell", "ls;cat", phone_id_), "400 CPS.0118"},
      {targets(absl::StrCat("\"phone_ids\":[", absl::StrJoin(ids16, ","), "]")), "400 CPS.0190"},
      {targets(absl::StrCat("\"phone_ids\":[", absl::StrJoin(ids16.begin() + 1, ids16.end(), ","), "]")),
       "200 "},
      {targets(absl::Substitute(R"("server_ids":["$0"])", ServerId(1))), "200 "},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Outcome("POST", kSyncCommands, row.body), row.outcome) << row.body;
  }
  PassTime(absl::Minutes(1));
  simulator_->Edit([](World* world) {
    for (int i = 0; i < 10; ++i) world->AddPhone(world->FindServer(world->servers().front().id), "more");
  });
  EXPECT_EQ(Outcome("POST", kSyncCommands, targets(absl::Substitute(R"("server_ids":["$0"])", ServerId(2)))),
            "400 CPS.0190")
      << "16 phones";
}

TEST_F(AdbTest, SixSynchronousCommandsAMinute) {
  const std::string body = Body("shell", "pwd", phone_id_);
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(Outcome("POST", kSyncCommands, i == 3 ? "{" : body), i == 3 ? "400 CPS.0117" : "200 ");
  EXPECT_EQ(Outcome("POST", kSyncCommands, body), "429 APIGW.0308");
  EXPECT_EQ(error_text_,
            "The throttling threshold has been reached: policy user over ratelimit,limit:6,time:1 minute");
  EXPECT_EQ(Outcome("POST", kCommands, body), "200 ") << "of that call alone";
  PassTime(absl::Seconds(59));
  EXPECT_EQ(Outcome("POST", kSyncCommands, body), "429 APIGW.0308");
  PassTime(absl::Seconds(1));
  EXPECT_EQ(Outcome("POST", kSyncCommands, body), "200 ");
}

TEST_F(AdbTest, TheRateIsASwitch) {
  SimulatorOptions options;
  options.sync_commands_per_minute = 0;
  Start(options);
  const std::string body = Body("shell", "pwd", PhoneId("cph-server-1-00001"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Outcome("POST", kSyncCommands, body), "200 ");
}

}  // namespace
}  // namespace cloudphone::simulator
