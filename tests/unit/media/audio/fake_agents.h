#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_FAKE_AGENTS_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_FAKE_AGENTS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/phone_agent/agent_audio_stream.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/media/phone_agents.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {

// Finds every phone, or fails as it is told. Thread-safe.
class CountingPhoneAgents final : public PhoneAgents {
 public:
  void Find(Account* /*account*/, const std::string& phone_id, absl::Time /*deadline*/, Found done) override {
    absl::Status failure;
    {
      MutexLock lock(&mutex_);
      ++finds_;
      failure = failure_;
    }
    if (failure.ok()) {
      std::move(done)(AgentLink{nullptr, phone_id, ""});
    } else {
      std::move(done)(failure);
    }
  }
  void Forget(Account* /*account*/, const std::string& /*phone_id*/) override {
    MutexLock lock(&mutex_);
    ++forgets_;
  }

  // From now on.
  void FailWith(const absl::Status& failure) {
    MutexLock lock(&mutex_);
    failure_ = failure;
  }
  int finds() const {
    MutexLock lock(&mutex_);
    return finds_;
  }
  int forgets() const {
    MutexLock lock(&mutex_);
    return forgets_;
  }

 private:
  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  int finds_ ABSL_GUARDED_BY(mutex_) = 0;
  int forgets_ ABSL_GUARDED_BY(mutex_) = 0;
};

// An agent's audio: the test plays what the newest stream hears. Thread-safe, but one thread plays.
class FakeAgentAudio final : public AgentAudio {
 public:
  std::shared_ptr<AgentAudioStream> Open(const AgentLink& /*link*/,
                                         const agent::v1::StreamAudioRequest& request,
                                         std::shared_ptr<AgentAudioSink> sink) override {
    auto stream = std::make_shared<Stream>();
    MutexLock lock(&mutex_);
    streams_.push_back(stream);
    request_ = request;
    sink_ = std::move(sink);
    return stream;
  }

  void Start(int rate = 48000, v1::AudioCodec codec = v1::AUDIO_CODEC_PCM, int interval_ms = 10) {
    agent::v1::StreamAudioResponse message;
    message.mutable_started()->set_codec(codec);
    message.mutable_started()->set_sample_rate(rate);
    message.mutable_started()->set_channels(2);
    message.mutable_started()->set_bit_depth(16);
    message.mutable_started()->mutable_interval()->set_nanos(interval_ms * 1'000'000);
    Send(message);
  }
  void Play(uint64_t seq, const std::string& data, uint32_t dropped_before = 0) {
    agent::v1::StreamAudioResponse message;
    message.mutable_frame()->set_seq(seq);
    message.mutable_frame()->set_pts_us(static_cast<int64_t>(seq) * 10'000);
    message.mutable_frame()->set_data(data);
    message.set_dropped_before(dropped_before);
    Send(message);
  }
  void Tell(v1::AudioState state, uint64_t last_seq) {
    agent::v1::StreamAudioResponse message;
    message.mutable_status()->set_state(state);
    message.mutable_status()->set_last_seq(last_seq);
    message.mutable_status()->set_listeners(1);
    Send(message);
  }
  void End(const absl::Status& status) {
    if (const auto sink = Sink()) sink->OnEnd(ToGrpcStatus(status));
  }
  void Send(const agent::v1::StreamAudioResponse& message) {
    const grpc::Slice slice(message.SerializeAsString());
    if (const auto sink = Sink()) sink->OnMessage(grpc::ByteBuffer(&slice, 1));
  }

  size_t opened() const {
    MutexLock lock(&mutex_);
    return streams_.size();
  }
  size_t cancelled() const {
    MutexLock lock(&mutex_);
    size_t count = 0;
    for (const auto& stream : streams_) count += stream->cancelled() ? 1 : 0;
    return count;
  }
  agent::v1::StreamAudioRequest request() const {
    MutexLock lock(&mutex_);
    return request_;
  }

 private:
  class Stream final : public AgentAudioStream {
   public:
    void Cancel() override {
      MutexLock lock(&mutex_);
      cancelled_ = true;
    }
    bool cancelled() const {
      MutexLock lock(&mutex_);
      return cancelled_;
    }

   private:
    mutable Mutex mutex_;
    bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  };

  std::shared_ptr<AgentAudioSink> Sink() const {
    MutexLock lock(&mutex_);
    return sink_;
  }

  mutable Mutex mutex_;
  std::vector<std::shared_ptr<Stream>> streams_ ABSL_GUARDED_BY(mutex_);
  agent::v1::StreamAudioRequest request_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<AgentAudioSink> sink_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_FAKE_AGENTS_H_
