// Calls that end before the upstream answers: the caller goes, or its deadline passes.

#include "tests/integration/captured_log.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;

constexpr char kRestarted[] = R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"j"}]})";
// A tenth of it, 200 ms, is the gateway's margin to tell the caller in time.
constexpr absl::Duration kShortTimeout = absl::Seconds(2);

class EarlyEndTest : public GatewayFixture {
 protected:
  EarlyEndTest() {
    log_.Clear();
    StartWithUpstream(upstream_.url());
    // From the first answer on calls go side by side: until then one tries the credentials.
    upstream_.Always(Answer(200, "{}"));
    EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()), IsOk());
    upstream_.Always(Silence());
  }

  CapturedLog& log_ = CapturedLog::Get();
  ScriptedUpstream upstream_;
};

TEST_F(EarlyEndTest, ACancelledReadIsTakenBackFromTheUpstream) {
  const auto call = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  ASSERT_TRUE(upstream_.WaitForRequests(2));
  call->Cancel();
  EXPECT_THAT(call->Wait(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(upstream_.WaitForHangUps(1));
  EXPECT_TRUE(log_.WaitForLine({"ListPhones", "code=CANCELLED", "caller_gone=true"}))
      << "the call has ended here, too";
}

TEST_F(EarlyEndTest, ACancelledWriteThatHasLeftIsCarriedThrough) {
  const auto write = Begin(&PhoneStub::BatchRestartPhones, RestartRequest({"a"}));
  ASSERT_TRUE(upstream_.WaitForRequests(2));
  const auto read = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  ASSERT_TRUE(upstream_.WaitForRequests(3));
  write->Cancel();
  EXPECT_THAT(write->Wait(), StatusIs(absl::StatusCode::kCancelled));
  read->Cancel();
  // When the gateway has seen the read's cancel, it has seen the write's as well.
  ASSERT_TRUE(upstream_.WaitForHangUps(1));
  upstream_.AnswerHeld(Answer(200, kRestarted));
  EXPECT_TRUE(log_.WaitForLine({"BatchRestartPhones", "code=OK", "operation=RestartCloudPhone"}))
      << "the result is learned and logged";
  EXPECT_EQ(upstream_.requests(), 3) << "nothing is sent twice";
}

TEST_F(EarlyEndTest, AReadThatFindsNoAnswerEndsWithItsDeadline) {
  EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest(), kShortTimeout),
              AllOf(StatusIs(absl::StatusCode::kDeadlineExceeded), HasReason("DEADLINE_EXCEEDED")));
  EXPECT_TRUE(upstream_.WaitForHangUps(1));
}

TEST_F(EarlyEndTest, AWriteThatFindsNoAnswerHasAnUnknownOutcome) {
  EXPECT_THAT(
      Call(&PhoneStub::BatchRestartPhones, RestartRequest({"a"}), kShortTimeout),
      AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN"), SaysNothingOfRetry()));
  EXPECT_EQ(upstream_.requests(), 2) << "sent once";
}

TEST_F(EarlyEndTest, AnUpstreamThatIsNotThereIsUnavailableForReadsAndWrites) {
  const std::string url = ScriptedUpstream().url();  // Nobody listens there any more.
  StartWithUpstream(url);
  const auto certainly_unsent = AllOf(StatusIs(absl::StatusCode::kUnavailable),
                                      HasReason("UPSTREAM_UNAVAILABLE"), RetryIn(absl::Seconds(1)));
  EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()), certainly_unsent);
  EXPECT_THAT(Restart({"a"}), certainly_unsent);
}

TEST_F(EarlyEndTest, AGatewayThatGoesEndsWhatIsInFlight) {
  const auto read = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  const auto write = Begin(&PhoneStub::BatchRestartPhones, RestartRequest({"a"}));
  const auto watch = BeginWatch({"r"});
  watch->WaitUntilOn();
  ASSERT_TRUE(upstream_.WaitForRequests(3));
  Stop();
  EXPECT_FALSE(read->Wait().ok());
  EXPECT_FALSE(write->Wait().ok());
  EXPECT_FALSE(watch->End().ok());
}

}  // namespace
}  // namespace cloudphone
