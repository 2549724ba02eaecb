// InputService over gRPC.

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"
#include "tests/unit/agent/input_events.h"
#include "tests/unit/agent/input_recorder.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using Request = agent::v1::ControlInputRequest;
using Response = agent::v1::ControlInputResponse;

// A client's side of a session.
class Session {
 public:
  explicit Session(AgentServer* server, const std::string& token = "secret")
      : context_(AgentServer::Context(token)), stream_(server->input->ControlInput(context_.get())) {}

  Session& Start(bool take_over = false, const std::string& phone_id = "phone") {
    Request request;
    *request.mutable_start() = StartOf(720, 1280, take_over);
    request.mutable_start()->set_phone_id(phone_id);
    stream_->Write(request);
    return *this;
  }
  void Send(uint64_t seq, const v1::TouchEvent& touch) {
    Request request;
    request.set_seq(seq);
    *request.mutable_touch() = touch;
    stream_->Write(request);
  }
  void Send(const Request& request) { stream_->Write(request); }
  Response Read() {
    Response response;
    stream_->Read(&response);
    return response;
  }
  // Reads until an ack covers the number.
  bool AwaitAck(uint64_t seq) {
    Response response;
    while (stream_->Read(&response)) {
      if (response.ack().acked_seq() >= seq) return true;
    }
    return false;
  }
  void CloseWrites() { stream_->WritesDone(); }
  void Cancel() { context_->TryCancel(); }
  grpc::Status Finish() {
    Response response;
    while (stream_->Read(&response)) last_ = response;
    return stream_->Finish();
  }
  const Response& last() const { return last_; }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> stream_;
  Response last_;
};

class InputRpcsTest : public testing::Test {
 protected:
  AgentServer server_;
};

TEST_F(InputRpcsTest, EventsAreInjectedAndAcknowledgedAndTheStreamEndsOk) {
  Session session(&server_);
  const Response started = session.Start().Read();
  EXPECT_FALSE(started.started().session_id().empty());
  EXPECT_EQ(started.started().lease().seconds(), 5);
  session.Send(1, Down(1, 5, 6));
  EXPECT_TRUE(session.AwaitAck(1));
  session.Send(2, Up(1, 5, 6));
  session.CloseWrites();
  EXPECT_TRUE(session.Finish().ok());
  EXPECT_EQ(session.last().ack().acked_seq(), 2u);
  EXPECT_THAT(server_.engine.TakeInjected(), ElementsAre("DOWN 0 5,6", "UP 0 5,6"));
}

TEST_F(InputRpcsTest, ClosingReleasesWhatIsHeldBeforeTheStreamEnds) {
  Session session(&server_);
  session.Start().Read();
  session.Send(1, Down(1, 5, 6));
  session.CloseWrites();
  EXPECT_TRUE(session.Finish().ok());
  EXPECT_THAT(server_.engine.TakeInjected(), ElementsAre("DOWN 0 5,6", "UP 0 5,6"));
}

TEST_F(InputRpcsTest, AClientThatGoesLeavesNothingHeld) {
  Session session(&server_);
  session.Start().Read();
  session.Send(1, Down(1, 5, 6));
  EXPECT_TRUE(session.AwaitAck(1));
  session.Cancel();
  EXPECT_EQ(session.Finish().error_code(), grpc::CANCELLED);
  std::vector<std::string> injected;
  EXPECT_TRUE(AgentServer::Await([&] {
    for (std::string& one : server_.engine.TakeInjected()) injected.push_back(std::move(one));
    return injected.size() == 2;
  }));
  EXPECT_THAT(injected, ElementsAre("DOWN 0 5,6", "UP 0 5,6"));
}

TEST_F(InputRpcsTest, BadEventsAreErrorsOfTheirNumbersAndTheStreamGoesOn) {
  Session session(&server_);
  session.Start().Read();
  Request odd;
  odd.set_seq(2);
  session.Send(odd);
  const Response error = session.Read();
  EXPECT_EQ(error.error().seq(), 2u);
  EXPECT_THAT(error.error().error(), NamesField("kind"));
  session.Start();
  EXPECT_THAT(session.Read().error().error(), HasReason("INPUT_ALREADY_STARTED"));
  session.Send(3, Up(1));
  EXPECT_THAT(session.Read().error().error(), HasReason("POINTER_NOT_DOWN"));
  session.Send(4, Down(1, 9999, 0));
  EXPECT_THAT(session.Read().error().error(), NamesField("touch.x"));
  session.Send(5, Down(1));
  EXPECT_TRUE(session.AwaitAck(5));
}

TEST_F(InputRpcsTest, AnotherSessionIsRefusedUnlessItTakesOver) {
  Session first(&server_);
  first.Start().Read();
  Session second(&server_);
  EXPECT_THAT(second.Start().Finish(), HasReason("INPUT_CONTROLLED_BY_ANOTHER"));
  Session third(&server_);
  EXPECT_TRUE(third.Start(true).Read().has_started());
  EXPECT_THAT(first.Finish(), HasReason("INPUT_CONTROL_LOST"));
  EXPECT_EQ(first.last().lost().cause(), v1::CONTROL_LOST_CAUSE_TAKEN_OVER);
}

// Takes the control back as soon as it is lost.
class TakingBack final : public InputListener {
 public:
  explicit TakingBack(InputControl* control) : control_(control) {}

  void OnAck(uint64_t, absl::Duration) override {}
  void OnError(uint64_t, const absl::Status&) override {}
  void OnRoom() override {}
  void OnLost(v1::ControlLostCause) override {
    EXPECT_TRUE(control_->Start(StartOf(1, 1, true), std::make_shared<InputRecorder>()).ok());
  }
  void OnClosed(const absl::Status&) override {}

 private:
  InputControl* const control_;
};

TEST_F(InputRpcsTest, WhoLosesControlWhileItIsGivenIsFirstToldOfTheSession) {
  const std::shared_ptr<InputControl> control = server_.phone->input();
  ASSERT_TRUE(control->Start(StartOf(1, 1, false), std::make_shared<TakingBack>(control.get())).ok());
  Session session(&server_);
  EXPECT_TRUE(session.Start(true).Read().has_started());
  EXPECT_THAT(session.Finish(), HasReason("INPUT_CONTROL_LOST"));
  EXPECT_EQ(session.last().lost().cause(), v1::CONTROL_LOST_CAUSE_TAKEN_OVER);
}

TEST_F(InputRpcsTest, StartsThatCannotBeEndTheStream) {
  EXPECT_THAT(Session(&server_).Start(false, "other").Finish(), HasReason("PHONE_NOT_FOUND"));
  EXPECT_THAT(Session(&server_, "wrong").Start().Finish(), HasReason("AGENT_TOKEN_REFUSED"));
  Session session(&server_);
  Request request;
  request.mutable_start()->set_phone_id("phone");
  session.Send(request);
  EXPECT_THAT(session.Finish(), NamesField("start.screen_width"));
  Session nothing(&server_);
  nothing.CloseWrites();
  EXPECT_TRUE(nothing.Finish().ok());
}

TEST_F(InputRpcsTest, AStreamThatDoesNotBeginWithAStartEnds) {
  Session event(&server_, "");
  event.Send(1, Down(1));
  EXPECT_THAT(event.Finish(), HasReason("INPUT_NOT_STARTED"));
  Session nothing(&server_, "");
  nothing.Send(Request());
  EXPECT_THAT(nothing.Finish(), HasReason("INPUT_NOT_STARTED"));
  AgentServer impatient(absl::Milliseconds(10));
  EXPECT_THAT(Session(&impatient, "").Finish(), NamesField("start"));
}

TEST_F(InputRpcsTest, NoMoreIsSentToAClientThanItReads) {
  Session session(&server_);
  agent::v1::SendInputRequest request;
  request.set_phone_id("phone");
  request.set_session_id(session.Start().Read().started().session_id());
  for (int i = 0; i < 64; ++i) *request.add_events()->mutable_key() = KeyUp(4);
  uint64_t sent = 0;
  grpc::Status refused;
  for (int i = 0; i < 200; ++i) {
    request.set_first_seq(sent + 1);
    agent::v1::SendInputResponse response;
    const grpc::Status status = server_.input->SendInput(AgentServer::Context().get(), request, &response);
    if (status.ok()) sent += 64;
    if (!status.ok()) refused = status;
  }
  EXPECT_THAT(refused, HasReason("INPUT_QUEUE_FULL"));
  EXPECT_LE(sent, 64u * 8);
  for (uint64_t i = 1; i <= sent; ++i) EXPECT_EQ(session.Read().error().seq(), i);
}

TEST_F(InputRpcsTest, EventsBySendInputAreToldOnTheSessionsStream) {
  Session session(&server_);
  agent::v1::SendInputRequest request;
  request.set_phone_id("phone");
  request.set_session_id(session.Start().Read().started().session_id());
  request.set_first_seq(1);
  *request.add_events()->mutable_touch() = Down(1, 5, 6);
  *request.add_events()->mutable_key() = KeyDown(4);
  agent::v1::SendInputResponse response;
  EXPECT_TRUE(server_.input->SendInput(AgentServer::Context().get(), request, &response).ok());
  EXPECT_EQ(response.received_seq(), 2u);
  EXPECT_TRUE(session.AwaitAck(2));
  request.set_session_id("none");
  EXPECT_THAT(server_.input->SendInput(AgentServer::Context().get(), request, &response),
              HasReason("INPUT_SESSION_NOT_FOUND"));
}

TEST_F(InputRpcsTest, SendInputChecksItsRequest) {
  agent::v1::SendInputRequest request;
  request.set_phone_id("phone");
  const auto send = [&] {
    agent::v1::SendInputResponse response;
    return server_.input->SendInput(AgentServer::Context().get(), request, &response);
  };
  EXPECT_THAT(send(), NamesField("first_seq"));
  request.set_first_seq(1);
  EXPECT_THAT(send(), NamesField("events"));
  request.add_events();
  EXPECT_THAT(send(), NamesField("events[0].kind"));
  for (int i = 0; i < 64; ++i) request.add_events();
  EXPECT_THAT(send(), NamesField("events"));
}

TEST_F(InputRpcsTest, AFastClientIsReadNoFasterThanThePhoneTakesEvents) {
  Session session(&server_);
  session.Start().Read();
  Request request;
  std::thread writer([&] {
    for (int seq = 1; seq <= 5000; ++seq) {
      request.set_seq(seq);
      *request.mutable_key() = seq % 2 == 1 ? KeyDown(4) : KeyUp(4);
      session.Send(request);
    }
    session.CloseWrites();
  });
  EXPECT_TRUE(session.AwaitAck(5000));
  writer.join();
  EXPECT_TRUE(session.Finish().ok());
  EXPECT_EQ(server_.engine.TakeInjected().size(), 5000u) << "none is dropped";
}

TEST_F(InputRpcsTest, ADrainReleasesAndEndsSessions) {
  Session session(&server_);
  session.Start().Read();
  session.Send(1, Down(1, 5, 6));
  EXPECT_TRUE(session.AwaitAck(1));
  server_.calls.EndStreams();
  EXPECT_THAT(session.Finish(), HasReason("AGENT_DRAINING"));
  EXPECT_THAT(server_.engine.TakeInjected(), ElementsAre("DOWN 0 5,6", "UP 0 5,6"));
}

TEST_F(InputRpcsTest, APhoneThatGoesEndsItsSession) {
  Session session(&server_);
  session.Start().Read();
  server_.phone->Close(absl::UnavailableError("gone"));
  const grpc::Status status = session.Finish();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(status.error_message(), "gone");
}

}  // namespace
}  // namespace cloudphone
