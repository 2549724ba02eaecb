// What the configuration says of the way to agents.

#include "service/gateway/agent_config.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "service/serving/config/config_check.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

absl::StatusOr<PhoneAgentsOptions> Make(const std::string& text) {
  config::v1::Config config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, config.mutable_phone_agents())) << text;
  if (absl::Status checked = CheckConfig(config); !checked.ok()) return checked;
  return MakePhoneAgentsOptions(config.phone_agents(), [](const char* name) -> const char* {
    return std::string(name) == "SECRET" ? "agent-secret" : nullptr;
  });
}

// A file with that text.
std::string FileOf(const std::string& text) {
  std::string path = absl::StrCat(testing::TempDir(), "/agent_config_test.pem");
  std::ofstream(path) << text;
  return path;
}

TEST(AgentConfig, WithoutAnythingItIsTlsOnThePrivateNetwork) {
  const auto options = Make("");
  ASSERT_THAT(options, IsOk());
  EXPECT_EQ(options->port_name, "cloudphone_agent");
  EXPECT_EQ(options->network, AgentNetwork::kIntranet);
  EXPECT_EQ(options->token_secret, "");
  EXPECT_FALSE(options->channels.plaintext);
}

TEST(AgentConfig, EveryKeyIsTaken) {
  const std::string authorities = "-----BEGIN CERTIFICATE-----\n";
  const auto options = Make(absl::StrCat(
      R"(port_name: "agent1" network: AGENT_NETWORK_PUBLIC token_secret { environment: "SECRET" }
         tls { server_name: "agent.example" ca_file: ")",
      FileOf(authorities), "\" }"));
  ASSERT_THAT(options, IsOk());
  EXPECT_EQ(options->port_name, "agent1");
  EXPECT_EQ(options->network, AgentNetwork::kPublic);
  EXPECT_EQ(options->token_secret, "agent-secret");
  EXPECT_EQ(options->channels.server_name, "agent.example");
  EXPECT_EQ(options->channels.authorities, authorities);
  EXPECT_TRUE(Make("plaintext: true")->channels.plaintext);
}

TEST(AgentConfig, WhatIsWrongIsNamed) {
  const struct {
    std::string text;
    std::string place;
  } kRows[] = {
      {"port_name: 'seventeen_letters'", "phone_agents.port_name: "},
      {"port_name: 'cloudphone-agent'", "phone_agents.port_name: "},
      {"plaintext: true tls { ca_file: 'x' }", "phone_agents.plaintext: "},
      {"tls { key_file: 'x' }", "phone_agents.tls.certificate_file: "},
      {"tls { certificate_file: 'x' }", "phone_agents.tls.key_file: "},
      {"tls { certificate_file: '/no/such' key_file: '/no/such' }", "phone_agents.tls: "},
      {"tls { ca_file: '/no/such' }", "phone_agents.tls.ca_file: "},
      {"token_secret { environment: 'NONE' }", "phone_agents.token_secret: "},
  };
  for (const auto& row : kRows)
    EXPECT_THAT(std::string(Make(row.text).status().message()), StartsWith(row.place)) << row.text;
}

TEST(AgentConfig, AFileWithoutACertificateIsNamedAndNotShown) {
  const auto options = Make(absl::StrCat("tls { ca_file: '", FileOf("private things"), "' }"));
  EXPECT_THAT(std::string(options.status().message()), StartsWith("phone_agents.tls.ca_file: "));
  EXPECT_THAT(std::string(options.status().message()), Not(HasSubstr("private things")));
}

}  // namespace
}  // namespace cloudphone
