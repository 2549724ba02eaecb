#include "service/gateway/upstream.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Environment = std::map<std::string, std::string>;

constexpr char kSecret[] = "the-secret-key";

const Environment kNothing = {};
const Environment kKeys = {{"HUAWEICLOUD_SDK_AK", "AKID"}, {"HUAWEICLOUD_SDK_SK", kSecret}};
const Environment kAll = {{"HUAWEICLOUD_SDK_AK", "AKID"},
                          {"HUAWEICLOUD_SDK_SK", kSecret},
                          {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "token"},
                          {"HUAWEICLOUD_SDK_PROJECT_ID", "project"}};

absl::StatusOr<Upstream> Choose(absl::string_view upstream, absl::string_view region,
                                const Environment& environment) {
  return ChooseUpstream(upstream, region, [&environment](const char* name) -> const char* {
    const auto variable = environment.find(name);
    return variable == environment.end() ? nullptr : variable->second.c_str();
  });
}

TEST(ChooseUpstreamTest, IsTheSimulatorWhenAskedForOrWhenNothingIsSaid) {
  for (const auto& choice :
       {Choose("simulator", "", kNothing), Choose("simulator", "", kAll), Choose("", "", kNothing)}) {
    ASSERT_THAT(choice, IsOk());
    EXPECT_TRUE(choice->simulator);
    EXPECT_THAT(choice->endpoint.base_url, IsEmpty());
    EXPECT_THAT(choice->key.secret_key, IsEmpty()) << "keys of a real cloud stay where they are";
  }
}

TEST(ChooseUpstreamTest, IsTheEndpointOfTheRegion) {
  const auto choice = Choose("", "cn-north-4", kAll);
  ASSERT_THAT(choice, IsOk());
  EXPECT_FALSE(choice->simulator);
  EXPECT_EQ(choice->endpoint.base_url, "https://cph.cn-north-4.myhuaweicloud.com");
  EXPECT_EQ(choice->endpoint.project_id, "project");
  EXPECT_EQ(choice->key.access_key, "AKID");
  EXPECT_EQ(choice->key.secret_key, kSecret);
  EXPECT_EQ(choice->key.security_token, "token");
}

TEST(ChooseUpstreamTest, AUrlWinsOverTheRegion) {
  const struct {
    const char* upstream;
    const char* base_url;
  } kRows[] = {
      {"https://host.example", "https://host.example"},
      {"https://host.example/", "https://host.example"},
      {"https://host.example:8443", "https://host.example:8443"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"http://[::1]:8080/", "http://[::1]:8080"},
  };
  for (const auto& row : kRows) {
    for (const char* region : {"", "cn-north-4"}) {
      const auto choice = Choose(row.upstream, region, kAll);
      ASSERT_THAT(choice, IsOk()) << row.upstream;
      EXPECT_FALSE(choice->simulator);
      EXPECT_EQ(choice->endpoint.base_url, row.base_url);
      EXPECT_EQ(choice->key.access_key, "AKID");
    }
  }
}

TEST(ChooseUpstreamTest, TheBillingServiceIsThatOfTheSiteOrOnThePortOfTheUrl) {
  const struct {
    const char* upstream;
    const char* region;
    const char* billing_url;
  } kRows[] = {
      {"", "cn-north-4", "https://bss.myhuaweicloud.com"},
      {"", "ap-southeast-1", "https://bss-intl.myhuaweicloud.com"},
      {"http://127.0.0.1:8080", "", "http://127.0.0.1:8080"},
      {"http://127.0.0.1:8080", "ap-southeast-1", "http://127.0.0.1:8080"},
  };
  for (const auto& row : kRows) {
    const auto choice = Choose(row.upstream, row.region, kAll);
    ASSERT_THAT(choice, IsOk()) << row.billing_url;
    EXPECT_EQ(choice->endpoint.billing_url, row.billing_url);
  }
}

TEST(ChooseUpstreamTest, AProjectThatNobodyNamedIsFoundByTheRegion) {
  auto choice = Choose("", "cn-north-4", kKeys);
  ASSERT_THAT(choice, IsOk());
  EXPECT_THAT(choice->endpoint.project_id, IsEmpty());
  EXPECT_EQ(choice->region, "cn-north-4");
  EXPECT_EQ(choice->iam_endpoint, "https://iam.cn-north-4.myhuaweicloud.com");
  Environment environment = kKeys;
  environment["HUAWEICLOUD_SDK_IAM_ENDPOINT"] = "http://127.0.0.1:1/";
  choice = Choose("http://127.0.0.1:2", "cn-north-4", environment);
  ASSERT_THAT(choice, IsOk());
  EXPECT_EQ(choice->iam_endpoint, "http://127.0.0.1:1");
  environment["HUAWEICLOUD_SDK_IAM_ENDPOINT"] = "iam.example";
  choice = Choose("", "cn-north-4", environment);
  EXPECT_THAT(choice, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(choice.status().message()), HasSubstr("HUAWEICLOUD_SDK_IAM_ENDPOINT"));
}

TEST(ChooseUpstreamTest, EachMistakeIsOneLineThatNamesWhatToMend) {
  Environment half = kAll;
  half.erase("HUAWEICLOUD_SDK_SK");
  const struct {
    const char* upstream;
    const char* region;
    Environment environment;
    absl::StatusCode code;
    const char* names;
  } kRows[] = {
      {"simulator", "cn-north-4", kNothing, absl::StatusCode::kInvalidArgument, "--region"},
      {"", "", kKeys, absl::StatusCode::kInvalidArgument, "--region or --upstream"},
      {"", "", kAll, absl::StatusCode::kInvalidArgument, "--region or --upstream"},
      {"", "", half, absl::StatusCode::kInvalidArgument, "HUAWEICLOUD_SDK_SK"},
      {"", "CN-NORTH-4", kAll, absl::StatusCode::kInvalidArgument, "--region"},
      {"", "a.example/", kAll, absl::StatusCode::kInvalidArgument, "--region"},
      {"", "cn north", kAll, absl::StatusCode::kInvalidArgument, "--region"},
      {"Simulator", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"host.example", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"ftp://host.example", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"https://", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"https://host.example/v1", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"https://host.example?a=b", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"https://user@host.example", "", kAll, absl::StatusCode::kInvalidArgument, "--upstream"},
      {"", "cn-north-4", kNothing, absl::StatusCode::kFailedPrecondition, "HUAWEICLOUD_SDK_AK"},
      {"https://host.example", "", kNothing, absl::StatusCode::kFailedPrecondition, "HUAWEICLOUD_SDK_AK"},
      {"https://host.example", "", kKeys, absl::StatusCode::kFailedPrecondition,
       "HUAWEICLOUD_SDK_PROJECT_ID"},
      {"https://host.example", "", half, absl::StatusCode::kInvalidArgument, "HUAWEICLOUD_SDK_SK"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(std::string(row.upstream) + " " + row.region);
    const auto choice = Choose(row.upstream, row.region, row.environment);
    ASSERT_THAT(choice, StatusIs(row.code));
    const std::string text(choice.status().message());
    EXPECT_THAT(text, HasSubstr(row.names));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
    EXPECT_THAT(text, Not(HasSubstr(kSecret)));
  }
}

}  // namespace
}  // namespace cloudphone
