// The agents of the bench, all behind one port: any phone that is asked for has sound, 10 ms of it every 10
// ms from one thread, and takes touches, which are acknowledged at once. Not an agent: it checks nothing.

#include <chrono>  // NOLINT(build/c++11)
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

constexpr std::chrono::milliseconds kInterval(10);
constexpr size_t kFrameBytes = 1920;  // 10 ms of 48,000 Hz, stereo, 16 bits.

// A frame that was captured now; one serialised message for all streams.
grpc::ByteBuffer Frame(uint64_t seq) {
  agent::v1::StreamAudioResponse message;
  message.mutable_frame()->set_seq(seq);
  message.mutable_frame()->set_pts_us(absl::ToUnixMicros(absl::Now()));
  message.mutable_frame()->set_data(std::string(kFrameBytes, 'x'));
  return SerializeMessage(message);
}

grpc::ByteBuffer Started() {
  agent::v1::StreamAudioResponse message;
  message.mutable_started()->set_codec(v1::AUDIO_CODEC_PCM);
  message.mutable_started()->set_sample_rate(48000);
  message.mutable_started()->set_channels(2);
  message.mutable_started()->set_bit_depth(16);
  message.mutable_started()->mutable_interval()->set_nanos(10'000'000);
  return SerializeMessage(message);
}

class SoundSource;

// One listener: a frame that comes while another is being written is left out, and shows as a gap.
class SoundStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit SoundStream(SoundSource* source);
  void Offer(const grpc::ByteBuffer& frame) {
    MutexLock lock(&mutex_);
    if (busy_ || ended_) return;
    busy_ = true;
    message_ = frame;
    StartWrite(&message_);
  }
  void OnWriteDone(bool) override {
    MutexLock lock(&mutex_);
    busy_ = false;
  }
  void OnCancel() override {
    MutexLock lock(&mutex_);
    ended_ = true;
    Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override;

 private:
  SoundSource* const source_;
  Mutex mutex_;
  grpc::ByteBuffer message_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = true;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

class SoundSource final
    : public agent::v1::AudioService::WithRawCallbackMethod_StreamAudio<agent::v1::AudioService::Service> {
 public:
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamAudio(grpc::CallbackServerContext*,
                                                          const grpc::ByteBuffer*) override {
    auto* stream = new SoundStream(this);
    MutexLock lock(&mutex_);
    streams_.insert(stream);
    return stream;
  }
  void Remove(SoundStream* stream) {
    MutexLock lock(&mutex_);
    streams_.erase(stream);
  }
  // Plays for ever, on an absolute schedule.
  [[noreturn]] void Play() {
    auto due = std::chrono::steady_clock::now();
    for (uint64_t seq = 1;; ++seq) {
      due += kInterval;
      std::this_thread::sleep_until(due);
      const grpc::ByteBuffer frame = Frame(seq);
      MutexLock lock(&mutex_);
      for (SoundStream* stream : streams_) stream->Offer(frame);
    }
  }

 private:
  Mutex mutex_;
  std::set<SoundStream*> streams_ ABSL_GUARDED_BY(mutex_);
};

SoundStream::SoundStream(SoundSource* source) : source_(source), message_(Started()) {
  StartWrite(&message_);
}
void SoundStream::OnDone() {
  source_->Remove(this);
  delete this;
}

// Answers each message with one: `started`, then an ack for each event.
class InputStream final
    : public grpc::ServerBidiReactor<agent::v1::ControlInputRequest, agent::v1::ControlInputResponse> {
 public:
  InputStream() { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    if (request_.has_keep_alive()) return StartRead(&request_);
    if (request_.has_start()) {
      response_.mutable_started()->set_session_id("bench");
      response_.mutable_started()->mutable_lease()->set_seconds(5);
    } else {
      response_.mutable_ack()->set_acked_seq(request_.seq());
    }
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) StartRead(&request_);
  }
  void OnCancel() override {}
  void OnDone() override { delete this; }

 private:
  agent::v1::ControlInputRequest request_;
  agent::v1::ControlInputResponse response_;
};

class InputSink final : public agent::v1::InputService::CallbackService {
 public:
  grpc::ServerBidiReactor<agent::v1::ControlInputRequest, agent::v1::ControlInputResponse>* ControlInput(
      grpc::CallbackServerContext*) override {
    return new InputStream;
  }
};

void Run() {
  SoundSource sound;
  InputSink input;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&sound);
  builder.RegisterService(&input);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) std::abort();
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  sound.Play();
}

}  // namespace
}  // namespace cloudphone

int main() { cloudphone::Run(); }
