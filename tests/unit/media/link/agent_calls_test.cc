// Calls to agents as bytes, and what their failures are to our callers.

#include <future>  // NOLINT(build/c++11)
#include <string>
#include <utility>

#include "adapters/phone_agent/agent_channels.h"
#include "adapters/phone_agent/agent_unary_call.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/agent/agent_errors.h"
#include "service/gateway/media/agent_failure.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"

namespace cloudphone {
namespace {

constexpr char kScreenshot[] = "/cloudphone.agent.v1.DeviceService/TakeScreenshot";

grpc::Status Call(const AgentLink& link, grpc::ByteBuffer* answer) {
  agent::v1::TakeScreenshotRequest request;
  request.set_phone_id(link.phone_id);
  std::promise<grpc::Status> ended;
  AgentUnaryCall::Start(link, kScreenshot, SerializeMessage(request), absl::Now() + absl::Seconds(30),
                        [&](const grpc::Status& status, const grpc::ByteBuffer& bytes) {
                          *answer = bytes;
                          ended.set_value(status);
                        });
  return ended.get_future().get();
}

TEST(AgentCalls, ShowTheTokenAndBringTheBytesOfTheAnswer) {
  AgentServer server;
  server.device.screenshot = absl::UnavailableError("no screen");
  grpc::ByteBuffer answer;
  EXPECT_THAT(Call({server.channel, "phone", "secret"}, &answer), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Call({server.channel, "phone", ""}, &answer), HasReason("AGENT_TOKEN_REFUSED"));
  EXPECT_THAT(Call({server.channel, "other", "secret"}, &answer), HasReason("PHONE_NOT_FOUND"));
}

TEST(AgentCalls, AnAgentThatDoesNotListenIsNotRunning) {
  AgentChannelOptions options;
  options.plaintext = true;
  FakeTimers clock;
  AgentChannels channels(options, &clock);
  grpc::ByteBuffer answer;
  // Nothing listens at port 1.
  const absl::Status failure = AgentFailure(Call({channels.Get("127.0.0.1:1"), "p1", ""}, &answer), "p1");
  EXPECT_THAT(failure, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(failure, HasReason("AGENT_NOT_RUNNING"));
  EXPECT_TRUE(IsLinkFailure(failure));
}

TEST(AgentFailure, IsTheAgentsOwnWordOrOneOfOurs) {
  const struct {
    grpc::Status status;
    absl::StatusCode code;
    std::string reason;
    bool link_failure;
  } kRows[] = {
      {ToGrpcStatus(AgentRefusal(absl::StatusCode::kUnavailable, "NO_SCREEN", "m")),
       absl::StatusCode::kUnavailable, "NO_SCREEN", false},
      {ToGrpcStatus(WrongField("PARAMETER_INVALID", "filters", "m")), absl::StatusCode::kInvalidArgument,
       "PARAMETER_INVALID", false},
      {ToGrpcStatus(AgentRefusal(absl::StatusCode::kUnauthenticated, "AGENT_TOKEN_REFUSED", "m")),
       absl::StatusCode::kFailedPrecondition, "AGENT_TOKEN_REFUSED", true},
      {ToGrpcStatus(AgentRefusal(absl::StatusCode::kNotFound, "PHONE_NOT_FOUND", "m")),
       absl::StatusCode::kUnavailable, "AGENT_OF_OTHER_PHONE", true},
      {{grpc::StatusCode::UNAVAILABLE,
        "failed to connect to all addresses; last error: UNKNOWN: "
        "ipv4:10.0.0.1:7: Failed to connect to remote host: Connection refused"},
       absl::StatusCode::kFailedPrecondition,
       "AGENT_NOT_RUNNING",
       true},
      {{grpc::StatusCode::UNAVAILABLE,
        "failed to connect to all addresses; last error: UNKNOWN: "
        "ipv4:10.0.0.1:7: Ssl handshake failed"},
       absl::StatusCode::kUnavailable,
       "AGENT_UNREACHABLE",
       true},
      {{grpc::StatusCode::UNAVAILABLE, "Socket closed"}, absl::StatusCode::kUnavailable, "AGENT_LOST", true},
      {{grpc::StatusCode::CANCELLED, "CANCELLED"}, absl::StatusCode::kUnavailable, "AGENT_LOST", true},
  };
  for (const auto& row : kRows) {
    const absl::Status failure = AgentFailure(row.status, "p1");
    EXPECT_THAT(failure, StatusIs(row.code)) << row.status.error_message();
    EXPECT_THAT(failure, HasReason(row.reason));
    EXPECT_EQ(IsLinkFailure(failure), row.link_failure) << row.reason;
  }
  EXPECT_TRUE(AgentFailure(grpc::Status::OK, "p1").ok());
  const grpc::Status late(grpc::StatusCode::DEADLINE_EXCEEDED, "late");
  EXPECT_EQ(AgentFailure(late, "p1").code(), absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace cloudphone
