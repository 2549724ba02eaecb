#include "service/serving/config/secret.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

const char* Environment(const char* name) {
  if (std::string(name) == "SET") return "sesame";
  if (std::string(name) == "EMPTY") return "";
  if (std::string(name) == "LINES") return "sesame\nopen";
  return nullptr;
}

class SecretTest : public testing::Test {
 protected:
  void TearDown() override { std::remove(path_.c_str()); }

  absl::StatusOr<std::string> FromFile(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    config::v1::Secret secret;
    secret.set_file(path_);
    return ResolveSecret(secret, "a.secret", Environment);
  }

  absl::StatusOr<std::string> FromEnvironment(const std::string& name) {
    config::v1::Secret secret;
    secret.set_environment(name);
    return ResolveSecret(secret, "a.secret", Environment);
  }

  // The words of a failure, which never show what is in the file.
  std::string FileFault(const std::string& content) {
    const absl::Status status = FromFile(content).status();
    EXPECT_FALSE(status.ok());
    EXPECT_FALSE(absl::StrContains(status.message(), "sesame")) << status;
    return absl::StrReplaceAll(status.message(), {{path_, "FILE"}});
  }

  // Test cases run side by side, each in a process of its own.
  const std::string path_ = absl::StrCat(testing::TempDir(), "cloudphone_secret_test.", getpid());
};

TEST_F(SecretTest, AFileGivesItsContentLessOneLineEnd) {
  EXPECT_EQ(*FromFile("sesame"), "sesame");
  EXPECT_EQ(*FromFile("sesame\n"), "sesame");
  EXPECT_EQ(*FromFile("sesame\r\n"), "sesame");
  EXPECT_EQ(*FromFile(" open sesame "), " open sesame ");
  EXPECT_EQ(*FromFile("s\xc3\xa9same"), "s\xc3\xa9same");
  EXPECT_EQ(*FromFile(std::string(60000, 's')), std::string(60000, 's'));
}

TEST_F(SecretTest, AFileThatDoesNotDoIsNamedAndNotShown) {
  EXPECT_EQ(FileFault(""), "a.secret: FILE is empty");
  EXPECT_EQ(FileFault("\n"), "a.secret: FILE is empty");
  EXPECT_EQ(FileFault("sesame\n\n"), "a.secret: FILE holds more than one line, or control characters");
  EXPECT_EQ(FileFault("sesame\nopen"), "a.secret: FILE holds more than one line, or control characters");
  EXPECT_EQ(FileFault(std::string("sesame\0", 7)),
            "a.secret: FILE holds more than one line, or control characters");
  EXPECT_EQ(FileFault(std::string(70000, 's')), "a.secret: cannot read FILE: File too large");
  config::v1::Secret absent;
  absent.set_file("/nonexistent/secret");
  EXPECT_EQ(ResolveSecret(absent, "a.secret", Environment).status().message(),
            "a.secret: cannot read /nonexistent/secret: No such file or directory");
}

TEST_F(SecretTest, AVariableGivesItsValue) {
  EXPECT_EQ(*FromEnvironment("SET"), "sesame");
  EXPECT_EQ(FromEnvironment("ABSENT").status().message(), "a.secret: the variable ABSENT is not set");
  EXPECT_EQ(FromEnvironment("EMPTY").status().message(), "a.secret: the variable EMPTY is empty");
  EXPECT_EQ(FromEnvironment("LINES").status().message(),
            "a.secret: the variable LINES holds more than one line, or control characters");
}

TEST_F(SecretTest, ASecretWithoutASourceIsAnError) {
  EXPECT_EQ(ResolveSecret({}, "a.secret", Environment).status().message(),
            "a.secret: needs the key file or environment");
}

}  // namespace
}  // namespace cloudphone
