// Watches over sockets: readers that are slow or gone, and looks that fail.

#include <atomic>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/integration/captured_log.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Property;
using ::testing::SizeIs;

// The vendor's list of `count` jobs, each with some output.
UpstreamReply JobList(int count, bool finished, const std::string& output = "") {
  std::string rows;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&rows, i == 0 ? "" : ",", R"({"job_id":"j)", i, R"(","status":)", finished ? 2 : 1,
                    R"(,"execute_msg":")", output, R"("})");
  }
  return Answer(200, absl::StrCat(R"({"request_id":"q","jobs":[)", rows, "]}"));
}

class WatchTest : public GatewayFixture {
 protected:
  WatchTest() { StartWithUpstream(upstream_.url()); }

  // Answers the first look so, and later ones with a job that is done.
  void AnswerFirstLook(UpstreamReply reply) {
    upstream_.SetScript([this, reply = std::move(reply)](const UpstreamRequest&) {
      return looks_++ == 0 ? reply : JobList(1, true);
    });
  }

  std::atomic<int> looks_{0};
  std::atomic<bool> finished_{false};
  ScriptedUpstream upstream_;
};

TEST_F(WatchTest, OneLookServesEveryWatcherOfARequest) {
  upstream_.Always(Silence());
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 20; ++i) {
    watches.push_back(BeginWatch({"r"}));
    watches.back()->WaitUntilOn();
  }
  ASSERT_TRUE(upstream_.WaitForRequests(1));
  upstream_.Always(JobList(1, true));
  upstream_.AnswerHeld(JobList(1, false));
  for (const auto& watch : watches) EXPECT_THAT(watch->End(), IsOk());
  EXPECT_LE(upstream_.requests(), 3);
}

// A client whose connection takes few bytes that it has not read.
std::unique_ptr<JobStub> NarrowStub(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
  return v1::JobService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

TEST_F(WatchTest, ASlowReaderSkipsStatesAndDelaysNobody) {
  constexpr int kJobs = 90;
  upstream_.SetScript([this](const UpstreamRequest&) {
    return JobList(kJobs, finished_, std::string(1000, static_cast<char>('a' + looks_++ % 26)));
  });
  const std::unique_ptr<JobStub> narrow = NarrowStub(gateway_->address());
  Watch slow(narrow.get(), {"r"}, kCallTimeout);
  slow.WaitUntilOn();
  const auto fast = BeginWatch({"r"});
  v1::WatchJobsResponse message;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(fast->Next(&message)) << "nobody waits for the slow one";
    EXPECT_THAT(message.jobs(), SizeIs(kJobs));
  }
  finished_ = true;
  EXPECT_THAT(fast->End(), IsOk());

  int messages = 0;
  while (slow.Next(&message)) {
    EXPECT_THAT(message.jobs(), SizeIs(kJobs)) << "each job once, however often it changed";
    ++messages;
  }
  EXPECT_THAT(slow.End(), IsOk());
  EXPECT_LE(messages, 3) << "what was on its way, and the newest";
  EXPECT_THAT(message.jobs(), Each(Property(&v1::Job::state, v1::JOB_STATE_SUCCEEDED)));
  EXPECT_EQ(message.progress().succeeded(), kJobs);
}

TEST_F(WatchTest, NobodyIsAskedForAWatcherThatHasGone) {
  std::atomic<int> looks_for_gone{0};
  upstream_.SetScript([&](const UpstreamRequest& request) {
    if (absl::StrContains(request.target, "gone")) ++looks_for_gone;
    // One job for each request, so that they can be told apart when they are asked for together.
    return absl::StrContains(request.target, "=gone") || absl::StrContains(request.target, "=other")
               ? Answer(200, absl::StrCat(R"({"jobs":[{"status":1,"job_id":")",
                                          absl::StrContains(request.target, "gone") ? "g" : "o", R"("}]})"))
               : Answer(404, "");
  });
  const auto other = BeginWatch({"other"});
  const auto gone = BeginWatch({"gone"});
  v1::WatchJobsResponse message;
  ASSERT_TRUE(gone->Next(&message));
  CapturedLog::Get().Clear();
  gone->Cancel();
  EXPECT_THAT(gone->End(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_TRUE(CapturedLog::Get().WaitForLine({"WatchJobs", "code=CANCELLED"}));
  ASSERT_TRUE(upstream_.WaitForRequests(upstream_.requests() + 2));  // One may have been on its way.
  const int looks = looks_for_gone;
  ASSERT_TRUE(upstream_.WaitForRequests(upstream_.requests() + 5));
  EXPECT_EQ(looks_for_gone, looks);
}

TEST_F(WatchTest, ALookThatFailsIsMadeAgain) {
  for (const UpstreamReply& reply : {Answer(200, "<html>"), Answer(503, ""), Cut("")}) {
    SCOPED_TRACE(reply.bytes);
    looks_ = 0;
    AnswerFirstLook(reply);
    EXPECT_THAT(BeginWatch({"r"})->End(), IsOk());
  }
}

TEST_F(WatchTest, AThrottledLookIsMadeAgainWhenTheUpstreamSaid) {
  AnswerFirstLook(Answer(429, R"({"error_code":"APIGW.0308"})", "Retry-After: 1\r\n"));
  const absl::Time begin = absl::Now();
  EXPECT_THAT(BeginWatch({"r"})->End(), IsOk());
  EXPECT_GE(absl::Now() - begin, absl::Seconds(1));
  EXPECT_EQ(upstream_.requests(), 2);
}

TEST_F(WatchTest, ARefusedLookEndsTheWatchWithTheRefusal) {
  upstream_.Always(Answer(403, R"({"error_code":"CPS.0001","error_msg":"No permission"})"));
  EXPECT_THAT(BeginWatch({"r"})->End(),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasMetadata("upstream_code", "CPS.0001")));
}

class QuietWatchTest : public GatewayFixture {
 protected:
  QuietWatchTest() {
    jobs_.heartbeat = absl::Milliseconds(50);
    upstream_.Always(Silence());
    StartWithUpstream(upstream_.url());
  }
  ScriptedUpstream upstream_;
};

TEST_F(QuietWatchTest, HeartbeatsComeAlsoBeforeAnyJobIsKnown) {
  const auto watch = BeginWatch({"r"});
  v1::WatchJobsResponse message;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(watch->Next(&message));
    EXPECT_TRUE(message.heartbeat());
    EXPECT_FALSE(message.has_progress());
  }
}

TEST_F(QuietWatchTest, AHeartbeatAfterTheSnapshotCarriesTheCounts) {
  upstream_.Always(JobList(3, false));
  const auto watch = BeginWatch({"r"});
  v1::WatchJobsResponse message;
  do {
    ASSERT_TRUE(watch->Next(&message));
  } while (!message.heartbeat() || !message.has_progress());
  EXPECT_EQ(message.progress().running(), 3);
  EXPECT_EQ(message.jobs_size(), 0);
}

class OldWatchTest : public GatewayFixture {
 protected:
  OldWatchTest() {
    jobs_.max_age = absl::Milliseconds(100);
    upstream_.Always(JobList(1, false));
    StartWithUpstream(upstream_.url());
  }
  ScriptedUpstream upstream_;
};

TEST_F(OldWatchTest, EndsAndSaysWhenToAskAgain) {
  EXPECT_THAT(BeginWatch({"r"})->End(), AllOf(StatusIs(absl::StatusCode::kUnavailable),
                                              HasReason("WATCH_TOO_OLD"), RetryIn(absl::Seconds(1))));
}

}  // namespace
}  // namespace cloudphone
