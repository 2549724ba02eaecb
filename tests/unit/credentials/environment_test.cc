#include "adapters/credentials/environment.h"

#include <map>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Environment = std::map<std::string, std::string>;

absl::StatusOr<EnvironmentCredentials> Read(const Environment& environment) {
  return CredentialsFromEnvironment([&environment](const char* name) -> const char* {
    const auto variable = environment.find(name);
    return variable == environment.end() ? nullptr : variable->second.c_str();
  });
}

TEST(CredentialsFromEnvironmentTest, ReadsPermanentKeys) {
  const auto read = Read({{"HUAWEICLOUD_SDK_AK", "key"}, {"HUAWEICLOUD_SDK_SK", "secret/+="}});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->key.access_key, "key");
  EXPECT_EQ(read->key.secret_key, "secret/+=");
  EXPECT_EQ(read->key.security_token, "");
  EXPECT_EQ(read->project_id, "");
}

TEST(CredentialsFromEnvironmentTest, ReadsTemporaryKeysAndAProject) {
  const auto read = Read({{"HUAWEICLOUD_SDK_AK", "key"},
                          {"HUAWEICLOUD_SDK_SK", "secret"},
                          {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "token"},
                          {"HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef0123456789abcdef"}});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->key.security_token, "token");
  EXPECT_EQ(read->project_id, "0123456789abcdef0123456789abcdef");
}

TEST(CredentialsFromEnvironmentTest, NothingSetIsNotFound) {
  EXPECT_EQ(Read({}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Read({{"HUAWEICLOUD_SDK_AK", ""}, {"HUAWEICLOUD_SDK_SK", ""}}).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(CredentialsFromEnvironmentTest, HalfSetNamesWhatIsMissing) {
  const struct {
    Environment environment;
    const char* end;
  } kRows[] = {
      {{{"HUAWEICLOUD_SDK_AK", "key"}}, "not HUAWEICLOUD_SDK_SK"},
      {{{"HUAWEICLOUD_SDK_AK", "key"}, {"HUAWEICLOUD_SDK_SK", ""}}, "not HUAWEICLOUD_SDK_SK"},
      {{{"HUAWEICLOUD_SDK_SK", "secret"}}, "not HUAWEICLOUD_SDK_AK"},
      {{{"HUAWEICLOUD_SDK_SECURITY_TOKEN", "token"}}, "not HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"},
      {{{"HUAWEICLOUD_SDK_PROJECT_ID", "project"}}, "not HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"},
  };
  for (const auto& row : kRows) {
    const absl::Status status = Read(row.environment).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(std::string(status.message()), ::testing::EndsWith(row.end));
  }
}

TEST(CredentialsFromEnvironmentTest, AValueThatCannotBeRightNamesItsVariableAndStaysUnseen) {
  const Environment good = {{"HUAWEICLOUD_SDK_AK", "key"},
                            {"HUAWEICLOUD_SDK_SK", "secret"},
                            {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "token"},
                            {"HUAWEICLOUD_SDK_PROJECT_ID", "project"}};
  ASSERT_TRUE(Read(good).ok());
  const struct {
    const char* name;
    std::string value;
  } kRows[] = {
      {"HUAWEICLOUD_SDK_AK", "hidden part"},
      {"HUAWEICLOUD_SDK_AK", "hidden\xE4\xBA\x91"},
      {"HUAWEICLOUD_SDK_SK", "hidden\n"},
      {"HUAWEICLOUD_SDK_SK", " hidden"},
      {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "hidden\r\nX-Other: 1"},
      {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "hidden\x7f"},
      {"HUAWEICLOUD_SDK_PROJECT_ID", "hidden/.."},
      {"HUAWEICLOUD_SDK_PROJECT_ID", "hidden "},
      {"HUAWEICLOUD_SDK_PROJECT_ID", std::string(65, 'a')},
  };
  for (const auto& row : kRows) {
    Environment bad = good;
    bad[row.name] = row.value;
    const absl::Status status = Read(bad).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.name;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(row.name), Not(HasSubstr("hidden")), Not(HasSubstr("secret"))));
  }
}

TEST(CredentialsFromEnvironmentTest, AcceptsAProjectIdOfAnyPlainForm) {
  const Environment keys = {{"HUAWEICLOUD_SDK_AK", "key"}, {"HUAWEICLOUD_SDK_SK", "secret"}};
  for (const std::string& project : {std::string("a"), std::string("My_project-1"), std::string(64, 'Z')}) {
    Environment environment = keys;
    environment["HUAWEICLOUD_SDK_PROJECT_ID"] = project;
    EXPECT_TRUE(Read(environment).ok()) << project;
  }
}

}  // namespace
}  // namespace cloudphone
