// What programs share: flags, addresses, log lines, calls in flight, statuses, the drain.

#include <string>
#include <vector>

#include "adapters/cph/errors/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "service/serving/call_registry.h"
#include "service/serving/drain.h"
#include "service/serving/grpc_status.h"
#include "service/serving/listen_address.h"
#include "service/serving/log_line.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(ListenAddressTest, ReadsEachForm) {
  struct Row {
    const char* text;
    const char* host;
    int port;
    bool loopback;
  };
  const Row rows[] = {
      {"127.0.0.1:0", "127.0.0.1", 0, true},  {"127.9.9.9:1", "127.9.9.9", 1, true},
      {"[::1]:65535", "::1", 65535, true},    {"localhost:80", "localhost", 80, true},
      {"0.0.0.0:80", "0.0.0.0", 80, false},   {"[::]:80", "::", 80, false},
      {"10.0.0.1:80", "10.0.0.1", 80, false}, {"localhost.example:80", "localhost.example", 80, false}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto address = ParseListenAddress(row.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->host, row.host);
    EXPECT_EQ(address->port, row.port);
    EXPECT_EQ(IsLoopback(*address), row.loopback);
    EXPECT_EQ(ToString(*address), row.text);
  }
  for (const char* bad :
       {"", ":", ":80", "host", "host:", "host:x", "host:65536", "host:-1", "::1:80", "a b:1", "[::1]"})
    EXPECT_FALSE(ParseListenAddress(bad).ok()) << bad;
}

TEST(LogLineTest, IsOneLineWhateverStandsInIt) {
  EXPECT_EQ(LogLine("call", {{"method", "/a/b"}, {"count", 3}, {"empty", ""}, {"text", "two words"}}),
            "event=call method=/a/b count=3 text=\"two words\"");
  EXPECT_EQ(LogLine("x", {{"a", "1\n2\"3=\x01"}}), "event=x a=\"1\\n2\\\"3=\\x01\"");
  EXPECT_LT(LogLine("x", {{"a", std::string(100000, 'y')}}).size(), 2000);
}

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

TEST(GrpcStatusTest, CarriesDetailsBothWays) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "PHONE_NOT_FOUND";
  error.message = "gone";
  error.resource_type = "phone";
  error.resource_name = "a";
  const grpc::Status status = ToGrpcStatus(ToStatus(error));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "gone");
  EXPECT_EQ(FromStatus(FromGrpcStatus(status)).SerializeAsString(), ToRpcStatus(error).SerializeAsString());
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(GrpcStatusTest, LeavesOutDetailsThatWouldLoseTheError) {
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = "PARAMETER_INVALID";
  for (int i = 0; i < 1000; ++i) error.violations.push_back({std::string(100, 'f'), std::string(100, 'd')});
  error.resource_type = "phone";
  error.resource_name = std::string(8000, 'x');
  const grpc::Status status = ToGrpcStatus(ToStatus(error));
  EXPECT_LE(status.error_details().size(), 4096);
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(status.error_details()));
  ASSERT_THAT(rich.details(), SizeIs(testing::Ge(1)));
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(rich.details(0).UnpackTo(&info)) << "ErrorInfo stays";
}

}  // namespace
}  // namespace cloudphone
