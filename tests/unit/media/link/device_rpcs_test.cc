// DeviceService of the gateway, over gRPC, with an agent in this process.

#include "service/gateway/rpc/device_rpcs.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "cloudphone/v1/device_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/rpc/raw_service.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"
#include "tests/unit/agent/small_png.h"
#include "tests/unit/media/link/link_bindings.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

// Gives the way that the test sets.
class FakePhoneAgents final : public PhoneAgents {
 public:
  void Find(Account*, const std::string& phone_id, absl::Time, Found done) override {
    absl::StatusOr<AgentLink> found;
    {
      MutexLock lock(&mutex_);
      if (holds_) return held_.push_back(std::move(done));
      found = link_;
    }
    if (found.ok()) found->phone_id = phone_id;
    std::move(done)(std::move(found));
  }
  void Forget(Account*, const std::string&) override {
    MutexLock lock(&mutex_);
    ++forgotten_;
  }

  void Set(absl::StatusOr<AgentLink> link) {
    MutexLock lock(&mutex_);
    link_ = std::move(link);
  }
  void Hold() {
    MutexLock lock(&mutex_);
    holds_ = true;
  }
  size_t held() const {
    MutexLock lock(&mutex_);
    return held_.size();
  }
  // Answers those who wait.
  void Release() {
    std::vector<Found> held;
    absl::StatusOr<AgentLink> link;
    {
      MutexLock lock(&mutex_);
      held.swap(held_);
      link = link_;
    }
    for (Found& done : held) std::move(done)(link);
  }
  int forgotten() const {
    MutexLock lock(&mutex_);
    return forgotten_;
  }

 private:
  mutable Mutex mutex_;
  absl::StatusOr<AgentLink> link_ ABSL_GUARDED_BY(mutex_);
  bool holds_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Found> held_ ABSL_GUARDED_BY(mutex_);
  int forgotten_ ABSL_GUARDED_BY(mutex_) = 0;
};

class DeviceRpcsTest : public testing::Test {
 protected:
  // By the gateway's clock calls begin so long ago.
  explicit DeviceRpcsTest(absl::Duration age = absl::ZeroDuration()) : clock_(absl::Now() - age) {
    agents_.Set(AgentLink{agent_.channel, "phone", "secret"});
    rpcs_.Serve("TakeScreenshot", &StartTakeScreenshot);
    rpcs_.Serve("StreamLogcat", &StartStreamLogcat);
    grpc::ServerBuilder builder;
    builder.RegisterService(&rpcs_);
    server_ = builder.BuildAndStart();
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    stub_ = v1::DeviceService::NewStub(server_->InProcessChannel(arguments));
    context_ = AgentServer::Context("");
  }
  ~DeviceRpcsTest() override {
    context_->TryCancel();
    calls_.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now());
  }

  grpc::Status TakeScreenshot(const std::string& phone_id = "phone") {
    v1::TakeScreenshotRequest request;
    request.set_phone_id(phone_id);
    return stub_->TakeScreenshot(AgentServer::Context("").get(), request, &shot_);
  }
  std::unique_ptr<grpc::ClientReader<v1::StreamLogcatResponse>> StreamLogcat() {
    v1::StreamLogcatRequest request;
    request.set_phone_id("phone");
    request.add_filters("Tag:I");
    request.set_tail_lines(7);
    return stub_->StreamLogcat(context_.get(), request);
  }
  // A stream that has told that logcat runs.
  std::unique_ptr<grpc::ClientReader<v1::StreamLogcatResponse>> RunningLogcat() {
    auto reader = StreamLogcat();
    EXPECT_TRUE(reader->Read(&message_));
    EXPECT_EQ(message_.lines_size(), 0);
    EXPECT_TRUE(AgentServer::Await([this] { return agent_.device.listener() != nullptr; }));
    return reader;
  }
  bool AwaitNoCall() {
    return AgentServer::Await([this] { return calls_.size() == 0; });
  }

  static std::vector<std::unique_ptr<Account>> OneAccount(CphClient* client) {
    std::vector<std::unique_ptr<Account>> accounts;
    accounts.push_back(std::make_unique<TestAccount>(client, nullptr));
    return accounts;
  }

  AgentServer agent_;
  FakePhoneAgents agents_;
  Media media_{&agents_};
  FakeTimers clock_;
  FakeHttpTransport transport_;
  CphClient client_{&LinkBindings(), &transport_, &clock_, {"http://cloud.example", "project"}};
  const Accounts accounts_{OneAccount(&client_)};
  CallRegistry calls_;
  const CallServices services_{&LinkBindings(), &accounts_, &calls_, &clock_, &media_};
  RawService<v1::DeviceService> rpcs_{services_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::DeviceService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  v1::TakeScreenshotResponse shot_;
  v1::StreamLogcatResponse message_;
};

TEST_F(DeviceRpcsTest, AScreenshotComesFromTheAgent) {
  agent_.device.screenshot = Screenshot{SmallPng(), absl::FromUnixMillis(1700000000123)};
  EXPECT_THAT(TakeScreenshot(), IsOk());
  EXPECT_EQ(shot_.png(), SmallPng());
  EXPECT_EQ(shot_.width(), 3);
  EXPECT_EQ(shot_.capture_time().seconds(), 1700000000);
}

TEST_F(DeviceRpcsTest, WhatTheAgentRefusesPassesWithItsDetails) {
  agent_.device.screenshot = Screenshot{"no picture", absl::Now()};
  EXPECT_THAT(TakeScreenshot(), HasReason("SCREENSHOT_BROKEN"));
  EXPECT_EQ(agents_.forgotten(), 0);
}

TEST_F(DeviceRpcsTest, AnAgentThatRefusesTheTokenIsNotTheCallersFault) {
  agents_.Set(AgentLink{agent_.channel, "phone", "wrong"});
  const grpc::Status status = TakeScreenshot();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("AGENT_TOKEN_REFUSED"));
  EXPECT_EQ(agents_.forgotten(), 1);
}

TEST_F(DeviceRpcsTest, APhoneThatIsNotFoundIsTheErrorOfTheLookUp) {
  agents_.Set(absl::NotFoundError("no such phone"));
  EXPECT_THAT(TakeScreenshot(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(TakeScreenshot(""), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto reader = StreamLogcat();
  EXPECT_FALSE(reader->Read(&message_));
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DeviceRpcsTest, LinesOfTheLogAreHandedOn) {
  const auto reader = RunningLogcat();
  EXPECT_EQ(agent_.device.query.tail_lines, 7);
  EXPECT_THAT(agent_.device.query.filters, ElementsAre("Tag:I"));
  for (int i = 0; i < 3; ++i) {
    agent_.device.listener()->OnLines({absl::StrCat("t\xffo", i)});
    ASSERT_TRUE(reader->Read(&message_));
    EXPECT_THAT(message_.lines(), ElementsAre(absl::StrCat("t\xffo", i)));
  }
  agent_.device.listener()->OnEnd(absl::UnavailableError("logcat has ended"));
  EXPECT_FALSE(reader->Read(&message_));
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DeviceRpcsTest, ACallerThatGoesEndsTheAgentsStream) {
  const auto reader = RunningLogcat();
  context_->TryCancel();
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(AwaitNoCall());
  EXPECT_TRUE(AgentServer::Await([this] { return agent_.calls.size() == 0; }));
}

TEST_F(DeviceRpcsTest, ACallerThatGoesDuringTheLookUpIsNotWaitedFor) {
  agents_.Hold();
  const auto reader = StreamLogcat();
  ASSERT_TRUE(AgentServer::Await([this] { return agents_.held() == 1; }));
  context_->TryCancel();
  reader->Finish();
  EXPECT_TRUE(AwaitNoCall());
  agents_.Release();
  EXPECT_TRUE(AgentServer::Await([this] { return agent_.calls.size() == 0; }));
}

TEST_F(DeviceRpcsTest, ADrainEndsTheStreamAndAsksToComeAgain) {
  const auto reader = RunningLogcat();
  calls_.EndStreams();
  EXPECT_FALSE(reader->Read(&message_));
  const grpc::Status status = reader->Finish();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("GATEWAY_DRAINING"));
  EXPECT_TRUE(AgentServer::Await([this] { return agent_.calls.size() == 0; }));
}

class OldLogTest : public DeviceRpcsTest {
 protected:
  OldLogTest() : DeviceRpcsTest(absl::Minutes(27) - absl::Milliseconds(500)) {}
};

TEST_F(OldLogTest, ALogThatHasGrownOldAsksToComeAgain) {
  const auto reader = StreamLogcat();
  while (reader->Read(&message_)) {
  }
  const grpc::Status status = reader->Finish();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("STREAM_TOO_OLD"));
  EXPECT_THAT(status, RetryIn(absl::Seconds(1)));
}

TEST_F(DeviceRpcsTest, ASlowReaderMakesTheAgentDropAndIsToldHowMuch) {
  const auto reader = RunningLogcat();
  constexpr int kLines = 20000;
  const std::string line(1000, 'x');
  for (int i = 0; i < kLines; ++i) agent_.device.listener()->OnLines({line});
  agent_.device.listener()->OnEnd(absl::UnavailableError("logcat has ended"));
  int64_t heard = 0;
  int64_t dropped = 0;
  while (reader->Read(&message_)) {
    heard += message_.lines_size();
    dropped += message_.dropped_before();
  }
  EXPECT_EQ(heard + dropped, kLines);
  EXPECT_GT(dropped, 0);
}

}  // namespace
}  // namespace cloudphone
