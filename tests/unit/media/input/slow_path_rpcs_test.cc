// Gestures on a phone whose agent cannot be reached.

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/media/input/input_rpcs_server.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::Status NoAgent() {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "AGENT_PORT_NOT_MAPPED";
  error.message = "the server maps no port of that name";
  return ToStatus(error);
}

class SlowPathRpcsTest : public ::testing::Test {
 protected:
  static v1::TapRequest Tap(bool allow_slow_path) {
    v1::TapRequest tap;
    tap.set_phone_id("phone");
    tap.set_screen_width(1000);
    tap.set_screen_height(2000);
    tap.set_x(30);
    tap.set_y(40);
    tap.set_allow_slow_path(allow_slow_path);
    return tap;
  }

  // Taps, and answers what that asks of the upstream.
  absl::Status TapAnswered(const char* job) {
    absl::Status status;
    grpc::ClientContext context;
    std::thread caller([&] { status = FromGrpcStatus(gateway_.stub->Tap(&context, Tap(true), &response_)); });
    EXPECT_TRUE(AgentServer::Await([this] { return !gateway_.transport.sent().empty(); }));
    HttpResult result;
    result.status = 200;
    result.maybe_sent = true;
    result.body = absl::StrCat(R"({"request_id":"r1","jobs":[)", job, "]}");
    gateway_.transport.AnswerFirst(std::move(result));
    caller.join();
    return status;
  }

  InputGateway gateway_{NoAgent()};
  v1::TapResponse response_;
};

TEST_F(SlowPathRpcsTest, TheCommandIsRunAndTheAnswerSaysSo) {
  EXPECT_THAT(TapAnswered(R"({"phone_id":"phone","job_id":"j1","status":2,"execute_msg":""})"), IsOk());
  EXPECT_TRUE(response_.slow_path());
  const HttpRequest sent = gateway_.transport.sent().at(0);
  EXPECT_THAT(sent.url, HasSubstr("sync-commands"));
  EXPECT_THAT(sent.body,
              AllOf(HasSubstr(R"("content":"input tap 30 40")"), HasSubstr(R"("phone_ids":["phone"])")));
}

TEST_F(SlowPathRpcsTest, APhoneThatRefusesIsTheCallersError) {
  EXPECT_THAT(TapAnswered(R"({"phone_id":"phone","error_code":"CPS.0141","error_msg":"not running"})"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(SlowPathRpcsTest, ACommandThatComplainsHasFailed) {
  EXPECT_THAT(TapAnswered(R"({"phone_id":"phone","job_id":"j1","status":2,"execute_msg":"Error: no"})"),
              HasReason("INPUT_COMMAND_FAILED"));
}

TEST_F(SlowPathRpcsTest, WithoutLeaveTheErrorSaysThatThereIsAWay) {
  grpc::ClientContext context;
  const absl::Status status = FromGrpcStatus(gateway_.stub->Tap(&context, Tap(false), &response_));
  EXPECT_THAT(status,
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("AGENT_PORT_NOT_MAPPED")));
  EXPECT_THAT(std::string(status.message()), HasSubstr("allow_slow_path"));
  EXPECT_THAT(gateway_.transport.sent(), IsEmpty());
}

TEST_F(SlowPathRpcsTest, WhatOnlyAnAgentCanDoIsNamed) {
  v1::InputTextRequest text;
  text.set_phone_id("phone");
  text.set_text("a;b");
  text.set_allow_slow_path(true);
  grpc::ClientContext context;
  v1::InputTextResponse response;
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->InputText(&context, text, &response)),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("NOT_ON_SLOW_PATH")));
  EXPECT_THAT(gateway_.transport.sent(), IsEmpty());
}

TEST_F(SlowPathRpcsTest, AnEmptyBudgetSaysWhenToComeBack) {
  for (int i = 0; i < 6; ++i) {
    grpc::ClientContext context;
    std::thread caller([&] { gateway_.stub->Tap(&context, Tap(true), &response_); });
    EXPECT_TRUE(
        AgentServer::Await([&] { return gateway_.transport.sent().size() == static_cast<size_t>(i + 1); }));
    HttpResult result;
    result.status = 200;
    result.maybe_sent = true;
    result.body =
        R"({"request_id":"r","jobs":[{"phone_id":"phone","job_id":"j","status":2,"execute_msg":""}]})";
    gateway_.transport.AnswerFirst(std::move(result));
    caller.join();
  }
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  const absl::Status status = FromGrpcStatus(gateway_.stub->Tap(&context, Tap(true), &response_));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(RetryDelayOf(status).has_value());
}

}  // namespace
}  // namespace cloudphone
