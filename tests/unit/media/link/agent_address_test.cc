// Where the agent of a phone is, by what GetPhone shows.

#include "service/gateway/media/agent_address.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;

v1::Phone PhoneOf(const std::string& text) {
  v1::Phone phone;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &phone)) << text;
  return phone;
}

constexpr char kRunning[] = R"pb(
  phone_id: "p1"
  state: PHONE_STATE_RUNNING
  access_infos { type: "adb" server_ip: "10.0.0.1" public_ip: "1.2.3.4" access_port: 5001 }
  access_infos { type: "agent" server_ip: "10.0.0.1" public_ip: "1.2.3.4" access_port: 5002 }
)pb";

TEST(AgentAddress, IsThePortOfThatNameOnTheChosenNetwork) {
  const v1::Phone phone = PhoneOf(kRunning);
  EXPECT_EQ(*AgentAddress(phone, "agent", AgentNetwork::kIntranet), "10.0.0.1:5002");
  EXPECT_EQ(*AgentAddress(phone, "agent", AgentNetwork::kPublic), "1.2.3.4:5002");
}

TEST(AgentAddress, OfIpv6HasBrackets) {
  const v1::Phone phone = PhoneOf(
      "state: PHONE_STATE_RUNNING access_infos { type: 'agent' server_ip: 'fd00::1' access_port: 7 }");
  EXPECT_EQ(*AgentAddress(phone, "agent", AgentNetwork::kIntranet), "[fd00::1]:7");
}

TEST(AgentAddress, AnUndocumentedStateMayBeOneInWhichItRuns) {
  v1::Phone phone = PhoneOf(kRunning);
  phone.set_state(v1::PHONE_STATE_UNSPECIFIED);
  EXPECT_THAT(AgentAddress(phone, "agent", AgentNetwork::kIntranet), IsOk());
}

TEST(AgentAddress, OfAPhoneThatDoesNotRunTellsItsState) {
  v1::Phone phone = PhoneOf(kRunning);
  phone.set_state(v1::PHONE_STATE_STOPPED);
  const auto address = AgentAddress(phone, "agent", AgentNetwork::kIntranet);
  EXPECT_THAT(address, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(address, HasReason("PHONE_NOT_RUNNING"));
  EXPECT_THAT(address, HasMetadata("state", "STOPPED"));
}

TEST(AgentAddress, APortThatIsNotMappedIsAnErrorThatNamesThoseThatAre) {
  const v1::Phone phone = PhoneOf(kRunning);
  const auto address = AgentAddress(phone, "other", AgentNetwork::kIntranet);
  EXPECT_THAT(address, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(address, HasReason("AGENT_PORT_NOT_MAPPED"));
  EXPECT_THAT(std::string(address.status().message()), HasSubstr("\"adb\", \"agent\""));
  EXPECT_THAT(std::string(address.status().message()), HasSubstr("fixed when a server is bought"));
}

TEST(AgentAddress, APortWithoutAnAddressOnThatNetworkIsNotMapped) {
  const v1::Phone phone = PhoneOf(
      "state: PHONE_STATE_RUNNING access_infos { type: 'agent' server_ip: '10.0.0.1' access_port: 7 }");
  EXPECT_THAT(AgentAddress(phone, "agent", AgentNetwork::kPublic), HasReason("AGENT_PORT_NOT_MAPPED"));
}

}  // namespace
}  // namespace cloudphone
