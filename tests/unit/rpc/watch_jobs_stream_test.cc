#include "service/gateway/rpc/watch_jobs_stream.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/rpc/job_server.h"

namespace cloudphone {
namespace {

using ::testing::Ge;
using ::testing::SizeIs;

struct Stream {
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<v1::WatchJobsResponse>> reader;
};

class WatchJobsStreamTest : public ::testing::Test {
 protected:
  // A stream that the hub knows of when this returns: gRPC sends nothing before the handler has returned.
  std::unique_ptr<Stream> Watch(const std::vector<std::string>& ids) {
    auto stream = std::make_unique<Stream>();
    v1::WatchJobsRequest request;
    for (const std::string& id : ids) request.add_request_ids(id);
    stream->reader = server_.stub->WatchJobs(&stream->context, request);
    stream->reader->WaitForInitialMetadata();
    return stream;
  }

  JobServer server_;
  v1::WatchJobsResponse message_;
};

TEST_F(WatchJobsStreamTest, SendsTheSnapshotThenChangesThenEndsOk) {
  const std::string id = server_.AddRequest(2);
  const auto stream = Watch({id});
  server_.timers.Advance(absl::Seconds(1));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_THAT(message_.jobs(), SizeIs(2));
  EXPECT_EQ(message_.progress().running(), 2);
  for (v1::Job& job : server_.source.jobs[id]) job.set_state(v1::JOB_STATE_SUCCEEDED);
  server_.timers.Advance(absl::Seconds(5));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_EQ(message_.progress().succeeded(), 2);
  EXPECT_FALSE(stream->reader->Read(&message_));
  EXPECT_TRUE(stream->reader->Finish().ok());
}

TEST_F(WatchJobsStreamTest, SendsHeartbeatsOfWhatItKnows) {
  const auto stream = Watch({server_.AddRequest(2)});
  server_.timers.Advance(absl::Seconds(1));
  ASSERT_TRUE(stream->reader->Read(&message_));
  server_.timers.Advance(absl::Seconds(30));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_TRUE(message_.heartbeat());
  EXPECT_EQ(message_.progress().running(), 2);
  EXPECT_THAT(message_.jobs(), SizeIs(0));
}

TEST_F(WatchJobsStreamTest, AThousandStalledReadersCostTheOthersNothing) {
  const std::string id = server_.AddRequest(3);
  std::vector<std::unique_ptr<Stream>> stalled;
  for (int i = 0; i < 1000; ++i) stalled.push_back(Watch({id}));
  const auto reader = Watch({id});
  server_.timers.Advance(absl::Seconds(20));
  ASSERT_TRUE(reader->reader->Read(&message_));
  const size_t polls = server_.source.queries.size();
  for (int round = 0; round < 20; ++round) {
    server_.source.jobs[id][0].set_output(std::string(1000, static_cast<char>('a' + round)));
    server_.timers.Advance(absl::Seconds(12));
    ASSERT_TRUE(reader->reader->Read(&message_)) << "each state reaches who reads";
    ASSERT_EQ(message_.jobs(0).output()[0], 'a' + round);
  }
  EXPECT_THAT(server_.source.queries.size() - polls, Ge(20)) << "the hub polls as ever";
  for (v1::Job& job : server_.source.jobs[id]) job.set_state(v1::JOB_STATE_FAILED);
  server_.timers.Advance(absl::Seconds(12));
  ASSERT_TRUE(reader->reader->Read(&message_));
  EXPECT_FALSE(reader->reader->Read(&message_));
  EXPECT_TRUE(reader->reader->Finish().ok());

  // One message was on its way; behind it waited the newest states only.
  for (const auto& stream : stalled) {
    ASSERT_TRUE(stream->reader->Read(&message_));
    ASSERT_EQ(message_.progress().running(), 3);
    ASSERT_TRUE(stream->reader->Read(&message_));
    ASSERT_EQ(message_.progress().failed(), 3);
    ASSERT_THAT(message_.jobs(), SizeIs(3));
    ASSERT_EQ(message_.jobs(0).output()[0], 'a' + 19);
    ASSERT_FALSE(stream->reader->Read(&message_));
    ASSERT_TRUE(stream->reader->Finish().ok());
  }
}

TEST_F(WatchJobsStreamTest, AStreamThatGrewOldComesBackWithoutLosingAState) {
  const std::string id = server_.AddRequest(2);
  auto stream = Watch({id});
  server_.timers.Advance(absl::Seconds(1));
  ASSERT_TRUE(stream->reader->Read(&message_));
  server_.timers.Advance(absl::Minutes(30));
  while (stream->reader->Read(&message_)) EXPECT_TRUE(message_.heartbeat());
  EXPECT_EQ(stream->reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  for (v1::Job& job : server_.source.jobs[id]) job.set_state(v1::JOB_STATE_SUCCEEDED);
  stream = Watch({id});
  server_.timers.Advance(absl::Seconds(1));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_EQ(message_.progress().succeeded(), 2);
  EXPECT_FALSE(stream->reader->Read(&message_));
  EXPECT_TRUE(stream->reader->Finish().ok());
}

TEST_F(WatchJobsStreamTest, ADrainEndsAlsoWhoDoesNotRead) {
  const std::string id = server_.AddRequest(1);
  const auto stream = Watch({id});
  server_.timers.Advance(absl::Seconds(1));
  server_.calls.EndStreams();
  ASSERT_TRUE(stream->reader->Read(&message_)) << "what was on its way arrives";
  EXPECT_FALSE(stream->reader->Read(&message_));
  EXPECT_EQ(stream->reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto late = Watch({id});
  EXPECT_FALSE(late->reader->Read(&message_));
  EXPECT_EQ(late->reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(WatchJobsStreamTest, ACallerThatGoesIsForgotten) {
  const auto stream = Watch({server_.AddRequest(1)});
  server_.timers.Advance(absl::Seconds(1));
  stream->context.TryCancel();
  EXPECT_EQ(stream->reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  ASSERT_TRUE(JobServer::Await([this] { return server_.calls.size() == 0; }));
  server_.timers.Advance(absl::ZeroDuration());
  EXPECT_EQ(server_.timers.pending(), 0);
}

}  // namespace
}  // namespace cloudphone
