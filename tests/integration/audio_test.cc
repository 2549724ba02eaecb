// Sound of simulated phones through the gateway, over sockets on both sides.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "cloudphone/v1/audio_service.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using AudioStub = v1::AudioService::Stub;

// One StreamAudio stream, read by the test.
class Sound {
 public:
  Sound(AudioStub* stub, const v1::StreamAudioRequest& request, absl::Duration timeout = kCallTimeout) {
    SetDeadline(&context_, timeout);
    reader_ = stub->StreamAudio(&context_, request);
  }

  // The next message, counted; false at the end.
  bool Next(v1::StreamAudioResponse* message) {
    if (!reader_->Read(message)) return false;
    if (message->has_started()) counted_ = 0;
    if (!message->has_frame()) return true;
    if (counted_ == 0) before_first_ = message->frame().seq() - message->dropped_before() - 1;
    counted_ += 1 + message->dropped_before();
    dropped_ += message->dropped_before();
    EXPECT_EQ(counted_, message->frame().seq() - before_first_) << "received and dropped make the last";
    return true;
  }
  // The next frame; without data at the end.
  v1::AudioFrame NextFrame() {
    v1::StreamAudioResponse message;
    while (Next(&message)) {
      if (message.has_frame()) return message.frame();
    }
    return {};
  }
  // The next status in that state; false at the end.
  bool ReadUntil(v1::AudioState state) {
    v1::StreamAudioResponse message;
    while (Next(&message)) {
      if (message.status().state() == state) return true;
    }
    return false;
  }
  absl::Status End() {
    v1::StreamAudioResponse skipped;
    while (reader_->Read(&skipped)) {
    }
    return FromGrpcStatus(reader_->Finish());
  }
  void Cancel() { context_.TryCancel(); }
  uint64_t dropped() const { return dropped_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::StreamAudioResponse>> reader_;
  uint64_t before_first_ = 0;
  uint64_t counted_ = 0;
  uint64_t dropped_ = 0;
};

class AudioTest : public GatewayFixture {
 protected:
  AudioTest() {
    simulator_.agents = true;
    StartWithSimulator();
    for (const v1::Phone& phone : ListAll()) {
      if (phone.state() == v1::PHONE_STATE_RUNNING) phones_.push_back(phone.phone_id());
    }
    stub_ = NewStub();
  }

  // A client with a connection of its own, whose HTTP/2 holds little that it has not read.
  std::unique_ptr<AudioStub> NewStub() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
    return v1::AudioService::NewStub(
        grpc::CreateCustomChannel(gateway_->address(), grpc::InsecureChannelCredentials(), arguments));
  }
  v1::StreamAudioRequest Request(int interval_ms = 0) const {
    v1::StreamAudioRequest request;
    request.set_phone_id(phones_.at(0));
    if (interval_ms > 0) request.mutable_interval()->set_nanos(interval_ms * 1'000'000);
    return request;
  }
  v1::GetAudioStatusResponse Status() {
    v1::GetAudioStatusRequest request;
    request.set_phone_id(phones_.at(0));
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::GetAudioStatusResponse response;
    EXPECT_THAT(FromGrpcStatus(stub_->GetAudioStatus(&context, request, &response)), IsOk());
    return response;
  }

  std::vector<std::string> phones_;  // That run.
  std::unique_ptr<AudioStub> stub_;
};

TEST_F(AudioTest, SoundIsHeardAfterItsFormat) {
  Sound sound(stub_.get(), Request());
  v1::StreamAudioResponse first;
  ASSERT_TRUE(sound.Next(&first));
  EXPECT_EQ(first.started().sample_rate(), 48000);
  EXPECT_EQ(first.started().interval().nanos(), 10'000'000);
  uint64_t last = 0;
  for (int i = 0; i < 10; ++i) {
    const v1::AudioFrame frame = sound.NextFrame();
    EXPECT_THAT(frame.data(), SizeIs(1920));
    EXPECT_GT(frame.seq(), last);
    last = frame.seq();
  }
  EXPECT_EQ(Status().status().state(), v1::AUDIO_STATE_RUNNING);
  sound.Cancel();
  EXPECT_THAT(sound.End(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(AudioTest, FramesAreJoinedForOneListener) {
  Sound shorts(stub_.get(), Request());
  Sound joined(stub_.get(), Request(40));
  EXPECT_THAT(shorts.NextFrame().data(), SizeIs(1920));
  v1::StreamAudioResponse first;
  ASSERT_TRUE(joined.Next(&first));
  EXPECT_EQ(first.started().interval().nanos(), 40'000'000);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(joined.NextFrame().data(), SizeIs(4 * 1920));
}

TEST_F(AudioTest, AListenerThatDoesNotReadForAWhileGoesOnWithNewSound) {
  const std::unique_ptr<AudioStub> other = NewStub();
  Sound healthy(stub_.get(), Request());
  Sound slow(other.get(), Request());
  ASSERT_THAT(slow.NextFrame().data(), Not(IsEmpty()));
  // Five seconds of sound pass.
  v1::AudioFrame newest;
  for (int i = 0; i < 500; ++i) newest = healthy.NextFrame();
  // Behind what HTTP/2 held, sound is at most 300 ms old.
  uint64_t old = 0;
  v1::AudioFrame frame = slow.NextFrame();
  for (; slow.dropped() == 0; frame = slow.NextFrame()) ++old;
  EXPECT_LE(old, 40) << "what waits in sockets is small";
  while (newest.seq() < frame.seq()) newest = healthy.NextFrame();
  EXPECT_LE(newest.pts_us() - frame.pts_us(), 300'000);
  EXPECT_GE(slow.dropped(), 400);
  for (int i = 0; i < 20; ++i) EXPECT_THAT(slow.NextFrame().data(), SizeIs(1920));
  EXPECT_EQ(healthy.dropped(), 0);
}

TEST_F(AudioTest, ARestartOfThePhoneIsAGap) {
  Sound sound(stub_.get(), Request(), absl::Seconds(30));
  ASSERT_THAT(sound.NextFrame().data(), Not(IsEmpty()));
  ASSERT_THAT(Restart({phones_.at(0)}), IsOk());
  ASSERT_TRUE(sound.ReadUntil(v1::AUDIO_STATE_INVALID));
  ASSERT_TRUE(sound.ReadUntil(v1::AUDIO_STATE_RUNNING));
  EXPECT_LE(sound.NextFrame().seq(), 100) << "numbers begin anew";
}

TEST_F(AudioTest, StopAudioEndsEveryListenerWell) {
  Sound first(stub_.get(), Request());
  Sound second(stub_.get(), Request(20));
  ASSERT_THAT(first.NextFrame().data(), Not(IsEmpty()));
  ASSERT_THAT(second.NextFrame().data(), Not(IsEmpty()));
  EXPECT_EQ(Status().status().listeners(), 2);
  v1::StopAudioRequest request;
  request.set_phone_id(phones_.at(0));
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::StopAudioResponse response;
  ASSERT_THAT(FromGrpcStatus(stub_->StopAudio(&context, request, &response)), IsOk());
  EXPECT_EQ(response.stopped_listeners(), 2);
  EXPECT_TRUE(first.ReadUntil(v1::AUDIO_STATE_STOPPED));
  EXPECT_TRUE(second.ReadUntil(v1::AUDIO_STATE_STOPPED));
  EXPECT_THAT(first.End(), IsOk());
  EXPECT_THAT(second.End(), IsOk());
  EXPECT_EQ(Status().status().state(), v1::AUDIO_STATE_STOPPED);
}

TEST_F(AudioTest, AnotherFormatIsRefusedWhileOneIsOpen) {
  Sound sound(stub_.get(), Request());
  ASSERT_THAT(sound.NextFrame().data(), Not(IsEmpty()));
  v1::StreamAudioRequest other = Request();
  other.set_sample_rate(8000);
  EXPECT_THAT(Sound(stub_.get(), other).End(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("AUDIO_FORMAT_IN_USE")));
  other.set_sample_rate(12345);
  EXPECT_THAT(Sound(stub_.get(), other).End(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(AudioTest, APhoneWithoutAnAgentSaysWhatIsMissing) {
  std::vector<std::string> reasons;
  for (const std::string& phone_id : phones_) {
    v1::StreamAudioRequest request;
    request.set_phone_id(phone_id);
    Sound sound(stub_.get(), request);
    if (sound.NextFrame().data().empty()) reasons.push_back(ReasonOf(sound.End()));
  }
  EXPECT_THAT(reasons, ::testing::UnorderedElementsAre("AGENT_PORT_NOT_MAPPED", "AGENT_NOT_RUNNING"));
}

TEST_F(AudioTest, ADrainEndsStreamsWithAWordToAskAgain) {
  Sound sound(stub_.get(), Request());
  ASSERT_THAT(sound.NextFrame().data(), Not(IsEmpty()));
  std::future<void> drained = Drain(DrainOptions());
  const absl::Status end = sound.End();
  EXPECT_THAT(end, AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("GATEWAY_DRAINING")));
  EXPECT_TRUE(RetryDelayOf(end).has_value());
  drained.wait();
}

}  // namespace
}  // namespace cloudphone
