#include "service/gateway/media/slow_gesture.h"

#include <string>

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;

// The command of a gesture, or what its error says.
template <typename Request>
std::string CommandOf(const char* gesture) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(gesture, &request)) << gesture;
  const absl::StatusOr<std::string> command = SlowCommand(request);
  if (command.ok()) return *command;
  EXPECT_THAT(command.status(), StatusIs(absl::StatusCode::kInvalidArgument));
  return std::string(command.status().message());
}

TEST(SlowGestureTest, TapsAndSwipes) {
  EXPECT_EQ(CommandOf<v1::TapRequest>("x: 3 y: 4"), "input tap 3 4");
  EXPECT_EQ(CommandOf<v1::TapRequest>("x: 3 y: 4 hold {nanos: 800000000}"), "input swipe 3 4 3 4 800");
  EXPECT_THAT(CommandOf<v1::TapRequest>("hold {seconds: 2}"), HasSubstr("hold: "));
  EXPECT_EQ(CommandOf<v1::SwipeRequest>("from_x: 1 from_y: 2 to_x: 3 to_y: 4"), "input swipe 1 2 3 4 300");
  EXPECT_EQ(CommandOf<v1::SwipeRequest>("duration {seconds: 1 nanos: 500000000}"),
            "input swipe 0 0 0 0 1500");
  EXPECT_THAT(CommandOf<v1::SwipeRequest>("duration {seconds: 1 nanos: 501000000}"), HasSubstr("duration: "));
}

TEST(SlowGestureTest, Keys) {
  EXPECT_EQ(CommandOf<v1::PressKeyRequest>("key_code: 3"), "input keyevent 3");
  EXPECT_EQ(CommandOf<v1::PressKeyRequest>("key_code: 3 hold {nanos: 500000000}"), "input keyevent 3");
  EXPECT_EQ(CommandOf<v1::PressKeyRequest>("key_code: 3 hold {seconds: 9}"), "input keyevent --longpress 3");
}

TEST(SlowGestureTest, Texts) {
  EXPECT_EQ(CommandOf<v1::InputTextRequest>("text: 'Az09_./:-'"), "input text Az09_./:-");
  EXPECT_EQ(CommandOf<v1::InputTextRequest>("text: 'a b1'"), "input keyevent 29 62 30 8");
  EXPECT_EQ(CommandOf<v1::InputTextRequest>("text: 'Hi you'"),
            "input text Hi && input keyevent 62 && input text you");
  for (const char* text : {"text: 'a;b'", "text: 'a%sb'", "text: \"a\\nb\"", "text: 'a|b'", "text: '$x'"})
    EXPECT_THAT(CommandOf<v1::InputTextRequest>(text), HasSubstr("takes only letters")) << text;
  for (const char* text : {"text: ' a'", "text: 'a '", "text: 'a  b'"})
    EXPECT_THAT(CommandOf<v1::InputTextRequest>(text), HasSubstr("between words")) << text;
  std::string many = "A";
  for (int i = 0; i < 100; ++i) many += " A";
  EXPECT_THAT(CommandOf<v1::InputTextRequest>(absl::StrCat("text: '", many, "'").c_str()),
              HasSubstr("more words"));
}

// What the answer of the upstream says.
absl::Status OutcomeOf(const char* group) {
  v1::RunSyncCommandResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(group, response.mutable_group())) << group;
  return SlowOutcome(response);
}

TEST(SlowGestureTest, Outcomes) {
  EXPECT_THAT(OutcomeOf("jobs {state: JOB_STATE_SUCCEEDED output: ' \\n'}"), IsOk());
  EXPECT_THAT(OutcomeOf("jobs {state: JOB_STATE_RUNNING} request_ids: 'r1'"), HasReason("OUTCOME_UNKNOWN"));
  EXPECT_THAT(OutcomeOf(""), HasReason("OUTCOME_UNKNOWN"));
  EXPECT_THAT(OutcomeOf("refused {error {code: 9 message: 'not running'}}"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(OutcomeOf("jobs {state: JOB_STATE_FAILED error {code: 13 message: 'broken'}}"),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(OutcomeOf("jobs {state: JOB_STATE_FAILED}"), HasReason("INPUT_COMMAND_FAILED"));
  const absl::Status complained = OutcomeOf("jobs {state: JOB_STATE_SUCCEEDED output: 'Error: no'}");
  EXPECT_THAT(complained, HasReason("INPUT_COMMAND_FAILED"));
  EXPECT_THAT(std::string(complained.message()), HasSubstr("Error: no"));
}

TEST(SlowGestureTest, OnlyAMissingAgentLeadsToIt) {
  for (const char* reason : {"AGENT_PORT_NOT_MAPPED", "AGENT_NOT_RUNNING", "AGENT_LOST", "PHONE_NOT_RUNNING",
                             "AGENT_UNREACHABLE", "INPUT_CONTROLLED_BY_ANOTHER"}) {
    RichError error;
    error.code = google::rpc::FAILED_PRECONDITION;
    error.reason = reason;
    const bool lacks = error.reason == "AGENT_PORT_NOT_MAPPED" || error.reason == "AGENT_NOT_RUNNING";
    EXPECT_EQ(LacksAgent(ToStatus(error)), lacks) << reason;
  }
  EXPECT_FALSE(LacksAgent(absl::OkStatus()));
}

TEST(SlowGestureTest, TheHintKeepsTheReason) {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "AGENT_NOT_RUNNING";
  error.message = "no agent";
  const absl::Status hinted = WithSlowPathHint(ToStatus(error));
  EXPECT_THAT(hinted, HasReason("AGENT_NOT_RUNNING"));
  EXPECT_EQ(hinted.message(), "no agent; allow_slow_path lets the gesture go without an agent");
}

}  // namespace
}  // namespace cloudphone
