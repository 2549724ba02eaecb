#include "service/gateway/rpc/execute_command_stream.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/rpc/composed_server.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExecuteCommandStreamTest : public ::testing::Test {
 protected:
  void Begin(int phones, bool synchronous = false) {
    v1::ExecuteCommandRequest request;
    for (int i = 0; i < phones; ++i) request.add_phone_ids(absl::StrCat("p", i));
    request.set_content("ls -l /system");
    request.set_synchronous(synchronous);
    Begin(request);
  }
  void Begin(const v1::ExecuteCommandRequest& request) {
    context_ = std::make_unique<grpc::ClientContext>();
    reader_ = server_.adb->ExecuteCommand(context_.get(), request);
  }
  bool Read() { return reader_->Read(&message_); }
  // Skips what is left; how the stream ended.
  grpc::Status End() {
    while (Read()) {
    }
    return reader_->Finish();
  }

  // Accepts one phone under the request "r", and gives the hub its job.
  void AcceptOne() {
    source_job_ = MakeJob("j");
    server_.source.jobs["r"] = {source_job_};
    server_.Answer(R"({"request_id":"r","jobs":[{"phone_id":"p0","job_id":"j"}]})");
  }

  ComposedServer server_;
  v1::Job source_job_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::ExecuteCommandResponse>> reader_;
  v1::ExecuteCommandResponse message_;
};

TEST_F(ExecuteCommandStreamTest, StreamsRequestsThenResultsThenEndsOk) {
  Begin(1);
  ASSERT_TRUE(server_.AwaitSent(1));
  AcceptOne();
  ASSERT_TRUE(Read());
  EXPECT_THAT(message_.request_ids(), ElementsAre("r"));
  EXPECT_THAT(message_.results(), IsEmpty());
  server_.source.jobs["r"][0].set_state(v1::JOB_STATE_SUCCEEDED);
  server_.source.jobs["r"][0].set_output("total 0");
  server_.timers.Advance(absl::Seconds(2));
  ASSERT_TRUE(Read());
  ASSERT_THAT(message_.results(), SizeIs(1));
  EXPECT_EQ(message_.results(0).phone_id(), "p0");
  EXPECT_EQ(message_.results(0).output(), "total 0");
  EXPECT_THAT(End(), IsOk());
}

TEST_F(ExecuteCommandStreamTest, RunsSynchronouslyWhenAskedTo) {
  Begin(1, /*synchronous=*/true);
  ASSERT_TRUE(ComposedServer::Await([this] { return server_.timers.pending() > 0; }));
  server_.timers.Advance(absl::ZeroDuration());
  ASSERT_TRUE(server_.AwaitSent(1));
  EXPECT_THAT(server_.transport.sent()[0].url, ::testing::HasSubstr("sync-commands"));
  server_.Answer(
      R"({"request_id":"r","jobs":[{"phone_id":"p0","job_id":"j","status":2,"execute_msg":"total 0"}]})");
  ASSERT_TRUE(Read());
  EXPECT_THAT(message_.request_ids(), ElementsAre("r"));
  EXPECT_THAT(message_.results(), SizeIs(1)) << "what comes together travels together";
  EXPECT_THAT(End(), IsOk());
}

TEST_F(ExecuteCommandStreamTest, BadRequestsAreRefusedAndNothingIsSent) {
  v1::ExecuteCommandRequest fine;
  fine.add_phone_ids("p");
  fine.set_content("ls");
  std::vector<v1::ExecuteCommandRequest> bad(4, fine);
  bad[0].clear_phone_ids();
  bad[1].add_phone_ids("p");
  bad[2].set_content("ls; rm");
  for (int i = 0; i < 1000; ++i) bad[3].add_phone_ids(absl::StrCat("q", i));
  for (const v1::ExecuteCommandRequest& request : bad) {
    Begin(request);
    EXPECT_THAT(End(), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(server_.transport.sent(), IsEmpty());
}

TEST_F(ExecuteCommandStreamTest, ADrainNamesWhatRunsOn) {
  Begin(1);
  ASSERT_TRUE(server_.AwaitSent(1));
  AcceptOne();
  ASSERT_TRUE(Read());
  server_.calls.EndStreams();
  const grpc::Status end = End();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(end, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(end).metadata().at("request_ids"), "r");
  Begin(1);
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kUnavailable)) << "nothing of it has begun";
  EXPECT_THAT(server_.transport.sent(), SizeIs(1));
}

TEST_F(ExecuteCommandStreamTest, ADrainWaitsForTheAnswerThatTellsTheRequest) {
  Begin(1);
  ASSERT_TRUE(server_.AwaitSent(1));
  server_.calls.EndStreams();
  EXPECT_EQ(server_.calls.size(), 1u);
  AcceptOne();
  ASSERT_TRUE(Read());
  EXPECT_THAT(message_.request_ids(), ElementsAre("r"));
  EXPECT_THAT(End(), HasReason("OUTCOME_UNKNOWN"));
}

TEST_F(ExecuteCommandStreamTest, ACallerThatGoesEndsTheWatchAndWhatWasNotSent) {
  Begin(300);
  ASSERT_TRUE(server_.AwaitSent(4));
  context_->TryCancel();
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_TRUE(server_.AwaitNoCall());
  ASSERT_TRUE(ComposedServer::Await([this] { return server_.transport.cancelled().size() == 4; }));
  for (int i = 0; i < 4; ++i) AcceptOne();
  server_.timers.Advance(absl::Minutes(1));
  EXPECT_THAT(server_.transport.sent(), SizeIs(4)) << "two parts were never sent";
  EXPECT_THAT(server_.source.queries, IsEmpty());
}

TEST_F(ExecuteCommandStreamTest, ASlowReaderGetsEachResultOnce) {
  Begin(1000);
  // Every phone is refused; nobody reads meanwhile.
  for (size_t part = 0; part < 20; ++part) {
    ASSERT_TRUE(server_.AwaitSent(part + 1));
    server_.Answer(absl::StrCat(R"({"request_id":"r)", part, R"(","jobs":[]})"));
  }
  std::set<std::string> phones;
  std::set<std::string> requests;
  int messages = 0;
  for (; Read(); ++messages) {
    requests.insert(message_.request_ids().begin(), message_.request_ids().end());
    for (const v1::CommandResult& result : message_.results()) phones.insert(result.phone_id());
    EXPECT_LE(message_.results_size(), 100);
  }
  EXPECT_THAT(reader_->Finish(), IsOk());
  EXPECT_THAT(phones, SizeIs(1000));
  EXPECT_THAT(requests, SizeIs(20));
  EXPECT_LE(messages, 12) << "what waits is told together";
}

}  // namespace
}  // namespace cloudphone
