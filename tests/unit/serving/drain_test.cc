// The end of a service: calls in flight, and the order of the steps.

#include "service/serving/drain.h"

#include <string>
#include <vector>

#include "cloudphone/v1/job_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/serving/call_registry.h"
#include "tests/unit/serving/serving_client.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

TEST(CallRegistryTest, EndsStreamsThenCancelsWhatIsLeft) {
  CallRegistry calls;
  std::vector<std::string> seen;
  auto unary = calls.AddUnary([&] { seen.push_back("unary cancelled"); });
  auto stream =
      calls.AddStream([&] { seen.push_back("stream ended"); }, [&] { seen.push_back("stream cancelled"); });
  ASSERT_TRUE(unary && stream);
  calls.EndStreams();
  EXPECT_THAT(seen, ElementsAre("stream ended"));
  EXPECT_FALSE(calls.AddStream([] {}, [] {})) << "no more streams";
  EXPECT_TRUE(calls.AddUnary([] {})) << "unary calls go on";
  stream = {};
  EXPECT_FALSE(calls.WaitUntilEmpty(absl::ZeroDuration()));
  EXPECT_EQ(calls.CancelAll(), 1);
  EXPECT_THAT(seen, ElementsAre("stream ended", "unary cancelled"));
  EXPECT_FALSE(calls.AddUnary([] {}));
  unary = {};
  EXPECT_TRUE(calls.WaitUntilEmpty(absl::ZeroDuration()));
  EXPECT_EQ(calls.size(), 0);
}

class RecordedSteps final : public DrainSteps {
 public:
  void SetNotServing() override { steps.push_back("not serving"); }
  void Delay(absl::Duration delay) override { steps.push_back("delay " + absl::FormatDuration(delay)); }
  void EndStreams() override { steps.push_back("end streams"); }
  bool WaitForCalls(absl::Duration timeout) override {
    steps.push_back("wait " + absl::FormatDuration(timeout));
    return calls_end;
  }
  size_t CancelCalls() override {
    steps.push_back("cancel");
    return 3;
  }
  void Shutdown(absl::Duration timeout) override {
    steps.push_back("shutdown " + absl::FormatDuration(timeout));
  }

  bool calls_end = true;
  std::vector<std::string> steps;
};

TEST(DrainTest, GoesInOrderAndCancelsOnlyWhatIsStuck) {
  DrainOptions options;
  options.delay = absl::Seconds(5);
  RecordedSteps quiet;
  EXPECT_EQ(Drain(quiet, options), 0);
  EXPECT_THAT(quiet.steps, ElementsAre("not serving", "delay 5s", "end streams", "wait 20s", "shutdown 2s"));
  RecordedSteps stuck;
  stuck.calls_end = false;
  EXPECT_EQ(Drain(stuck, options), 3);
  EXPECT_THAT(stuck.steps,
              ElementsAre("not serving", "delay 5s", "end streams", "wait 20s", "cancel", "shutdown 2s"));
}

TEST(ServerDrainStepsTest, TheProbeAnswersUntilAfterTheDrain) {
  const auto probe = ProbeServer::Start({"127.0.0.1", 0});
  ASSERT_TRUE(probe.ok()) << probe.status();
  GrpcServerOptions options;
  options.listen = {"127.0.0.1", 0};
  options.probe = probe->get();
  v1::JobService::CallbackService jobs;
  options.services = {{&jobs, "jobs"}};
  const auto server = GrpcServer::Start(options);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto asked = Connect((*probe)->address());
  EXPECT_EQ(AskHealth(asked, "jobs"), "SERVING");
  CallRegistry calls;
  bool cancelled = false;
  bool aborted = false;
  const auto stuck = calls.AddUnary([&] { cancelled = true; });
  ServerDrainSteps steps(**server, calls, [&] { aborted = true; });
  DrainOptions times;
  times.drain_timeout = absl::ZeroDuration();
  times.shutdown_timeout = absl::ZeroDuration();
  EXPECT_EQ(Drain(steps, times), 1);
  EXPECT_TRUE(cancelled && aborted);
  EXPECT_EQ(AskHealth(asked, "jobs"), "NOT_SERVING");
  EXPECT_EQ(AskHealth(Connect((*server)->address())), "UNAVAILABLE");
}

}  // namespace
}  // namespace cloudphone
