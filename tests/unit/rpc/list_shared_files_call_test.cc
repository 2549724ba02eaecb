#include "service/gateway/rpc/list_shared_files_call.h"

#include <future>  // NOLINT(build/c++11)
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/rpc/composed_server.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ListSharedFilesCallTest : public ::testing::Test {
 protected:
  ListSharedFilesCallTest() {
    request_.add_server_ids("s0");
    request_.set_path("/data/data");
  }

  void Begin() {
    status_ = std::async(std::launch::async, [this] {
      return server_.storage->ListSharedFiles(&context_, request_, &response_);
    });
  }
  // Answers the oldest call with a job whose output is `output`.
  void RunJob(const std::string& request_id, const std::string& server_id, const std::string& output) {
    v1::Job job = MakeJob("j-" + request_id, v1::JOB_STATE_SUCCEEDED);
    job.set_output(output);
    server_.source.jobs[request_id] = {job};
    server_.Answer(absl::StrCat(R"({"request_id":")", request_id, R"(","jobs":[{"server_id":")", server_id,
                                R"(","job_id":"j-)", request_id, R"("}]})"));
  }
  static std::string Output(int total, const std::string& name) {
    return absl::StrCat(R"({"files_in_path":{"total":)", total, R"(,"count":1,"files":["1 May 1 00:00 )",
                        name, R"("]}})");
  }

  ComposedServer server_;
  v1::ListSharedFilesRequest request_;
  v1::ListSharedFilesResponse response_;
  grpc::ClientContext context_;
  std::future<grpc::Status> status_;  // Its destructor waits for the call.
};

TEST_F(ListSharedFilesCallTest, ListsEachServerByItselfInTheOrderOfTheRequest) {
  request_.add_server_ids("s1");
  Begin();
  ASSERT_TRUE(server_.AwaitSent(2));
  const bool first_is_s0 = absl::StrContains(server_.transport.sent()[0].url, "server_ids=s0");
  RunJob("r0", first_is_s0 ? "s0" : "s1", Output(1, first_is_s0 ? "a" : "b"));
  RunJob("r1", first_is_s0 ? "s1" : "s0", Output(1, first_is_s0 ? "b" : "a"));
  server_.timers.Advance(absl::Seconds(2));
  ASSERT_THAT(status_.get(), IsOk());
  ASSERT_THAT(response_.listings(), SizeIs(2));
  EXPECT_EQ(response_.listings(0).server_id(), "s0");
  EXPECT_EQ(response_.listings(0).files(0).name(), "a");
  EXPECT_EQ(response_.listings(1).files(0).name(), "b");
  EXPECT_THAT(response_.next_page_token(), IsEmpty());
}

TEST_F(ListSharedFilesCallTest, BadRequestsAreRefusedAndNothingIsSent) {
  request_.set_path("/data/../system");
  Begin();
  EXPECT_THAT(status_.get(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(server_.transport.sent(), IsEmpty());
}

TEST_F(ListSharedFilesCallTest, TheErrorOfTheOnlyServerIsThatOfTheCall) {
  Begin();
  ASSERT_TRUE(server_.AwaitSent(1));
  RunJob("r0", "s0", "");
  server_.timers.Advance(absl::Seconds(2));
  const grpc::Status status = status_.get();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(status, HasReason("UPSTREAM_ANSWER_INVALID"));
}

TEST_F(ListSharedFilesCallTest, WithoutADeadlineItEndsAfterTwoMinutes) {
  Begin();
  ASSERT_TRUE(server_.AwaitSent(1));
  server_.source.jobs["r0"] = {MakeJob("j")};
  server_.Answer(R"({"request_id":"r0","jobs":[{"server_id":"s0","job_id":"j"}]})");
  server_.timers.Advance(absl::Minutes(2));
  EXPECT_THAT(status_.get(), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(ListSharedFilesCallTest, ADrainAsksTheCallerToComeBack) {
  Begin();
  ASSERT_TRUE(server_.AwaitSent(1));
  server_.calls.EndStreams();
  const grpc::Status status = status_.get();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(RetryDelayOf(FromGrpcStatus(status)).has_value());
  ASSERT_TRUE(server_.AwaitNoCall());
}

TEST_F(ListSharedFilesCallTest, ACallerThatGoesEndsTheListings) {
  Begin();
  ASSERT_TRUE(server_.AwaitSent(1));
  context_.TryCancel();
  EXPECT_THAT(status_.get(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_TRUE(server_.AwaitNoCall());
  EXPECT_THAT(server_.transport.cancelled(), SizeIs(1));
}

}  // namespace
}  // namespace cloudphone
