// AudioService over gRPC.

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "cloudphone/v1/audio_service.pb.h"
#include "gtest/gtest.h"
#include "service/agent/rpc/audio_stream.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"

namespace cloudphone {
namespace {

using Reader = std::unique_ptr<grpc::ClientReader<agent::v1::StreamAudioResponse>>;

class AudioRpcsTest : public testing::Test {
 protected:
  Reader Stream(grpc::ClientContext* context, const std::string& phone_id = "phone", int sample_rate = 0) {
    agent::v1::StreamAudioRequest request;
    request.set_phone_id(phone_id);
    request.set_sample_rate(sample_rate);
    return server_.audio->StreamAudio(context, request);
  }
  // The next message of a kind that is not a status.
  static agent::v1::StreamAudioResponse Read(const Reader& reader) {
    agent::v1::StreamAudioResponse message;
    while (reader->Read(&message) && message.has_status()) {
    }
    return message;
  }
  void Play(absl::string_view bytes) {
    EXPECT_TRUE(AgentServer::Await([&] { return server_.engine.Play(bytes); }));
  }

  AgentServer server_;
  const std::unique_ptr<grpc::ClientContext> context_ = AgentServer::Context();
};

TEST_F(AudioRpcsTest, TheFormatComesFirstThenFrames) {
  const Reader reader = Stream(context_.get());
  const auto started = Read(reader);
  EXPECT_EQ(started.started().sample_rate(), 48000);
  Play("abc");
  const auto frame = Read(reader);
  EXPECT_EQ(frame.frame().seq(), 1u);
  EXPECT_EQ(frame.frame().data(), "abc");
  EXPECT_GT(frame.frame().pts_us(), 0);
  context_->TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::CANCELLED);
  EXPECT_TRUE(AgentServer::Await([&] { return server_.phone->audio()->Status().status().listeners() == 0; }))
      << "a listener that goes is forgotten";
}

TEST_F(AudioRpcsTest, AListenerThatDoesNotReadLosesWholeFramesAndIsToldHowMany) {
  const Reader reader = Stream(context_.get());
  Read(reader);
  // In this process a write is over when it is read, so that nothing is kept on the way.
  for (int i = 0; i < 1000; ++i) Play("x");
  const auto all_told = [&] { return server_.phone->audio()->Status().status().last_seq() == 1000; };
  ASSERT_TRUE(AgentServer::Await(all_told));
  Play("last");
  uint64_t received = 0;
  uint64_t dropped = 0;
  agent::v1::StreamAudioResponse message;
  while (message.frame().data() != "last" && reader->Read(&message)) {
    if (!message.has_frame()) continue;
    ++received;
    dropped += message.dropped_before();
    EXPECT_EQ(received + dropped, message.frame().seq());
  }
  EXPECT_EQ(received + dropped, 1001u);
  EXPECT_LT(received, 200u);
  context_->TryCancel();
}

TEST_F(AudioRpcsTest, StopEndsStreamsWithOkAfterAStatus) {
  const Reader reader = Stream(context_.get());
  Read(reader);
  agent::v1::StopAudioRequest request;
  request.set_phone_id("phone");
  agent::v1::StopAudioResponse response;
  EXPECT_TRUE(server_.audio->StopAudio(AgentServer::Context().get(), request, &response).ok());
  EXPECT_EQ(response.stopped_listeners(), 1);
  agent::v1::StreamAudioResponse message;
  agent::v1::StreamAudioResponse last;
  while (reader->Read(&message)) last = message;
  EXPECT_EQ(last.status().state(), v1::AUDIO_STATE_STOPPED);
  EXPECT_TRUE(reader->Finish().ok());
}

// Somebody stops the audio as soon as there is a listener, which may be before its stream has begun.
TEST_F(AudioRpcsTest, AStopWhileAStreamBeginsIsToldBehindItsFormat) {
  for (int i = 0; i < 300; ++i) {
    const std::shared_ptr<AudioOwner> audio = server_.phone->audio();
    std::thread stops([audio] {
      EXPECT_TRUE(AgentServer::Await([&] { return audio->Status().status().listeners() == 1; }));
      audio->Stop([](int) {});
    });
    const auto context = AgentServer::Context();
    const Reader reader = Stream(context.get());
    agent::v1::StreamAudioResponse message;
    EXPECT_TRUE(reader->Read(&message) && message.has_started());
    EXPECT_TRUE(reader->Read(&message) && message.status().state() == v1::AUDIO_STATE_STOPPED);
    EXPECT_TRUE(reader->Finish().ok());
    stops.join();
    if (HasFailure()) break;
  }
}

TEST_F(AudioRpcsTest, StatusTellsStateAndFormat) {
  agent::v1::GetAudioStatusRequest request;
  request.set_phone_id("phone");
  agent::v1::GetAudioStatusResponse response;
  EXPECT_TRUE(server_.audio->GetAudioStatus(AgentServer::Context().get(), request, &response).ok());
  EXPECT_EQ(response.status().state(), v1::AUDIO_STATE_STOPPED);
  const Reader reader = Stream(context_.get());
  Read(reader);
  EXPECT_TRUE(server_.audio->GetAudioStatus(AgentServer::Context().get(), request, &response).ok());
  EXPECT_EQ(response.status().state(), v1::AUDIO_STATE_RUNNING);
  EXPECT_EQ(response.format().channels(), 2);
  context_->TryCancel();
}

TEST_F(AudioRpcsTest, WrongFormatsPhonesAndTokensAreRefused) {
  EXPECT_THAT(Stream(context_.get(), "phone", 12345)->Finish(), NamesField("sample_rate"));
  EXPECT_THAT(Stream(AgentServer::Context().get(), "other")->Finish(), HasReason("PHONE_NOT_FOUND"));
  for (const char* token : {"", "wrong!", "secret2"}) {
    const auto context = AgentServer::Context(token);
    const grpc::Status status = Stream(context.get())->Finish();
    EXPECT_THAT(status, HasReason("AGENT_TOKEN_REFUSED"));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated));
  }
}

TEST_F(AudioRpcsTest, ADrainEndsStreamsWithRetryInfo) {
  const Reader reader = Stream(context_.get());
  Read(reader);
  server_.calls.EndStreams();
  const grpc::Status status = reader->Finish();
  EXPECT_THAT(status, HasReason("AGENT_DRAINING"));
  EXPECT_THAT(status, RetryIn(absl::Milliseconds(500)));
  const auto context = AgentServer::Context();
  EXPECT_THAT(Stream(context.get())->Finish(), HasReason("AGENT_DRAINING"));
}

TEST(AudioWireTest, DroppedFramesStandBeforeTheSharedBytes) {
  agent::v1::StreamAudioResponse frame;
  frame.mutable_frame()->set_seq(9);
  const auto bytes = std::make_shared<const std::string>(frame.SerializeAsString());
  for (const uint32_t dropped : {0u, 1u, 127u, 128u, 300u, 0xffffffffu}) {
    const grpc::ByteBuffer wire = ToWire({bytes, dropped});
    std::vector<grpc::Slice> slices;
    wire.Dump(&slices).ok();
    std::string joined;
    for (const grpc::Slice& slice : slices)
      joined.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    v1::StreamAudioResponse read;  // As the gateway's clients read it.
    EXPECT_TRUE(read.ParseFromString(joined));
    EXPECT_EQ(read.dropped_before(), dropped);
    EXPECT_EQ(read.frame().seq(), 9u);
  }
}

}  // namespace
}  // namespace cloudphone
