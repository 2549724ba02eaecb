// The end of the gateway, as main() brings it about after a signal.

#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::grpc::health::v1::HealthCheckResponse;
using ::testing::AllOf;

constexpr char kRestarted[] = R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"j"}]})";

class DrainTest : public GatewayFixture {
 protected:
  DrainTest() {
    upstream_.Always(Answer(200, "{}"));
    StartWithUpstream(upstream_.url());
    EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()), IsOk());
    upstream_.Always(Silence());
  }

  // Waits until health says that the drain has begun.
  void WaitUntilNotServing(const std::string& service) {
    grpc::ClientContext context;
    SetDeadline(&context);
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    const auto reader = grpc::health::v1::Health::NewStub(channel())->Watch(&context, request);
    HealthCheckResponse response;
    while (reader->Read(&response) && response.status() == HealthCheckResponse::SERVING) {
    }
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
    context.TryCancel();
    EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kCancelled));
  }
  static DrainOptions Patient() {
    DrainOptions options;
    options.drain_timeout = kCallTimeout;
    return options;
  }

  ScriptedUpstream upstream_;
};

TEST_F(DrainTest, OpenWatchesEndAndSayWhenToAskAgain) {
  const auto watch = BeginWatch({"r"});
  watch->WaitUntilOn();
  std::future<void> drained = Drain(Patient());
  EXPECT_THAT(watch->End(), AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("GATEWAY_DRAINING"),
                                  RetryIn(absl::Seconds(1))));
  drained.get();
}

TEST_F(DrainTest, CallsInFlightFinishAndNewWatchesAreTurnedAway) {
  const auto read = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  const auto write = Begin(&PhoneStub::BatchRestartPhones, RestartRequest({"a"}));
  ASSERT_TRUE(upstream_.WaitForRequests(3));
  const auto watch = BeginWatch({"r"});
  watch->WaitUntilOn();
  std::future<void> drained = Drain(Patient());
  EXPECT_THAT(watch->End(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(BeginWatch({"r"})->End(),
              AllOf(StatusIs(absl::StatusCode::kUnavailable), RetryIn(absl::Seconds(1))));
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(0)), std::future_status::timeout)
      << "it waits for the calls";
  upstream_.AnswerHeld(Answer(200, kRestarted));
  EXPECT_THAT(write->Wait(), IsOk());
  EXPECT_THAT(read->Wait(), IsOk());
  drained.get();
  EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DrainTest, HealthSaysSoWhileCallsAreStillTaken) {
  const auto held = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  ASSERT_TRUE(upstream_.WaitForRequests(2));
  std::future<void> drained = Drain(Patient());
  for (const char* service : {"", "cloudphone.v1.PhoneService", "cloudphone.v1.JobService"})
    WaitUntilNotServing(service);
  upstream_.Always(Answer(200, "{}"));
  EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest()), IsOk())
      << "until balancers have noticed";
  upstream_.AnswerHeld(Answer(200, "{}"));
  EXPECT_THAT(held->Wait(), IsOk());
  drained.get();
}

TEST_F(DrainTest, ASilentUpstreamDoesNotHoldItUp) {
  const auto read = Begin(&PhoneStub::ListPhones, v1::ListPhonesRequest());
  const auto write = Begin(&PhoneStub::BatchRestartPhones, RestartRequest({"a"}));
  ASSERT_TRUE(upstream_.WaitForRequests(3));
  DrainOptions options;
  options.drain_timeout = absl::Milliseconds(100);
  options.shutdown_timeout = absl::Seconds(1);
  const absl::Time begin = absl::Now();
  Drain(options).get();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  EXPECT_FALSE(read->Wait().ok());
  EXPECT_FALSE(write->Wait().ok());
  EXPECT_TRUE(upstream_.WaitForHangUps(2)) << "both are taken back from the upstream";
}

TEST_F(DrainTest, AnOpenHealthWatchDoesNotHoldItUp) {
  grpc::ClientContext context;
  SetDeadline(&context);
  grpc::health::v1::HealthCheckRequest request;
  const auto reader = grpc::health::v1::Health::NewStub(channel())->Watch(&context, request);
  reader->WaitForInitialMetadata();
  DrainOptions options;
  options.shutdown_timeout = absl::Milliseconds(100);
  const absl::Time begin = absl::Now();
  Drain(options).get();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
}

}  // namespace
}  // namespace cloudphone
