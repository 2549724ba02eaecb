// What phones show of their agents, and what is served there.

#include <string>

#include "cloudphone/agent/v1/agent_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "service/simulator/agents/agent_token.h"
#include "tests/matchers.h"
#include "tests/unit/simulator/agents/agents_fixture.h"

namespace cloudphone::simulator {
namespace {

class AgentPortTest : public AgentsTest {
 protected:
  using AgentsTest::AgentsTest;

  // The last port that a phone shows, where it is the agent's.
  std::string LastPort(const std::string& phone_id) {
    EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/phones/", phone_id)), "200 ");
    const int count = static_cast<int>(answer_["access_infos"].Size());
    const std::string at = absl::StrCat("access_infos[", count - 1, "]");
    if (At(at + ".type") != "cloudphone_agent") return "";
    EXPECT_EQ(At(at + ".access_ip"), At(at + ".intranet_ip"));
    EXPECT_EQ(At(at + ".public_ip"), At(at + ".server_ip"));
    return absl::StrCat(At(at + ".type"), " ", At(at + ".listen_port"), " ", At(at + ".public_ip"), ":",
                        At(at + ".access_port"));
  }
  std::string Expected() const {
    return absl::StrCat("cloudphone_agent 40061 ", simulator_->agents_address());
  }
  grpc::Status Ask(const std::string& phone_id, const std::string& token = "") {
    agent::v1::GetAgentInfoRequest request;
    request.set_phone_id(phone_id);
    agent::v1::GetAgentInfoResponse response;
    return agent::v1::AgentService::NewStub(channel_)->GetAgentInfo(Context(token).get(), request, &response);
  }
};

TEST_F(AgentPortTest, APhoneThatRunsShowsWhereItsAgentAnswers) {
  const std::string phone_id = PhoneId("cph-server-1-00001");
  EXPECT_EQ(LastPort(phone_id), Expected());
  EXPECT_TRUE(Ask(phone_id).ok());
}

TEST_F(AgentPortTest, APhoneThatDoesNotRunShowsNoneAndIsNotServed) {
  const std::string phone_id = PhoneId("cph-server-1-00001");
  ASSERT_EQ(StopPhone(phone_id), "200 ");
  EXPECT_EQ(LastPort(phone_id), "");
  EXPECT_THAT(Ask(phone_id), HasReason("PHONE_NOT_FOUND"));
  FinishJobs();
  EXPECT_EQ(LastPort(phone_id), "");
  ASSERT_EQ(RestartPhone(phone_id), "200 ");
  EXPECT_EQ(LastPort(phone_id), "");
  FinishJobs();
  EXPECT_EQ(LastPort(phone_id), Expected());
  EXPECT_TRUE(Ask(phone_id).ok());
}

TEST_F(AgentPortTest, TheDefaultWorldHasAPhoneWithoutThePortAndOneWhosePortLeadsNowhere) {
  const std::string unmapped = PhoneId("cph-server-2-00055");
  EXPECT_EQ(LastPort(unmapped), "");
  EXPECT_THAT(Ask(unmapped), HasReason("PHONE_NOT_FOUND"));
  const std::string silent = PhoneId("cph-server-2-00054");
  EXPECT_EQ(LastPort(silent), "cloudphone_agent 40061 127.0.0.1:1");
  EXPECT_THAT(Ask(silent), HasReason("PHONE_NOT_FOUND"));
}

TEST_F(AgentPortTest, BoughtPhonesHaveThePortThatWasBought) {
  struct Row {
    const char* ports;
    const char* shown;
  };
  for (const Row& row : {
           Row{"", ""},
           Row{R"("ports":[{"name":"other","listen_port":20000,"internet_accessible":"true"}],)", ""},
           Row{R"("ports":[{"name":"cloudphone_agent","listen_port":20001,"internet_accessible":"true"}],)",
               "20001"},
       }) {
    ASSERT_EQ(
        Send(
            "POST", "v2/cloud-phone/servers",
            absl::StrCat(
                R"({"server_name":"bought","server_model_name":"physical.kg1.4xlarge.cp","phone_model_name":)",
                R"("kg1.cp.c20.d64SSD.e1v1","image_id":"20060220200717f201120a2300000e91","count":1,)",
                row.ports,
                R"("extend_param":{"charging_mode":0,"period_type":2,"period_num":1,"is_auto_pay":1},)",
                R"("tenant_vpc_id":"fca063f6-b942-42a8-9004-e5545f58d6a2",)",
                R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908"}]})")),
        "200 ")
        << body_;
    FinishJobs();
    std::string phone_id;
    simulator_->Edit([&](World* world) { phone_id = world->phones().front().id; });
    const std::string shown = row.shown[0] == '\0' ? ""
                                                   : absl::StrCat("cloudphone_agent ", row.shown, " ",
                                                                  simulator_->agents_address());
    EXPECT_EQ(LastPort(phone_id), shown) << row.ports;
  }
}

TEST_F(AgentPortTest, APhoneThatIsNotThereIsNotFound) {
  const grpc::Status status = Ask("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(status, HasReason("PHONE_NOT_FOUND"));
}

class AgentTokenTest : public AgentPortTest {
 protected:
  AgentTokenTest() : AgentPortTest(WithAgents("agent-secret")) {}
};

TEST_F(AgentTokenTest, EachPhoneWantsItsOwnToken) {
  const std::string phone_id = PhoneId("cph-server-1-00001");
  const std::string other = PhoneId("cph-server-1-00002");
  EXPECT_TRUE(Ask(phone_id, AgentTokenOf("agent-secret", phone_id)).ok());
  for (const std::string& token :
       {std::string(), std::string("agent-secret"), AgentTokenOf("agent-secret", other)}) {
    const grpc::Status status = Ask(phone_id, token);
    EXPECT_EQ(status.error_code(), grpc::UNAUTHENTICATED);
    EXPECT_THAT(status, HasReason("AGENT_TOKEN_REFUSED"));
  }
}

// The same vector as in the test of the gateway's side, computed by Python's hmac.
TEST_F(AgentTokenTest, TokensAreHmacSha256InHex) {
  EXPECT_EQ(AgentTokenOf("agent-secret", "p1"),
            "ae3ecd0e265d877d3f96d5ac450a994815bcb438109dbc78702d474deb037a85");
}

TEST(AgentOptionsTest, WhatCannotBeIsRefusedInOneLine) {
  const FakeTimers clock;
  SimulatorOptions options = WithAgents();
  options.agent_port_name = "cloudphone-agent";
  EXPECT_EQ(Simulator::Start(options, &clock).status(),
            absl::InvalidArgumentError("agent_port_name: give 1 to 16 letters, digits or _"));
  options = WithAgents();
  options.agent_listen = "nowhere";
  EXPECT_EQ(Simulator::Start(options, &clock).status(),
            absl::InvalidArgumentError("agent_listen: \"nowhere\" is no HOST:PORT"));
}

TEST(AgentOptionsTest, WithoutAgentsPhonesShowNone) {
  const FakeTimers clock;
  const auto simulator = Simulator::Start({}, &clock);
  ASSERT_TRUE(simulator.ok());
  EXPECT_EQ((*simulator)->agents_address(), "");
  (*simulator)->Edit([](World* world) {
    EXPECT_FALSE(AgentPortOf(world, *world->FindPhoneNamed("cph-server-1-00001")).has_value());
  });
}

}  // namespace
}  // namespace cloudphone::simulator
