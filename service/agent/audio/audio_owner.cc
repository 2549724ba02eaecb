#include "service/agent/audio/audio_owner.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "service/agent/agent_errors.h"
#include "service/agent/audio/audio_format.h"

namespace cloudphone {
namespace {

void SetDuration(absl::Duration duration, google::protobuf::Duration* field) {
  field->set_seconds(absl::ToInt64Seconds(duration));
  field->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration % absl::Seconds(1))));
}

EncodedFrame Encode(CapturedFrame frame) {
  agent::v1::StreamAudioResponse message;
  v1::AudioFrame* encoded = message.mutable_frame();
  encoded->set_seq(frame.seq);
  encoded->set_pts_us(absl::ToUnixMicros(frame.captured_at));
  *encoded->mutable_data() = std::move(frame.bytes);
  return {frame.seq, std::make_shared<const std::string>(message.SerializeAsString())};
}

// Whether asking again is of no use.
bool IsForGood(const absl::Status& status) {
  return absl::IsUnimplemented(status) || absl::IsInvalidArgument(status);
}

}  // namespace

std::shared_ptr<AudioOwner> AudioOwner::Make(MediaEngine* engine, Executor* executor, Timers* timers,
                                             AudioOptions options) {
  std::shared_ptr<AudioOwner> owner(new AudioOwner(timers, options));
  owner->engine_ = std::make_shared<EngineAudio>(
      engine, executor,
      [weak = std::weak_ptr<AudioOwner>(owner)](const EngineAudio::Ring& ring, const absl::Status& status) {
        if (const auto self = weak.lock()) self->OnOpened(ring, status);
      });
  return owner;
}

absl::StatusOr<Listening> AudioOwner::Listen(const agent::v1::StreamAudioRequest& request,
                                             std::shared_ptr<AudioListener> listener) {
  MutexLock lock(&mutex_);
  if (closed_) return AgentDraining();
  const bool in_use = settings_.has_value() && !listeners_.empty();
  const absl::StatusOr<AudioSettings> chosen =
      ChooseSettings(request, in_use ? settings_ : absl::optional<AudioSettings>());
  if (!chosen.ok()) return chosen.status();
  if (!settings_.has_value() || !(*settings_ == *chosen)) OpenLocked(*chosen);
  idle_since_ = absl::InfiniteFuture();
  listeners_.push_back(std::move(listener));
  ScheduleLocked();
  return Listening{format_, last_seq_};
}

void AudioOwner::Leave(const AudioListener* listener) {
  std::shared_ptr<AudioListener> left;  // Let go outside the lock.
  MutexLock lock(&mutex_);
  const auto found = std::find_if(listeners_.begin(), listeners_.end(),
                                  [listener](const auto& one) { return one.get() == listener; });
  if (found == listeners_.end()) return;
  left = std::move(*found);
  listeners_.erase(found);
  if (listeners_.empty()) idle_since_ = timers_->Now();
}

void AudioOwner::Stop(absl::AnyInvocable<void(int) &&> done) {
  Listeners ended;
  v1::AudioStatus status;
  {
    MutexLock lock(&mutex_);
    ended = std::exchange(listeners_, {});
    const uint64_t last_seq = last_seq_;
    ForgetAudioLocked();
    status = StatusLocked();
    status.set_last_seq(last_seq);
    engine_->Close([done = std::move(done), count = static_cast<int>(ended.size())]() mutable {
      std::move(done)(count);
    });
  }
  for (const auto& listener : ended) {
    listener->OnStatus(status);
    listener->OnEnd(absl::OkStatus());
  }
}

agent::v1::GetAudioStatusResponse AudioOwner::Status() {
  MutexLock lock(&mutex_);
  agent::v1::GetAudioStatusResponse response;
  *response.mutable_status() = StatusLocked();
  if (settings_.has_value()) *response.mutable_format() = format_;
  return response;
}

void AudioOwner::Close(const absl::Status& why) {
  Listeners ended;
  {
    MutexLock lock(&mutex_);
    closed_ = true;
    ended = std::exchange(listeners_, {});
    ForgetAudioLocked();
    engine_->Close([] {});
  }
  for (const auto& listener : ended) listener->OnEnd(why);
}

// Opens anew, with numbers from 1.
void AudioOwner::OpenLocked(const AudioSettings& settings) {
  ForgetAudioLocked();
  settings_ = settings;
  format_ = ToFormat(settings);
  waiting_since_ = timers_->Now();
  retry_ = options_.first_retry;
  reopen_ = options_.first_reopen;
  ring_ = std::make_shared<CaptureRing>(timers_, [weak = weak_from_this(), timers = timers_] {
    timers->RunAt(timers->Now(), [weak] {
      if (const auto self = weak.lock()) self->FanOut();
    });
  });
  AskToOpenLocked();
}

void AudioOwner::AskToOpenLocked() {
  last_try_ = timers_->Now();
  asked_ = true;
  engine_->Open(*settings_, ring_);
}

void AudioOwner::ForgetAudioLocked() {
  if (ring_ != nullptr) ring_->Close();
  ring_ = nullptr;
  settings_.reset();
  fault_ = absl::OkStatus();
  last_seq_ = 0;
  last_frame_.reset();
  told_silent_ = false;
  asked_ = false;
  try_again_at_ = absl::InfiniteFuture();
}

// Opens the same audio again; numbers go on.
void AudioOwner::TryAgainLocked() {
  try_again_at_ = absl::InfiniteFuture();
  if (fault_.ok()) reopen_ = std::min(reopen_ * 2, options_.longest_reopen);
  AskToOpenLocked();
}

// One alarm, as long as there is audio.
void AudioOwner::ScheduleLocked() {
  if (alarm_ != 0 || !settings_.has_value() || closed_) return;
  alarm_ = timers_->RunAfter(options_.heartbeat, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Tick();
  });
}

// Whether the engine answers nothing, and gives no frame either: it may still be closing what was before.
bool AudioOwner::HangsLocked() const {
  return asked_ && timers_->Now() - std::max(last_try_, waiting_since_) >= options_.heartbeat;
}

bool AudioOwner::IsSilentLocked() const { return timers_->Now() - waiting_since_ >= options_.heartbeat; }

v1::AudioStatus AudioOwner::StatusLocked() const {
  v1::AudioStatus status;
  status.set_last_seq(last_seq_);
  status.set_listeners(static_cast<int>(listeners_.size()));
  if (last_frame_.has_value())
    SetDuration(std::max(absl::ZeroDuration(), timers_->Now() - *last_frame_),
                status.mutable_last_frame_age());
  if (!settings_.has_value()) {
    status.set_state(v1::AUDIO_STATE_STOPPED);
  } else if (!fault_.ok()) {
    status.set_state(v1::AUDIO_STATE_INVALID);
    *status.mutable_error() = FromStatus(fault_);
  } else if (HangsLocked()) {
    status.set_state(v1::AUDIO_STATE_INVALID);
    *status.mutable_error() =
        FromStatus(AgentRefusal(absl::StatusCode::kUnavailable, "ENGINE_DOES_NOT_ANSWER",
                                absl::StrCat("the engine has not answered for ",
                                             absl::ToInt64Seconds(timers_->Now() - last_try_), " s")));
  } else {
    status.set_state(IsSilentLocked() ? v1::AUDIO_STATE_SILENT : v1::AUDIO_STATE_RUNNING);
  }
  return status;
}

// On the executor.
void AudioOwner::OnOpened(const EngineAudio::Ring& ring, const absl::Status& status) {
  const absl::Status failure = EngineFailure(status);
  Listeners listeners;
  v1::AudioStatus told;
  {
    MutexLock lock(&mutex_);
    if (ring != ring_) return;  // It is wanted no more.
    const bool hung = HangsLocked();
    asked_ = false;
    if (failure.ok() && fault_.ok() && !hung) return;
    listeners = listeners_;
    if (IsForGood(status)) {
      listeners_.clear();
      ForgetAudioLocked();
    } else {
      fault_ = failure;
      if (failure.ok()) {
        retry_ = options_.first_retry;
        waiting_since_ = timers_->Now();
      } else {
        try_again_at_ = timers_->Now() + retry_;
        retry_ = std::min(retry_ * 2, options_.longest_retry);
      }
    }
    told = StatusLocked();
  }
  for (const auto& listener : listeners) {
    if (IsForGood(status)) {
      listener->OnEnd(failure);
    } else {
      listener->OnStatus(told);
    }
  }
}

// On the timers' thread, when frames have come.
void AudioOwner::FanOut() {
  std::deque<CapturedFrame> frames;
  Listeners listeners;
  absl::optional<v1::AudioFormat> corrected;
  absl::optional<v1::AudioStatus> running;
  {
    MutexLock lock(&mutex_);
    if (ring_ == nullptr) return;
    frames = ring_->TakeAll();
    if (frames.empty()) return;
    listeners = listeners_;
    const CapturedFrame& newest = frames.back();
    if (newest.ext.has_value() && Correct(*newest.ext, &format_)) corrected = format_;
    last_seq_ = newest.seq;
    last_frame_ = waiting_since_ = timers_->Now();
    reopen_ = options_.first_reopen;
    if (std::exchange(told_silent_, false)) running = StatusLocked();
  }
  for (const auto& listener : listeners) {
    if (corrected.has_value()) listener->OnFormat(*corrected);
    if (running.has_value()) listener->OnStatus(*running);
  }
  for (CapturedFrame& frame : frames) {
    const EncodedFrame encoded = Encode(std::move(frame));
    for (const auto& listener : listeners) listener->OnFrame(encoded);
  }
}

// On the timers' thread, at each heartbeat while there is audio.
void AudioOwner::Tick() {
  Listeners listeners;
  v1::AudioStatus status;
  {
    MutexLock lock(&mutex_);
    alarm_ = 0;
    if (!settings_.has_value()) return;
    const absl::Time now = timers_->Now();
    if (now - idle_since_ >= options_.linger) {
      ForgetAudioLocked();
      engine_->Close([] {});
      return;
    }
    const bool silent = IsSilentLocked();
    if (!asked_ &&
        (now >= try_again_at_ || (fault_.ok() && now - std::max(waiting_since_, last_try_) >= reopen_)))
      TryAgainLocked();
    if (silent) {
      listeners = listeners_;
      status = StatusLocked();
      told_silent_ = true;
    }
    ScheduleLocked();
  }
  for (const auto& listener : listeners) listener->OnStatus(status);
}

}  // namespace cloudphone
