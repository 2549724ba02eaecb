#include "service/gateway/media/input_relay.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/media/input/fake_input_agents.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class InputRelayTest : public ::testing::Test {
 protected:
  ~InputRelayTest() override {
    session_->Cancel(absl::CancelledError("the test is over"));
    fake_.phones->Answer();  // Who is asked holds the session until he answers.
    for (const auto& stream : fake_.streams) {
      if (!ended_) stream->End(grpc::Status::CANCELLED);
    }
  }

  // A session that its agent has started.
  void StartSession() {
    session_->Take(StartOf("phone"));
    ASSERT_TRUE(fake_.stream().Answer(StartedAnswer()));
    fake_.stream().sent.clear();
    client_->answers.clear();
  }
  void EndStream(const grpc::Status& status) {
    ended_ = true;
    fake_.stream().End(status);
  }
  bool Answer(const AgentInputAnswer& answer) {
    session_->ReadOn();
    return fake_.stream().Answer(answer);
  }
  absl::Status OnlyError() const {
    return client_->answers.size() == 1 ? ToStatus(client_->answers[0].error().error()) : absl::OkStatus();
  }

  FakeInputAgents fake_;
  std::shared_ptr<RecordingClient> client_ = std::make_shared<RecordingClient>();
  std::shared_ptr<InputRelay> session_ = InputRelay::Begin(fake_.agents, InputCaller(), client_);
  bool ended_ = false;
};

TEST_F(InputRelayTest, EventsAreForwardedInOrderBehindTheStart) {
  session_->Take(StartOf("phone"));
  session_->Take(MoveOf(3));
  session_->Take(MoveOf(5));
  EXPECT_THAT(fake_.stream().sent, ElementsAre("start phone", "3 MOVE 0,0", "5 MOVE 0,0"));
  EXPECT_THAT(fake_.phones->asked, ElementsAre("phone"));
}

TEST_F(InputRelayTest, EventsWaitUntilThePhoneIsFound) {
  fake_.phones->answers_late = true;
  session_->Take(StartOf("phone"));
  session_->Take(MoveOf(1));
  session_->Close();
  EXPECT_THAT(fake_.streams, IsEmpty());
  fake_.phones->Answer();
  EXPECT_THAT(fake_.stream().sent, ElementsAre("start phone", "1 MOVE 0,0"));
  EXPECT_TRUE(fake_.stream().closed);
}

TEST_F(InputRelayTest, AnEventBeforeTheStartIsRefusedAndTheSessionGoesOn) {
  session_->Take(MoveOf(7));
  EXPECT_EQ(client_->answers.at(0).error().seq(), 7u);
  EXPECT_THAT(OnlyError(),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INPUT_NOT_STARTED")));
  EXPECT_THAT(fake_.streams, IsEmpty());
  session_->Take(StartOf("phone"));
  EXPECT_THAT(fake_.stream().sent, ElementsAre("start phone"));
}

TEST_F(InputRelayTest, AnEmptyMessageBeforeTheStartIsRefused) {
  AgentInputRequest empty;
  empty.set_seq(2);
  session_->Take(empty);
  EXPECT_THAT(OnlyError(), AllOf(HasReason("WRONG_FIELD"), StatusIs(absl::StatusCode::kInvalidArgument)));
  EXPECT_THAT(std::string(OnlyError().message()), HasSubstr("kind"));
}

TEST_F(InputRelayTest, AClientCannotGiveTheGatewaysSignOfLife) {
  StartSession();
  AgentInputRequest alive;
  alive.set_seq(4);
  alive.mutable_keep_alive();
  session_->Take(alive);
  EXPECT_THAT(fake_.stream().sent, ElementsAre("4 nothing")) << "which the agent refuses";
}

TEST_F(InputRelayTest, ASecondStartIsLeftToTheAgent) {
  StartSession();
  session_->Take(StartOf("other"));
  EXPECT_THAT(fake_.stream().sent, ElementsAre("start other"));
  EXPECT_THAT(fake_.phones->asked, SizeIs(1));
}

TEST_F(InputRelayTest, APhoneIdIsCheckedBeforeItIsLookedFor) {
  session_->Take(StartOf(""));
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(client_->end->message()), HasSubstr("start.phone_id"));
  EXPECT_THAT(fake_.phones->asked, IsEmpty());
}

TEST_F(InputRelayTest, ALongPhoneIdEndsTheSession) {
  session_->Take(StartOf(std::string(33, 'p')));
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(InputRelayTest, APhoneThatIsNotFoundEndsTheSession) {
  fake_.phones->status = absl::NotFoundError("no such phone");
  session_->Take(StartOf("phone"));
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(InputRelayTest, SixtyFourUnansweredEventsFillIt) {
  StartSession();
  for (uint64_t seq = 1; seq <= 64; ++seq) {
    EXPECT_TRUE(session_->HasRoom()) << seq;
    session_->Take(MoveOf(seq));
  }
  EXPECT_FALSE(session_->HasRoom());
  EXPECT_THAT(fake_.stream().sent, SizeIs(64));
  EXPECT_EQ(client_->rooms, 0);
  ASSERT_TRUE(Answer(AckOf(10)));
  EXPECT_TRUE(session_->HasRoom());
  EXPECT_EQ(client_->rooms, 1);
  ASSERT_TRUE(Answer(AckOf(11)));
  EXPECT_EQ(client_->rooms, 1) << "it has been told";
  for (uint64_t seq = 65; seq <= 75; ++seq) session_->Take(MoveOf(seq));
  EXPECT_FALSE(session_->HasRoom()) << "eleven were answered, eleven came";
}

TEST_F(InputRelayTest, AnErrorAnswersOneEvent) {
  StartSession();
  for (uint64_t seq = 1; seq <= 64; ++seq) session_->Take(MoveOf(seq));
  ASSERT_TRUE(Answer(ErrorOf(40, absl::InvalidArgumentError("bad"))));
  EXPECT_EQ(client_->rooms, 1);
  session_->Take(MoveOf(65));
  EXPECT_FALSE(session_->HasRoom());
}

TEST_F(InputRelayTest, EventsThatWaitForThePhoneCount) {
  fake_.phones->answers_late = true;
  session_->Take(StartOf("phone"));
  for (uint64_t seq = 1; seq <= 64; ++seq) session_->Take(MoveOf(seq));
  EXPECT_FALSE(session_->HasRoom());
}

TEST_F(InputRelayTest, AnswersAreReadOneByOneAsTheClientTakesThem) {
  StartSession();
  EXPECT_FALSE(fake_.stream().reads) << "nobody has asked for more";
  session_->ReadOn();
  ASSERT_TRUE(fake_.stream().Answer(AckOf(1)));
  EXPECT_FALSE(fake_.stream().reads);
}

TEST_F(InputRelayTest, TheLeaseIsRenewedEachSecond) {
  StartSession();
  fake_.timers.Advance(absl::Milliseconds(3500));
  EXPECT_THAT(fake_.stream().sent, ElementsAre("alive", "alive", "alive"));
  session_->Cancel(absl::CancelledError("over"));
  fake_.timers.Advance(absl::Seconds(5));
  EXPECT_THAT(fake_.stream().sent, SizeIs(3));
  EXPECT_EQ(fake_.timers.pending(), 0u);
}

TEST_F(InputRelayTest, TheClientsCloseReachesTheAgentWhoseEndIsTheSessions) {
  StartSession();
  session_->Take(MoveOf(1));
  session_->Close();
  EXPECT_TRUE(fake_.stream().closed);
  EXPECT_FALSE(client_->end.has_value());
  EndStream(grpc::Status::OK);
  EXPECT_THAT(*client_->end, IsOk());
}

TEST_F(InputRelayTest, WithoutAStartACloseIsTheEnd) {
  session_->Close();
  EXPECT_THAT(*client_->end, IsOk());
}

TEST_F(InputRelayTest, ACancelReachesTheAgentAndEndsOnce) {
  StartSession();
  session_->Cancel(absl::CancelledError("gone"));
  EXPECT_TRUE(fake_.stream().cancelled);
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kCancelled));
  EndStream(grpc::Status::CANCELLED);
  EXPECT_EQ(client_->ends, 1);
  EXPECT_THAT(fake_.phones->forgotten, IsEmpty()) << "the way was good";
}

TEST_F(InputRelayTest, ACancelWhileThePhoneIsLookedForOpensNothing) {
  fake_.phones->answers_late = true;
  session_->Take(StartOf("phone"));
  session_->Cancel(absl::CancelledError("gone"));
  fake_.phones->Answer();
  EXPECT_THAT(fake_.streams, IsEmpty());
  EXPECT_EQ(client_->ends, 1);
}

TEST_F(InputRelayTest, ADrainClosesAndEndsWithItsOwnStatus) {
  StartSession();
  session_->CloseWith(absl::UnavailableError("draining"));
  EXPECT_TRUE(fake_.stream().closed);
  EXPECT_FALSE(client_->end.has_value()) << "what was taken is answered first";
  EndStream(grpc::Status::OK);
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(InputRelayTest, WhatTheAgentSaysPassesAsItIs) {
  StartSession();
  RichError lost;
  lost.code = google::rpc::ABORTED;
  lost.reason = "INPUT_CONTROL_LOST";
  EndStream(ToGrpcStatus(ToStatus(lost)));
  EXPECT_THAT(*client_->end, AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("INPUT_CONTROL_LOST")));
  EXPECT_THAT(fake_.phones->forgotten, IsEmpty());
}

TEST_F(InputRelayTest, AnAgentThatIsLostIsForgotten) {
  StartSession();
  EndStream(grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"));
  EXPECT_THAT(*client_->end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(fake_.phones->forgotten, ElementsAre("phone"));
}

TEST_F(InputRelayTest, AnAgentThatDoesNotRunIsAPrecondition) {
  session_->Take(StartOf("phone"));
  EndStream(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses: Connection refused"));
  EXPECT_THAT(*client_->end,
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("AGENT_NOT_RUNNING")));
}

TEST_F(InputRelayTest, ItEndsBeforeItsConnectionIsCutOff) {
  StartSession();
  fake_.timers.Advance(absl::Minutes(26));
  EXPECT_FALSE(fake_.stream().closed);
  fake_.timers.Advance(absl::Minutes(1));
  EXPECT_TRUE(fake_.stream().closed);
  EndStream(grpc::Status::OK);
  EXPECT_THAT(*client_->end, AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("STREAM_TOO_OLD")));
  EXPECT_TRUE(RetryDelayOf(*client_->end).has_value());
}

}  // namespace
}  // namespace cloudphone
