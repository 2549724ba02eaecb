#include "service/gateway/media/gesture_run.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/media/input/fake_input_agents.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class GestureRunTest : public ::testing::Test {
 protected:
  ~GestureRunTest() override {
    run_->Cancel();
    if (!ended_ && !fake_.streams.empty()) fake_.stream().End(grpc::Status::CANCELLED);
  }

  template <typename Request>
  void Begin(const Request& request) {
    absl::StatusOr<GesturePlan> plan = PlanGesture(request);
    ASSERT_THAT(plan.status(), IsOk());
    run_ = GestureRun::Start(fake_.agents, InputCaller(), *std::move(plan),
                             [this](const absl::Status& status) { end_ = status; });
  }
  void GiveControl() {
    ASSERT_TRUE(fake_.stream().Answer(StartedAnswer()));
    Sent();
  }
  // What was sent since the last look, signs of life left out.
  std::vector<std::string> Sent() {
    std::vector<std::string> events;
    for (std::string& one : std::exchange(fake_.stream().sent, {})) {
      if (one != "alive") events.push_back(std::move(one));
    }
    return events;
  }
  void EndStream(const grpc::Status& status) {
    ended_ = true;
    fake_.stream().End(status);
  }
  static v1::TapRequest Tap() {
    v1::TapRequest tap;
    tap.set_phone_id("phone");
    tap.set_screen_width(720);
    tap.set_screen_height(1280);
    tap.set_x(10);
    tap.set_y(20);
    return tap;
  }

  FakeInputAgents fake_;
  std::shared_ptr<GestureRun> run_;
  absl::optional<absl::Status> end_;
  bool ended_ = false;
};

TEST_F(GestureRunTest, ATapHoldsFiftyMilliseconds) {
  Begin(Tap());
  EXPECT_THAT(Sent(), ElementsAre("start phone")) << "nothing without control";
  fake_.timers.Advance(absl::Seconds(2));
  EXPECT_THAT(Sent(), IsEmpty());
  ASSERT_TRUE(fake_.stream().Answer(StartedAnswer()));
  EXPECT_THAT(Sent(), ElementsAre("1 DOWN 10,20"));
  fake_.timers.Advance(absl::Milliseconds(49));
  EXPECT_THAT(Sent(), IsEmpty());
  fake_.timers.Advance(absl::Milliseconds(1));
  EXPECT_THAT(Sent(), ElementsAre("2 UP 10,20"));
  EXPECT_TRUE(fake_.stream().closed);
  EXPECT_FALSE(end_.has_value()) << "the agent has not said that all is over";
  EndStream(grpc::Status::OK);
  EXPECT_THAT(*end_, IsOk());
}

TEST_F(GestureRunTest, AClockThatIsSetBackDoesNotHoldTheFinger) {
  Begin(Tap());
  GiveControl();
  fake_.timers.Jump(absl::Hours(-1));
  fake_.timers.Advance(absl::Milliseconds(50));
  EXPECT_THAT(Sent(), ElementsAre("2 UP 10,20"));
}

TEST_F(GestureRunTest, ASwipeMovesEachTwelveMilliseconds) {
  v1::SwipeRequest swipe;
  swipe.set_phone_id("phone");
  swipe.set_screen_width(720);
  swipe.set_screen_height(1280);
  swipe.set_from_x(100);
  swipe.set_to_x(0);
  swipe.set_to_y(50);
  swipe.mutable_duration()->set_nanos(30'000'000);
  Begin(swipe);
  ASSERT_TRUE(fake_.stream().Answer(StartedAnswer()));
  EXPECT_THAT(Sent(), ElementsAre("start phone", "1 DOWN 100,0"));
  fake_.timers.Advance(absl::Milliseconds(12));
  EXPECT_THAT(Sent(), ElementsAre("2 MOVE 60,20"));
  fake_.timers.Advance(absl::Milliseconds(12));
  EXPECT_THAT(Sent(), ElementsAre("3 MOVE 20,40"));
  fake_.timers.Advance(absl::Milliseconds(6));
  EXPECT_THAT(Sent(), ElementsAre("4 MOVE 0,50", "5 UP 0,50"));
}

TEST_F(GestureRunTest, ARefusedEventIsTheEndOfTheGesture) {
  Begin(Tap());
  GiveControl();
  ASSERT_TRUE(fake_.stream().Answer(ErrorOf(1, absl::InternalError("the engine says no"))));
  EXPECT_TRUE(fake_.stream().closed);
  EndStream(grpc::Status::OK);
  EXPECT_THAT(*end_, StatusIs(absl::StatusCode::kInternal));
}

TEST_F(GestureRunTest, AnotherSessionsControlIsNotTaken) {
  Begin(Tap());
  EndStream(grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "another has it"));
  EXPECT_THAT(*end_, StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(GestureRunTest, ACancelInTheMiddleIsTheAgentsToCleanUp) {
  Begin(Tap());
  GiveControl();
  run_->Cancel();
  EXPECT_TRUE(fake_.stream().cancelled);
  EXPECT_THAT(*end_, StatusIs(absl::StatusCode::kCancelled));
  fake_.timers.Advance(absl::Seconds(1));
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(GestureRunTest, APhoneThatDoesNotFollowEndsTheGestureWithoutTheCallersDeadline) {
  Begin(Tap());
  GiveControl();
  fake_.timers.Advance(GestureRun::kPatience);
  EXPECT_FALSE(end_.has_value()) << "the hold counts besides";
  fake_.timers.Advance(absl::Milliseconds(50));
  EXPECT_THAT(*end_,
              ::testing::AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("AGENT_UNANSWERED")));
  EXPECT_TRUE(fake_.stream().cancelled);
}

TEST_F(GestureRunTest, TextWaitsForAPhoneThatIsSlow) {
  v1::InputTextRequest text;
  text.set_phone_id("phone");
  text.set_text(std::string(40, 'a'));
  Begin(text);
  GiveControl();
  fake_.timers.Advance(absl::Seconds(5));
  EXPECT_THAT(Sent(), SizeIs(62)) << "sixty-four events of eighty, two of which went at once";
  ASSERT_TRUE(fake_.stream().Answer(AckOf(64)));
  EXPECT_THAT(Sent(), SizeIs(16));
  EXPECT_TRUE(fake_.stream().closed);
}

}  // namespace
}  // namespace cloudphone
