#include "service/gateway/rpc/wait_jobs_call.h"

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "service/gateway/rpc/wait_deadline.h"
#include "service/serving/grpc_status.h"
#include "tests/unit/rpc/job_server.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

v1::WaitJobsRequest Request(const std::vector<std::string>& ids, absl::Duration wait = absl::ZeroDuration()) {
  v1::WaitJobsRequest request;
  for (const std::string& id : ids) request.add_request_ids(id);
  if (wait == absl::ZeroDuration()) return request;
  request.mutable_wait_timeout()->set_seconds(absl::ToInt64Seconds(wait));
  request.mutable_wait_timeout()->set_nanos(
      static_cast<int>(absl::ToInt64Nanoseconds(wait - absl::Trunc(wait, absl::Seconds(1)))));
  return request;
}

template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  Detail found;
  const google::rpc::Status rich = FromStatus(FromGrpcStatus(status));
  for (const auto& detail : rich.details()) {
    if (detail.Is<Detail>()) detail.UnpackTo(&found);
  }
  return found;
}

class WaitJobsCallTest : public ::testing::Test {
 protected:
  ~WaitJobsCallTest() override {
    if (thread_.joinable()) thread_.join();
  }

  // A call that the hub knows of when this returns.
  void Begin(const v1::WaitJobsRequest& request) {
    thread_ =
        std::thread([this, request] { status_ = server_.stub->WaitJobs(&context_, request, &response_); });
    ASSERT_TRUE(server_.AwaitWatch());
  }
  grpc::Status End() {
    thread_.join();
    return status_;
  }
  // A call that ends by itself.
  grpc::Status Call(const v1::WaitJobsRequest& request) {
    return server_.stub->WaitJobs(&context_, request, &response_);
  }

  JobServer server_;
  grpc::ClientContext context_;
  v1::WaitJobsResponse response_;

 private:
  std::thread thread_;
  grpc::Status status_;
};

TEST_F(WaitJobsCallTest, AnswersWhenAllIsDone) {
  const std::string one = server_.AddRequest(2);
  const std::string other = server_.AddRequest(1);
  Begin(Request({one, other}));
  server_.timers.Advance(absl::Seconds(2));
  for (v1::Job& job : server_.source.jobs[one]) job.set_state(v1::JOB_STATE_SUCCEEDED);
  server_.timers.Advance(absl::Seconds(3));
  server_.source.jobs[other][0].set_state(v1::JOB_STATE_FAILED);
  server_.timers.Advance(absl::Seconds(10));
  const grpc::Status status = End();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(response_.done());
  ASSERT_THAT(response_.jobs(), SizeIs(3));
  EXPECT_EQ(response_.jobs(0).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(response_.progress().succeeded(), 2);
  EXPECT_EQ(response_.progress().failed(), 1);
}

TEST_F(WaitJobsCallTest, AWaitThatIsTooShortAnswersWithTheStateReached) {
  const std::string id = server_.AddRequest(2);
  Begin(Request({id}, absl::Milliseconds(4500)));
  server_.timers.Advance(absl::Seconds(1));
  server_.source.jobs[id][1].set_state(v1::JOB_STATE_SUCCEEDED);
  server_.timers.Advance(absl::Seconds(4));
  const grpc::Status status = End();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response_.done());
  EXPECT_THAT(response_.jobs(), SizeIs(2));
  EXPECT_EQ(response_.progress().running(), 1);
  EXPECT_EQ(response_.progress().succeeded(), 1);
}

TEST_F(WaitJobsCallTest, AnswersEmptyWhenNothingCouldBeReadInTime) {
  server_.source.failure = absl::UnavailableError("down");
  Begin(Request({server_.AddRequest(1)}));
  server_.timers.Advance(absl::Seconds(30) - absl::Milliseconds(100));
  EXPECT_EQ(server_.calls.size(), 1) << "half a minute is the default";
  server_.timers.Advance(absl::Milliseconds(200));
  const grpc::Status status = End();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response_.done());
  EXPECT_THAT(response_.jobs(), SizeIs(0));
  EXPECT_FALSE(response_.has_progress());
}

TEST_F(WaitJobsCallTest, AnswersBeforeTheDeadlineOfTheCaller) {
  context_.set_deadline(absl::ToChronoTime(server_.timers.Now() + absl::Seconds(20)));
  Begin(Request({server_.AddRequest(1)}, absl::Minutes(5)));
  server_.timers.Advance(absl::Seconds(20) - absl::Milliseconds(150));
  const grpc::Status status = End();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response_.done());
  EXPECT_THAT(response_.jobs(), SizeIs(1));
}

TEST_F(WaitJobsCallTest, AnUnknownRequestIsNotFound) {
  Begin(Request({"nobody"}, absl::Minutes(2)));
  server_.timers.Advance(absl::Minutes(1));
  const grpc::Status status = End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "REQUEST_NOT_FOUND");
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(status).resource_name(), "nobody");
}

TEST_F(WaitJobsCallTest, ANegativeWaitIsRefused) {
  v1::WaitJobsRequest request = Request({"r"});
  request.mutable_wait_timeout()->set_seconds(-1);
  const grpc::Status status = Call(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_THAT(DetailOf<google::rpc::BadRequest>(status).field_violations(), SizeIs(1));
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(), "wait_timeout");
}

TEST_F(WaitJobsCallTest, RequestIdsAreCheckedAsInWatchJobs) {
  const grpc::Status status = Call(Request({"r", "r"}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(), "request_ids[1]");
}

TEST_F(WaitJobsCallTest, ADrainEndsItWithAWordWhenToComeBack) {
  Begin(Request({server_.AddRequest(1)}, absl::Minutes(5)));
  server_.calls.EndStreams();
  const grpc::Status status = End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
}

TEST_F(WaitJobsCallTest, ACallerThatGoesIsForgotten) {
  Begin(Request({server_.AddRequest(1)}, absl::Minutes(5)));
  server_.timers.Advance(absl::Seconds(1));
  context_.TryCancel();
  EXPECT_EQ(End().error_code(), grpc::StatusCode::CANCELLED);
  ASSERT_TRUE(JobServer::Await([this] { return server_.calls.size() == 0; }));
  server_.timers.Advance(absl::ZeroDuration());
  EXPECT_EQ(server_.timers.pending(), 0);
}

TEST(WaitDeadlineTest, IsTheShorterOfTheWaitAndWhatTheCallerLeaves) {
  const absl::Time now = absl::FromUnixSeconds(1700000000);
  const auto until = [&](int64_t seconds, absl::Duration caller) {
    google::protobuf::Duration wait;
    wait.set_seconds(seconds);
    return *WaitDeadline(wait, now, now + caller) - now;
  };
  EXPECT_EQ(until(0, absl::InfiniteDuration()), absl::Seconds(30));
  EXPECT_EQ(until(7, absl::InfiniteDuration()), absl::Seconds(7));
  EXPECT_EQ(until(3600, absl::InfiniteDuration()), absl::Minutes(10));
  EXPECT_EQ(until(7, absl::Seconds(5)), absl::Milliseconds(4800));
  EXPECT_EQ(until(7, absl::Seconds(1)), absl::Milliseconds(900));
  EXPECT_EQ(until(7, absl::Seconds(-1)), absl::Seconds(-1)) << "a deadline that has passed is over at once";
}

TEST(WaitDeadlineTest, RefusesWhatIsNoDuration) {
  const std::vector<std::pair<int64_t, int>> wrong = {{-1, 0}, {0, -1}, {0, 1000000000}, {1, -5}};
  for (const auto& [seconds, nanos] : wrong) {
    google::protobuf::Duration wait;
    wait.set_seconds(seconds);
    wait.set_nanos(nanos);
    EXPECT_TRUE(absl::IsInvalidArgument(WaitDeadline(wait, absl::Now(), absl::InfiniteFuture()).status()));
  }
}

}  // namespace
}  // namespace cloudphone
