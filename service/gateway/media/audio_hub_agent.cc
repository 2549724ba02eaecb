// The hub's side towards the agent: attempts to have a stream, and what it says.

#include <algorithm>
#include <iterator>

#include "service/gateway/media/agent_failure.h"
#include "service/gateway/media/audio_failures.h"
#include "service/gateway/media/audio_hub.h"
#include "service/gateway/media/audio_message.h"
#include "service/gateway/media/audio_request.h"

namespace cloudphone {
namespace {

// GetPhone may take so long.
constexpr absl::Duration kFindTimeout = absl::Seconds(10);
// Four times the longest frame that there is, 40 ms of 96,000 Hz: what listeners keep is bounded by it.
constexpr size_t kMaxMessageBytes = 64 << 10;

// What the agent tells of one attempt.
class AttemptSink final : public AgentAudioSink {
 public:
  AttemptSink(std::weak_ptr<AudioHub> hub, uint32_t attempt, std::string phone_id)
      : hub_(std::move(hub)), attempt_(attempt), phone_id_(std::move(phone_id)) {}

  void OnMessage(const grpc::ByteBuffer& message) override {
    if (const auto hub = hub_.lock()) hub->OnMessage(attempt_, message);
  }
  void OnEnd(const grpc::Status& status) override {
    if (const auto hub = hub_.lock()) hub->OnFailure(attempt_, AgentFailure(status, phone_id_));
  }

 private:
  const std::weak_ptr<AudioHub> hub_;
  const uint32_t attempt_;
  const std::string phone_id_;
};

template <typename Message>
bool Parse(absl::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

void AudioHub::BeginAttempt(Steps* steps) {
  state_ = State::kOpening;
  mute_beats_ = 0;
  steps->find = ++attempt_;
}

void AudioHub::GiveUpAttempt(Steps* steps) {
  ++attempt_;
  if (stream_ != nullptr) steps->cancel = std::exchange(stream_, nullptr);
}

void AudioHub::FindAgent(uint32_t attempt) {
  parts_.agents->Find(account_, phone_id_, parts_.timers->Now() + kFindTimeout,
                      [weak = weak_from_this(), attempt](const absl::StatusOr<AgentLink>& link) {
                        if (const auto self = weak.lock()) self->OnAgent(attempt, link);
                      });
}

void AudioHub::OnAgent(uint32_t attempt, const absl::StatusOr<AgentLink>& link) {
  if (!link.ok()) return OnFailure(attempt, link.status());
  agent::v1::StreamAudioRequest asked;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_) return;
    asked = asked_;
  }
  std::shared_ptr<AgentAudioStream> stream =
      parts_.audio->Open(*link, asked, std::make_shared<AttemptSink>(weak_from_this(), attempt, phone_id_));
  {
    MutexLock lock(&mutex_);
    if (attempt == attempt_) {
      stream_ = std::move(stream);
      return;
    }
  }
  stream->Cancel();
}

void AudioHub::RetryLater() {
  state_ = State::kAway;
  const absl::Duration delay = absl::Uniform(random_, 0.0, 1.0) * retry_;
  retry_ = std::min(retry_ * 2, parts_.options.longest_retry);
  parts_.timers->RunAfter(delay, [weak = weak_from_this(), attempt = attempt_] {
    if (const auto self = weak.lock()) self->Retry(attempt);
  });
}

void AudioHub::Retry(uint32_t attempt) {
  Steps steps;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_) return;
    BeginAttempt(&steps);
  }
  Do(std::move(steps));
}

void AudioHub::OnFailure(uint32_t attempt, const absl::Status& failure) {
  Steps steps;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_) return;
    GiveUpAttempt(&steps);
    steps.forget = IsLinkFailure(failure);
    if (failure.ok() || members_.empty()) {
      EndAll(failure, &steps);
    } else if (format_.has_value()) {
      Lost(failure, &steps);
    } else {
      FirstFailed(failure, &steps);
    }
  }
  Do(std::move(steps));
}

void AudioHub::FirstFailed(const absl::Status& failure, Steps* steps) {
  if (IsFormatInUse(failure) && parts_.timers->Now() < yields_until_) return RetryLater();
  if (!IsOfRequest(failure)) return EndAll(failure, steps);
  const std::string asked = asked_.SerializeAsString();
  EndSome(
      [&](const AudioMember& member) {
        return ToAgentRequest(member.request).SerializeAsString() == asked ? absl::make_optional(failure)
                                                                           : absl::nullopt;
      },
      steps);
  if (members_.empty()) return;
  asked_ = ToAgentRequest(members_.front().request);
  BeginAttempt(steps);
}

void AudioHub::Lost(const absl::Status& failure, Steps* steps) {
  if (IsForGood(failure)) return EndAll(EndOfStream(failure, phone_id_), steps);
  if (state_ == State::kOpen) away_since_ = parts_.timers->Now();
  fault_ = failure;
  // A phone that was restarted may have another address.
  steps->forget = true;
  RetryLater();
  TellAway(steps);
}

void AudioHub::OnMessage(uint32_t attempt, const grpc::ByteBuffer& bytes) {
  using Kind = AgentAudioMessage::Kind;
  if (bytes.Length() > kMaxMessageBytes) return;
  const absl::optional<AgentAudioMessage> message = ReadAgentAudio(bytes);
  if (!message.has_value()) return;
  absl::optional<AgentAudioFrame> frame;
  if (message->kind == Kind::kFrame) frame = ReadAgentFrame(message->body());
  Steps steps;
  {
    MutexLock lock(&mutex_);
    if (attempt != attempt_) return;
    heard_ = true;
    if (message->kind == Kind::kFormat) ReadFormat(message->body(), &steps);
    if (state_ == State::kOpen && frame.has_value()) steps.tell = lanes_.Add(*message, *frame);
    if (state_ == State::kOpen && message->kind == Kind::kStatus) ReadStatus(message->body(), &steps);
  }
  Do(std::move(steps));
}

void AudioHub::ReadFormat(absl::string_view body, Steps* steps) {
  v1::AudioFormat format;
  if (!Parse(body, &format)) return;
  const bool is_back = state_ == State::kOpening && format_.has_value();
  if (state_ == State::kOpening) {
    state_ = State::kOpen;
    EndSome(
        [&](const AudioMember& member) {
          const absl::Status fits = CheckFits(member.request, format);
          return fits.ok() ? absl::nullopt : absl::make_optional(fits);
        },
        steps);
  }
  format_ = format;
  steps->tell = lanes_.Begin(++session_, format, members_);
  if (!is_back) return;
  const AudioDeliveries running = lanes_.Tell(StatusNow(v1::AUDIO_STATE_RUNNING));
  std::copy(running.begin(), running.end(), std::back_inserter(steps->tell));
}

// The agent counts all our listeners as one.
void AudioHub::ReadStatus(absl::string_view body, Steps* steps) {
  v1::AudioStatus status;
  if (!Parse(body, &status)) return;
  status.set_listeners(std::max(0, status.listeners() - 1) + static_cast<int>(members_.size()));
  steps->tell = lanes_.Tell(status);
}

}  // namespace cloudphone
