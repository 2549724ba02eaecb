// The gateway's InputService in front of a real agent whose engine is a fake.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/media/input/input_rpcs_server.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InputRpcsTest : public ::testing::Test {
 protected:
  AgentLink Link() { return {agent_.channel, "phone", "secret"}; }

  // What the engine was told, once that is as much as `count`.
  std::vector<std::string> Injected(size_t count) {
    std::vector<std::string> all;
    EXPECT_TRUE(AgentServer::Await([&] {
      for (std::string& one : agent_.engine.TakeInjected()) all.push_back(std::move(one));
      return all.size() >= count;
    }));
    return all;
  }

  AgentServer agent_;
  InputGateway gateway_{Link()};
  InputGateway other_gateway_{Link()};
};

TEST_F(InputRpcsTest, TouchesReachTheEngineAndAreAnswered) {
  InputStream client(&gateway_);
  ASSERT_TRUE(client.Start());
  const v1::ControlInputResponse started = client.Next();
  EXPECT_FALSE(started.started().session_id().empty());
  ASSERT_TRUE(client.Touch(1, v1::TOUCH_ACTION_DOWN, 7, 10, 20));
  ASSERT_TRUE(client.Touch(2, v1::TOUCH_ACTION_UP, 7, 10, 20));
  ASSERT_TRUE(client.AwaitAck(2));
  EXPECT_THAT(agent_.engine.TakeInjected(), ElementsAre("DOWN 0 10,20", "UP 0 10,20"));
  client.stream->WritesDone();
  EXPECT_THAT(client.End(), IsOk());
}

TEST_F(InputRpcsTest, BadEventsAreAnsweredEachAndTheStreamGoesOn) {
  InputStream client(&gateway_);
  ASSERT_TRUE(client.Touch(9, v1::TOUCH_ACTION_DOWN));
  const v1::InputError early = client.Next().error();
  EXPECT_EQ(early.seq(), 9u);
  EXPECT_THAT(ToStatus(early.error()), HasReason("INPUT_NOT_STARTED"));
  ASSERT_TRUE(client.Start());
  EXPECT_TRUE(client.Next().has_started());
  ASSERT_TRUE(client.Start());
  EXPECT_THAT(ToStatus(client.Next().error().error()), HasReason("INPUT_ALREADY_STARTED"));
  v1::ControlInputRequest empty;
  empty.set_seq(3);
  ASSERT_TRUE(client.stream->Write(empty));
  EXPECT_THAT(std::string(ToStatus(client.Next().error().error()).message()), HasSubstr("kind"));
  ASSERT_TRUE(client.Touch(4, v1::TOUCH_ACTION_UP));
  EXPECT_THAT(ToStatus(client.Next().error().error()), HasReason("POINTER_NOT_DOWN"));
  ASSERT_TRUE(client.Touch(4, v1::TOUCH_ACTION_DOWN));
  EXPECT_THAT(std::string(ToStatus(client.Next().error().error()).message()), HasSubstr("seq"));
  ASSERT_TRUE(client.Touch(5, v1::TOUCH_ACTION_DOWN, 0, 1001));
  EXPECT_THAT(std::string(ToStatus(client.Next().error().error()).message()), HasSubstr("touch.x"));
  ASSERT_TRUE(client.Touch(6, v1::TOUCH_ACTION_DOWN));
  EXPECT_TRUE(client.AwaitAck(6));
}

TEST_F(InputRpcsTest, TenFingersAreDownAndTheEleventhIsRefused) {
  InputStream client(&gateway_);
  ASSERT_TRUE(client.Start());
  for (int finger = 0; finger < 11; ++finger)
    ASSERT_TRUE(client.Touch(finger + 1, v1::TOUCH_ACTION_DOWN, 100 + finger));
  v1::ControlInputResponse answer = client.Next();
  while (!answer.has_error()) answer = client.Next();
  EXPECT_EQ(answer.error().seq(), 11u);
  EXPECT_THAT(ToStatus(answer.error().error()), HasReason("TOO_MANY_POINTERS"));
  EXPECT_EQ(Injected(10).size(), 10u);
  client.context.TryCancel();
  const std::vector<std::string> released = Injected(10);
  EXPECT_EQ(std::set<std::string>(released.begin(), released.end()).size(), 10u);
  EXPECT_THAT(released, Contains("UP 9 1,2"));
}

TEST_F(InputRpcsTest, ASessionOfAnotherGatewayTakesOver) {
  InputStream first(&gateway_);
  ASSERT_TRUE(first.Start());
  ASSERT_TRUE(first.Touch(1, v1::TOUCH_ACTION_DOWN));
  ASSERT_TRUE(first.AwaitAck(1));
  InputStream refused(&other_gateway_);
  ASSERT_TRUE(refused.Start());
  EXPECT_THAT(refused.End(), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                                   HasReason("INPUT_CONTROLLED_BY_ANOTHER")));
  InputStream second(&other_gateway_);
  ASSERT_TRUE(second.Start(true));
  EXPECT_TRUE(second.Next().has_started());
  EXPECT_EQ(first.Next().lost().cause(), v1::CONTROL_LOST_CAUSE_TAKEN_OVER);
  EXPECT_THAT(first.End(), AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("INPUT_CONTROL_LOST")));
  EXPECT_THAT(Injected(2), ElementsAre("DOWN 0 1,2", "UP 0 1,2"));
}

TEST_F(InputRpcsTest, AFloodIsSlowedDownAndNothingIsLost) {
  constexpr uint64_t kTaps = 500;
  InputStream client(&gateway_);
  ASSERT_TRUE(client.Start());
  for (uint64_t tap = 0; tap < kTaps; ++tap) {
    ASSERT_TRUE(client.Touch(2 * tap + 1, v1::TOUCH_ACTION_DOWN));
    ASSERT_TRUE(client.Touch(2 * tap + 2, v1::TOUCH_ACTION_UP));
  }
  client.stream->WritesDone();
  EXPECT_TRUE(client.AwaitAck(2 * kTaps));
  EXPECT_THAT(client.End(), IsOk());
  EXPECT_EQ(agent_.engine.TakeInjected().size(), 2 * kTaps);
}

TEST_F(InputRpcsTest, BytesThatAreNoMessageEndTheStream) {
  v1::ControlInputRequest broken;  // A phone_id that is no UTF-8.
  broken.mutable_start()
      ->GetReflection()
      ->MutableUnknownFields(broken.mutable_start())
      ->AddLengthDelimited(1, "\xff");
  InputStream client(&gateway_);
  ASSERT_TRUE(client.stream->Write(broken));
  EXPECT_THAT(client.End(), HasReason("REQUEST_MALFORMED"));
}

TEST_F(InputRpcsTest, ADrainReleasesAndSaysWhenToComeBack) {
  InputStream client(&gateway_);
  ASSERT_TRUE(client.Start());
  ASSERT_TRUE(client.Touch(1, v1::TOUCH_ACTION_DOWN));
  ASSERT_TRUE(client.AwaitAck(1));
  gateway_.calls.EndStreams();
  const absl::Status end = client.End();
  EXPECT_THAT(end, AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("GATEWAY_DRAINING")));
  EXPECT_TRUE(RetryDelayOf(end).has_value());
  EXPECT_THAT(Injected(2), ElementsAre("DOWN 0 1,2", "UP 0 1,2"));
  EXPECT_TRUE(gateway_.calls.WaitUntilEmpty(absl::Seconds(30)));
}

v1::OpenInputSessionRequest SessionRequest() {
  v1::OpenInputSessionRequest request;
  request.set_phone_id("phone");
  request.set_screen_width(1000);
  request.set_screen_height(2000);
  return request;
}

v1::SendInputRequest EventsOf(const std::string& session_id, uint64_t first_seq, v1::TouchAction action) {
  v1::SendInputRequest request;
  request.set_phone_id("phone");
  request.set_session_id(session_id);
  request.set_first_seq(first_seq);
  request.add_events()->mutable_touch()->set_action(action);
  return request;
}

TEST_F(InputRpcsTest, SendInputGoesByAnyGatewayAndOutOfOrder) {
  grpc::ClientContext context;
  const auto session = gateway_.stub->OpenInputSession(&context, SessionRequest());
  v1::OpenInputSessionResponse message;
  ASSERT_TRUE(session->Read(&message));
  const std::string id = message.started().session_id();
  const auto send = [&](InputGateway* gateway, uint64_t seq, v1::TouchAction action) {
    grpc::ClientContext call;
    v1::SendInputResponse response;
    EXPECT_TRUE(gateway->stub->SendInput(&call, EventsOf(id, seq, action), &response).ok());
    return response.received_seq();
  };
  EXPECT_EQ(send(&other_gateway_, 2, v1::TOUCH_ACTION_UP), 0u) << "the first is missing";
  EXPECT_EQ(send(&gateway_, 1, v1::TOUCH_ACTION_DOWN), 2u);
  uint64_t acked = 0;
  while (acked < 2 && session->Read(&message)) acked = message.ack().acked_seq();
  EXPECT_THAT(agent_.engine.TakeInjected(), ElementsAre("DOWN 0 0,0", "UP 0 0,0"));
  context.TryCancel();
  session->Finish();
}

TEST_F(InputRpcsTest, SendInputErrorsAreTheAgentsOwn) {
  grpc::ClientContext unknown;
  v1::SendInputResponse response;
  EXPECT_THAT(FromGrpcStatus(
                  gateway_.stub->SendInput(&unknown, EventsOf("none", 1, v1::TOUCH_ACTION_DOWN), &response)),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("INPUT_SESSION_NOT_FOUND")));
  grpc::ClientContext wrong;
  v1::SendInputRequest empty = EventsOf("none", 1, v1::TOUCH_ACTION_DOWN);
  empty.clear_events();
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->SendInput(&wrong, empty, &response)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(InputRpcsTest, ASessionOfItsOwnEndsAsAStreamDoes) {
  grpc::ClientContext context;
  const auto session = gateway_.stub->OpenInputSession(&context, SessionRequest());
  v1::OpenInputSessionResponse message;
  ASSERT_TRUE(session->Read(&message));
  InputStream other(&other_gateway_);
  ASSERT_TRUE(other.Start(true));
  ASSERT_TRUE(session->Read(&message));
  EXPECT_TRUE(message.has_lost());
  EXPECT_FALSE(session->Read(&message));
  EXPECT_THAT(FromGrpcStatus(session->Finish()), HasReason("INPUT_CONTROL_LOST"));
}

TEST_F(InputRpcsTest, ASessionsFieldsAreChecked) {
  grpc::ClientContext context;
  v1::OpenInputSessionRequest request = SessionRequest();
  request.set_screen_width(2161);
  const auto session = gateway_.stub->OpenInputSession(&context, request);
  v1::OpenInputSessionResponse message;
  EXPECT_FALSE(session->Read(&message));
  const absl::Status status = FromGrpcStatus(session->Finish());
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), HasSubstr("screen_width"));
}

v1::TapRequest Tap() {
  v1::TapRequest tap;
  tap.set_phone_id("phone");
  tap.set_screen_width(1000);
  tap.set_screen_height(2000);
  tap.set_x(30);
  tap.set_y(40);
  tap.mutable_hold()->set_nanos(1'000'000);
  return tap;
}

TEST_F(InputRpcsTest, GesturesAreMadeAndOver) {
  grpc::ClientContext tap_context;
  v1::TapResponse tapped;
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->Tap(&tap_context, Tap(), &tapped)), IsOk());
  EXPECT_FALSE(tapped.slow_path());
  EXPECT_THAT(agent_.engine.TakeInjected(), ElementsAre("DOWN 0 30,40", "UP 0 30,40"));
  v1::InputTextRequest text;
  text.set_phone_id("phone");
  text.set_text("aB");
  grpc::ClientContext text_context;
  v1::InputTextResponse typed;
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->InputText(&text_context, text, &typed)), IsOk());
  EXPECT_THAT(agent_.engine.TakeInjected(), ElementsAre("KEY_DOWN 29", "KEY_UP 29", "KEY_DOWN 59",
                                                        "KEY_DOWN 30", "KEY_UP 30", "KEY_UP 59"));
  v1::PressKeyRequest press;
  press.set_phone_id("phone");
  press.set_key_code(4);
  grpc::ClientContext press_context;
  v1::PressKeyResponse pressed;
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->PressKey(&press_context, press, &pressed)), IsOk());
  EXPECT_THAT(agent_.engine.TakeInjected(), ElementsAre("KEY_DOWN 4", "KEY_UP 4"));
}

TEST_F(InputRpcsTest, AGestureDoesNotTakeTheControl) {
  InputStream client(&other_gateway_);
  ASSERT_TRUE(client.Start());
  EXPECT_TRUE(client.Next().has_started());
  grpc::ClientContext context;
  v1::TapResponse response;
  EXPECT_THAT(FromGrpcStatus(gateway_.stub->Tap(&context, Tap(), &response)),
              HasReason("INPUT_CONTROLLED_BY_ANOTHER"));
}

TEST_F(InputRpcsTest, AGestureThatIsBrokenOffHoldsNothing) {
  v1::TapRequest tap = Tap();
  tap.mutable_hold()->set_seconds(9);
  grpc::ClientContext context;
  v1::TapResponse response;
  std::thread caller([&] { gateway_.stub->Tap(&context, tap, &response); });
  EXPECT_THAT(Injected(1), ElementsAre("DOWN 0 30,40"));
  context.TryCancel();
  EXPECT_THAT(Injected(1), ElementsAre("UP 0 30,40"));
  caller.join();
}

}  // namespace
}  // namespace cloudphone
