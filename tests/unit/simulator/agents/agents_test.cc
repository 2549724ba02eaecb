// The closed loop of a simulated phone, over gRPC: what is touched is heard, seen and logged.

#include <zlib.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "cloudphone/agent/v1/device_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "service/agent/device/png_size.h"
#include "tests/matchers.h"
#include "tests/unit/simulator/agents/agents_fixture.h"

namespace cloudphone::simulator {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;

// Listens to a phone.
class Listener {
 public:
  Listener(const std::shared_ptr<grpc::Channel>& channel, const std::string& phone_id)
      : stub_(agent::v1::AudioService::NewStub(channel)) {
    agent::v1::StreamAudioRequest request;
    request.set_phone_id(phone_id);
    request.set_channels(1);
    stream_ = stub_->StreamAudio(context_.get(), request);
  }

  // The pitch of the next tenth of a second, by how often the wave rises through zero; 0: nothing came.
  int Pitch() {
    std::string pcm;
    agent::v1::StreamAudioResponse message;
    while (pcm.size() < size_t{48000} / 10 * 2) {
      if (!stream_->Read(&message)) return 0;
      pcm += message.frame().data();
    }
    int rises = 0;
    for (size_t at = 2; at + 1 < pcm.size(); at += 2)
      rises += SampleAt(pcm, at - 2) < 0 && SampleAt(pcm, at) >= 0;
    return rises * 10;
  }
  // Whether that pitch is heard within a few seconds; it takes a while until what was captured is over.
  bool Hears(int pitch_hz) {
    for (int i = 0; i < 50; ++i) {
      const int heard = Pitch();
      if (heard == 0) return false;
      if (std::abs(heard - pitch_hz) <= 20) return true;
    }
    return false;
  }
  grpc::Status End() {
    agent::v1::StreamAudioResponse message;
    while (stream_->Read(&message)) {
    }
    return stream_->Finish();
  }

 private:
  static int SampleAt(const std::string& pcm, size_t at) {
    return static_cast<int16_t>(static_cast<uint8_t>(pcm[at]) | static_cast<uint8_t>(pcm[at + 1]) << 8);
  }

  const std::unique_ptr<agent::v1::AudioService::Stub> stub_;
  const std::unique_ptr<grpc::ClientContext> context_ = [] {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return context;
  }();
  std::unique_ptr<grpc::ClientReader<agent::v1::StreamAudioResponse>> stream_;
};

// Touches a phone's screen of 720 x 1280.
class Toucher {
 public:
  Toucher(const std::shared_ptr<grpc::Channel>& channel, const std::string& phone_id)
      : stub_(agent::v1::InputService::NewStub(channel)), stream_(stub_->ControlInput(&context_)) {
    agent::v1::ControlInputRequest request;
    request.mutable_start()->set_phone_id(phone_id);
    request.mutable_start()->set_screen_width(720);
    request.mutable_start()->set_screen_height(1280);
    stream_->Write(request);
  }
  ~Toucher() {
    stream_->WritesDone();
    agent::v1::ControlInputResponse response;
    while (stream_->Read(&response)) {
    }
    status_ = stream_->Finish();
  }

  // Returns when the engine has it.
  bool Touch(cloudphone::v1::TouchAction action, int x, int y) {
    agent::v1::ControlInputRequest request;
    request.set_seq(++seq_);
    request.mutable_touch()->set_action(action);
    request.mutable_touch()->set_x(x);
    request.mutable_touch()->set_y(y);
    stream_->Write(request);
    agent::v1::ControlInputResponse response;
    while (stream_->Read(&response)) {
      if (response.ack().acked_seq() >= seq_) return true;
    }
    return false;
  }

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<agent::v1::InputService::Stub> stub_;
  const std::unique_ptr<
      grpc::ClientReaderWriter<agent::v1::ControlInputRequest, agent::v1::ControlInputResponse>>
      stream_;
  uint64_t seq_ = 0;
  grpc::Status status_;
};

class ClosedLoopTest : public AgentsTest {
 protected:
  // Runs a command in the phone's shell, by the cloud's own call.
  void RunInShell(const std::string& command) {
    ASSERT_EQ(Send("POST", "v1/cloud-phone/phones/commands",
                   absl::StrCat(R"({"command":"shell","content":")", command, R"(","phone_ids":[")",
                                phone_id_, "\"]}")),
              "200 ");
    const std::string job_id = At("jobs[0].job_id");
    FinishJobs();
    ASSERT_EQ(OutcomeOf(job_id), "2");
  }
  // The lines of the log, from a thousand back, until one has that text in it.
  std::vector<std::string> LogUntil(const std::string& text, const std::vector<std::string>& filters = {}) {
    agent::v1::StreamLogcatRequest request;
    request.set_phone_id(phone_id_);
    request.set_tail_lines(1000);
    for (const std::string& filter : filters) request.add_filters(filter);
    const auto context = Context();
    const auto stub = agent::v1::DeviceService::NewStub(channel_);
    const auto stream = stub->StreamLogcat(context.get(), request);
    std::vector<std::string> lines;
    agent::v1::StreamLogcatResponse message;
    while (stream->Read(&message)) {
      lines.insert(lines.end(), message.lines().begin(), message.lines().end());
      if (!lines.empty() && absl::StrContains(lines.back(), text)) break;
    }
    context->TryCancel();
    stream->Finish().error_code();
    return lines;
  }
  agent::v1::TakeScreenshotResponse Screenshot() {
    agent::v1::TakeScreenshotRequest request;
    request.set_phone_id(phone_id_);
    agent::v1::TakeScreenshotResponse shot;
    const auto stub = agent::v1::DeviceService::NewStub(channel_);
    EXPECT_TRUE(stub->TakeScreenshot(Context().get(), request, &shot).ok());
    return shot;
  }

  const std::string phone_id_ = PhoneId("cph-server-1-00001");
};

TEST_F(ClosedLoopTest, ATouchIsHeard) {
  Listener listener(channel_, phone_id_);
  EXPECT_TRUE(listener.Hears(440)) << "before the first touch";
  Toucher toucher(channel_, phone_id_);
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 360, 640));
  EXPECT_TRUE(listener.Hears(1100));
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_MOVE, 0, 640));
  EXPECT_TRUE(listener.Hears(200));
}

TEST_F(ClosedLoopTest, PhonesKnowNothingOfOneAnother) {
  const std::string other = PhoneId("cph-server-1-00002");
  Listener listener(channel_, phone_id_);
  Listener other_listener(channel_, other);
  Toucher toucher(channel_, phone_id_);
  Toucher other_toucher(channel_, other);
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 720, 1));
  EXPECT_TRUE(listener.Hears(2000));
  EXPECT_TRUE(other_listener.Hears(440));
  EXPECT_TRUE(other_toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 0, 1));
  EXPECT_TRUE(other_listener.Hears(200));
  EXPECT_TRUE(listener.Hears(2000));
}

TEST_F(ClosedLoopTest, AStopEndsStreamsAndAStartBringsANewEngine) {
  Listener listener(channel_, phone_id_);
  {
    Toucher toucher(channel_, phone_id_);
    EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 360, 640));
    EXPECT_TRUE(listener.Hears(1100));
    ASSERT_EQ(StopPhone(phone_id_), "200 ");
    const grpc::Status ended = listener.End();  // Nobody asks the cloud meanwhile.
    EXPECT_EQ(ended.error_code(), grpc::UNAVAILABLE);
    EXPECT_THAT(ended, HasReason("PHONE_STOPPED"));
  }
  EXPECT_EQ(Listener(channel_, phone_id_).End().error_code(), grpc::NOT_FOUND);
  FinishJobs();
  ASSERT_EQ(RestartPhone(phone_id_), "200 ");
  FinishJobs();
  EXPECT_TRUE(Listener(channel_, phone_id_).Hears(440)) << "nobody has touched this one";
}

TEST_F(ClosedLoopTest, ARestartThatNobodySawEndsStreamsToo) {
  Listener listener(channel_, phone_id_);
  EXPECT_TRUE(listener.Hears(440));
  ASSERT_EQ(RestartPhone(phone_id_), "200 ");
  FinishJobs();
  EXPECT_EQ(listener.End().error_code(), grpc::UNAVAILABLE);
}

// The phone of the next world has its id, and is another one.
TEST_F(ClosedLoopTest, AResetEndsStreamsAndMakesAllNew) {
  Listener listener(channel_, phone_id_);
  {
    Toucher toucher(channel_, phone_id_);
    EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 360, 640));
  }
  EXPECT_TRUE(listener.Hears(1100));
  ASSERT_EQ(Send("POST", "/_simulator/reset"), "204 ");
  EXPECT_EQ(listener.End().error_code(), grpc::UNAVAILABLE);
  EXPECT_TRUE(Listener(channel_, phone_id_).Hears(440));
}

TEST_F(ClosedLoopTest, APhoneThatIsGoneEndsItsStreams) {
  Listener listener(channel_, phone_id_);
  EXPECT_TRUE(listener.Hears(440));
  simulator_->Edit([this](World* world) { world->RemovePhone(phone_id_); });
  EXPECT_EQ(listener.End().error_code(), grpc::UNAVAILABLE);
}

TEST_F(ClosedLoopTest, AnEndOfTheSimulatorEndsStreams) {
  Listener listener(channel_, phone_id_);
  EXPECT_TRUE(listener.Hears(440));
  simulator_ = nullptr;
  EXPECT_EQ(listener.End().error_code(), grpc::UNAVAILABLE);
}

TEST_F(ClosedLoopTest, AScreenshotShowsWhereFingersAre) {
  const auto before = Screenshot();
  EXPECT_EQ(before.width(), 360);
  EXPECT_EQ(before.height(), 640);
  EXPECT_EQ(before.capture_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  Toucher toucher(channel_, phone_id_);
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 360, 640));
  EXPECT_NE(Screenshot().png(), before.png());
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_UP, 360, 640));
  EXPECT_EQ(Screenshot().png(), before.png());
}

TEST_F(ClosedLoopTest, WhatHappensStandsInTheLog) {
  Toucher toucher(channel_, phone_id_);
  EXPECT_TRUE(toucher.Touch(cloudphone::v1::TOUCH_ACTION_DOWN, 52, 157));
  const std::vector<std::string> lines = LogUntil("x=52 y=157");
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(" I BootReceiver: "), HasSubstr("cph-server-1-00001"))));
  EXPECT_THAT(lines, Contains(ContainsRegex("^[0-9-]+ [0-9:.]+  1000  1000 I CPHMediaEngine: touch pointer=0 "
                                            "action=0 x=52 y=157 width=720 height=1280")));
  RunInShell("getprop ro.serialno");
  EXPECT_THAT(LogUntil("getprop", {"shell:I", "*:S"}),
              testing::ElementsAre(HasSubstr(" I shell: getprop ro.serialno")))
      << "other tags do not pass";
}

TEST_F(ClosedLoopTest, TheShellsInputIsHeardAndLogged) {
  Listener listener(channel_, phone_id_);
  EXPECT_TRUE(listener.Hears(440));
  RunInShell("input tap 360 640");
  EXPECT_TRUE(listener.Hears(1100));
  RunInShell("input swipe 0 0 720 0");
  EXPECT_TRUE(listener.Hears(2000)) << "where it ended";
  RunInShell("input keyevent 24");
  EXPECT_THAT(LogUntil("key code=24 action=1"), Contains(HasSubstr("I shell: input tap 360 640")));
}

}  // namespace
}  // namespace cloudphone::simulator
