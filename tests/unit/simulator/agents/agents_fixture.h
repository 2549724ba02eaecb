#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_AGENTS_AGENTS_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_AGENTS_AGENTS_FIXTURE_H_

#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {

inline SimulatorOptions WithAgents(const std::string& token_secret = "") {
  SimulatorOptions options;
  options.agents = true;
  options.admin = true;
  options.agent_token_secret = token_secret;
  return options;
}

// A whole simulator with agents: the cloud over its socket, at the clock that the test turns, and the agents
// over gRPC, at the machine's.
class AgentsTest : public CloudTest {
 protected:
  explicit AgentsTest(const SimulatorOptions& options = WithAgents())
      : CloudTest(options),
        channel_(grpc::CreateChannel(simulator_->agents_address(), grpc::InsecureChannelCredentials())) {}

  static std::unique_ptr<grpc::ClientContext> Context(const std::string& token = "") {
    auto context = std::make_unique<grpc::ClientContext>();
    if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return context;
  }

  std::string PhoneId(const std::string& name) {
    std::string id;
    simulator_->Edit([&](World* world) { id = world->FindPhoneNamed(name)->id; });
    return id;
  }
  std::string StopPhone(const std::string& phone_id) {
    return Send("POST", "v1/cloud-phone/phones/batch-stop",
                absl::StrCat(R"({"phone_ids":[")", phone_id, "\"]}"));
  }
  std::string RestartPhone(const std::string& phone_id) {
    return Send("POST", "v1/cloud-phone/phones/batch-restart",
                absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, R"("}]})"));
  }

  const std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_AGENTS_AGENTS_FIXTURE_H_
