#include "service/simulator/inside/phone_shell.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class PhoneShellTest : public ::testing::Test {
 protected:
  PhoneShellTest() {
    facts_.properties = {{"ro.product.model", "cloudphone"}, {"persist.sys.locale", "en-US"}};
  }

  std::string Run(absl::string_view command) {
    outcome_ = RunShell(command, facts_, &inside_);
    return outcome_.output;
  }
  // "0: output" or "1: error".
  std::string Result(absl::string_view command) {
    Run(command);
    return absl::StrCat(outcome_.exit_code, ": ", outcome_.output);
  }

  ShellFacts facts_{{}, absl::FromUnixSeconds(1700000000)};
  PhoneInside inside_ = FactoryInside(absl::FromUnixSeconds(1690000000));
  ShellOutcome outcome_;
};

TEST_F(PhoneShellTest, AnswersAsAPhoneDoes) {
  const struct {
    const char *command, *result;
  } kRows[] = {
      {"", "0: "},
      {"getprop ro.product.model", "0: cloudphone\n"},
      {"getprop  no.such.property", "0: \n"},
      {"getprop no.such.property fallback", "0: fallback\n"},
      {"getprop", "0: [persist.sys.locale]: [en-US]\n[ro.product.model]: [cloudphone]\n"},
      {"setprop ro.product.model x",
       "1: Failed to set property 'ro.product.model' to 'x'.\nSee dmesg for error reason.\n"},
      {"setprop", "1: setprop: Needs 2 arguments\n"},
      {"echo  hello   world", "0: hello world\n"},
      {"echo", "0: \n"},
      {"id", "0: uid=0(root) gid=0(root) groups=0(root) context=u:r:su:s0\n"},
      {"whoami", "0: root\n"},
      {"date", "0: Tue Nov 14 22:13:20 UTC 2023\n"},
      {"pwd", "0: /\n"},
      {"uname", "0: Linux\n"},
      {"uname -a", "0: Linux localhost 4.14.116 #1 SMP PREEMPT aarch64\n"},
      {"ls | cat", "1: /system/bin/sh: syntax error: unexpected '|'\n"},
      {"ls && ls", "1: /system/bin/sh: syntax error: unexpected '&&'\n"},
      {"echo a?b=c&d|e", "0: a?b=c&d|e\n"},
      {"wm size", "0: Physical size: 720x1280\n"},
      {"wm density", "0: Physical density: 320\n"},
      {"wm", "1: Window manager (window) commands:\n  size\n  density\n"},
      {"sleep 1.5", "0: "},
      {"sleep", "1: sleep: Needs 1 argument\n"},
      {"sleep x", "1: sleep: bad x\n"},
      {"/system/bin/echo a", "0: a\n"},
      {"reboot", "127: /system/bin/sh: reboot: inaccessible or not found\n"},
      {"ls /data/local", "0: tmp\n"},
      {"ls -d /data/local", "0: /data/local\n"},
      {"ls /system/build.prop", "0: /system/build.prop\n"},
      {"ls /data/local /cache", "0: /data/local:\ntmp\n/cache:\n"},
      {"ls /nowhere", "1: ls: cannot access '/nowhere': No such file or directory\n"},
      {"cat /proc/version", "0: Linux version 4.14.116 (android@cloudphone) #1 SMP PREEMPT aarch64\n"},
      {"cat /data", "1: cat: /data: Is a directory\n"},
      {"cat /nowhere", "1: cat: /nowhere: No such file or directory\n"},
      {"pm list packages myapp", "0: package:com.myapp.test\n"},
      {"pm list packages -3", "0: package:com.myapp.test\n"},
      {"pm list packages -f -3", "0: package:/data/app/com.myapp.test-1/base.apk=com.myapp.test\n"},
      {"pm path com.myapp.test", "0: package:/data/app/com.myapp.test-1/base.apk\n"},
      {"pm path com.none", "1: "},
      {"pm clear com.none", "1: Failed\n"},
      {"pm uninstall com.android.shell", "1: Failure [DELETE_FAILED_INTERNAL_ERROR]\n"},
      {"pm", "1: Package manager (package) commands:\n  list packages\n  path\n  clear\n  uninstall\n"},
      {"am start -n com.myapp.test/.Main", "0: Starting: Intent { cmp=com.myapp.test/.Main }\n"},
      {"am start -a android.intent.action.VIEW -d market://details",
       "0: Starting: Intent { act=android.intent.action.VIEW dat=market://details }\n"},
      {"am start -n com.none/.Main",
       "1: Starting: Intent { cmp=com.none/.Main }\nError type 3\n"
       "Error: Activity class {com.none/.Main} does not exist.\n"},
      {"am start", "1: Error: Intent does not match any activities: Intent { }\n"},
      {"am force-stop com.myapp.test", "0: "},
      {"am broadcast -a x.y",
       "0: Broadcasting: Intent { act=x.y flg=0x400000 }\nBroadcast completed: result=0\n"},
      {"am", "1: Activity manager (activity) commands:\n  start\n  broadcast\n  force-stop\n  kill\n"},
      {"input tap 100 200", "0: "},
      {"input swipe 1 2 3 4 500", "0: "},
      {"input text hello", "0: "},
      {"input keyevent KEYCODE_HOME", "0: "},
      {"input tap 100", "1: Error: Invalid arguments for command: tap\n"},
      {"input tap a b", "1: Error: Invalid arguments for command: tap\n"},
      {"input text", "1: Error: Invalid arguments for command: text\n"},
      {"input wave 1", "1: Error: Unknown command: wave\n"},
      {"input", "1: Error: Unknown command: \n"},
      {"mkdir /data/app", "1: mkdir: '/data/app': File exists\n"},
      {"mkdir /data/a/b", "1: mkdir: cannot create '/data/a/b': No such file or directory\n"},
      {"mkdir /system/x", "1: mkdir: '/system/x': Read-only file system\n"},
      {"mkdir", "1: mkdir: Needs 1 argument\n"},
      {"touch /data/a/b", "1: touch: cannot create '/data/a/b': No such file or directory\n"},
      {"rm /data/app", "1: rm: cannot remove '/data/app': Is a directory\n"},
      {"rm /data/none", "1: rm: cannot remove '/data/none': No such file or directory\n"},
      {"rm -f /data/none", "0: "},
      {"rm -r /system/app", "1: rm: '/system/app': Read-only file system\n"},
      {"rm -rf /data/../system", "1: rm: '/data/../system': Read-only file system\n"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Result(row.command), row.result) << row.command;
}

TEST_F(PhoneShellTest, KeepsWhatIsSet) {
  EXPECT_EQ(Result("setprop debug.level 3"), "0: ");
  EXPECT_EQ(Run("getprop debug.level"), "3\n");
  Run("setprop persist.sys.locale de-DE");
  EXPECT_EQ(Run("getprop persist.sys.locale"), "de-DE\n");
  EXPECT_THAT(Run("getprop"), HasSubstr("[persist.sys.locale]: [de-DE]\n"));
}

TEST_F(PhoneShellTest, KeepsFiles) {
  EXPECT_EQ(Result("mkdir -p /sdcard/a/b"), "0: ");
  EXPECT_EQ(Result("touch /sdcard/a/b/c /sdcard/a/.hidden"), "0: ");
  EXPECT_EQ(Run("ls /sdcard/a"), "b\n");
  EXPECT_EQ(Run("ls -a /sdcard/a"), ".hidden\nb\n");
  EXPECT_EQ(Result("screencap -p /sdcard/a/b/screen.png"), "0: ");
  EXPECT_EQ(Run("ls /sdcard/a/b"), "c\nscreen.png\n");
  EXPECT_EQ(Result("rm -r /sdcard/a"), "0: ");
  EXPECT_EQ(Result("ls /sdcard/a"), "1: ls: cannot access '/sdcard/a': No such file or directory\n");
}

TEST_F(PhoneShellTest, ListsAtLength) {
  EXPECT_THAT(Run("ls -l /system"), MatchesRegex("total [0-9]+\n(.*\n)+"));
  EXPECT_THAT(Run("ls -l /system"), HasSubstr("-rw-rw---- 1 root root    97 2023-07-22 04:26 build.prop\n"));
  EXPECT_THAT(Run("ls -l /system"), HasSubstr("drwxrwx--x 1 root root  4096 2023-07-22 04:26 bin\n"));
}

TEST_F(PhoneShellTest, ARootThatIsHiddenIsNone) {
  facts_.properties["ro.com.cph.non_root"] = "1";
  EXPECT_EQ(Run("whoami"), "shell\n");
  EXPECT_THAT(Run("id"), HasSubstr("uid=2000(shell)"));
}

TEST_F(PhoneShellTest, OnlySleepTakesTime) {
  Run("sleep 3");
  EXPECT_EQ(outcome_.duration, absl::Seconds(3));
  Run("ls -l /system");
  EXPECT_EQ(outcome_.duration, absl::ZeroDuration());
}

TEST_F(PhoneShellTest, AnAppComesAndGoesWithItsFiles) {
  AddPackage("com.example.game", "2.0", facts_.now, &inside_);
  EXPECT_THAT(Run("pm list packages"), HasSubstr("package:com.example.game\n"));
  EXPECT_THAT(Run("ls /data/data"), HasSubstr("com.example.game\n"));
  Run("touch /data/data/com.example.game/cache/x");
  EXPECT_EQ(Run("pm clear com.example.game"), "Success\n");
  EXPECT_EQ(Run("ls /data/data/com.example.game/cache"), "");
  EXPECT_EQ(Run("pm uninstall com.example.game"), "Success\n");
  EXPECT_THAT(Run("pm list packages"), Not(HasSubstr("com.example.game")));
  EXPECT_THAT(Run("ls /data/data"), Not(HasSubstr("com.example.game")));
  EXPECT_FALSE(RemovePackage("com.example.game", &inside_));
}

TEST(PackageTest, KnowsNamesOfPackages) {
  for (const char* name : {"com.myapp.test", "a.b", "A_1.b_2.c3"}) EXPECT_TRUE(IsPackageName(name)) << name;
  for (const std::string& name :
       {std::string(""), std::string("com"), std::string("1com.a"), std::string("_c.a"),
        std::string("com.a."), std::string("com..a"), std::string(".com.a"), std::string("com.a-b"),
        std::string("com.\u00e4"), "a." + std::string(127, 'b')}) {
    EXPECT_FALSE(IsPackageName(name)) << name;
  }
  EXPECT_TRUE(IsPackageName("a." + std::string(126, 'b')));
}

TEST(PackageTest, TakesThePackageFromTheNameOfTheApk) {
  EXPECT_EQ(PackageOfApk("my_apps/test.apk"), "com.myapp.test");
  EXPECT_EQ(PackageOfApk("com.example.app.apk"), "com.example.app");
  EXPECT_EQ(PackageOfApk("a/b/My App-2.apk"), "com.myapp.My_App_2");
}

}  // namespace
}  // namespace cloudphone::simulator
