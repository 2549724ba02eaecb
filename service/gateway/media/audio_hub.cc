#include "service/gateway/media/audio_hub.h"

#include <algorithm>

#include "adapters/status/rich_status.h"
#include "service/gateway/media/audio_failures.h"
#include "service/gateway/media/audio_request.h"
#include "service/gateway/media/stream_age.h"

namespace cloudphone {
namespace {

// For so long the agent may still count a stream of ours that we have cancelled.
constexpr absl::Duration kYield = absl::Seconds(2);

}  // namespace

absl::optional<absl::StatusOr<AudioHub::Beginning>> AudioHub::Join(const v1::StreamAudioRequest& request,
                                                                   std::shared_ptr<AudioReceiver> receiver) {
  Steps steps;
  Beginning beginning;
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kOver) return absl::nullopt;
    const absl::Status fits = format_.has_value() ? CheckFits(request, *format_) : absl::OkStatus();
    if (!fits.ok() && !members_.empty()) return fits;
    if (!fits.ok()) {
      LetGo(&steps);
      state_ = State::kIdle;
      format_.reset();
    }
    const double age = absl::Uniform(random_, 0.9, 1.0);
    members_.push_back({std::move(receiver), request, parts_.timers->Now() + parts_.options.max_age * age});
    lanes_.Arrange(members_);
    if (state_ == State::kIdle) {
      asked_ = ToAgentRequest(request);
      BeginAttempt(&steps);
    } else if (format_.has_value()) {  // Also while the agent is away, as the others were told it.
      beginning = lanes_.StartFor(request);
    }
    ScheduleTick();
  }
  Do(std::move(steps));
  return beginning;
}

void AudioHub::Leave(const AudioReceiver* receiver) {
  Steps steps;
  std::shared_ptr<AudioReceiver> left;  // Let go outside the lock.
  {
    MutexLock lock(&mutex_);
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [receiver](const auto& one) { return one.receiver.get() == receiver; });
    if (found == members_.end()) return;
    left = std::move(found->receiver);
    members_.erase(found);
    lanes_.Arrange(members_);
    if (members_.empty()) CloseSoon(&steps);
  }
  Do(std::move(steps));
}

void AudioHub::Close(const absl::Status& why) {
  Steps steps;
  {
    MutexLock lock(&mutex_);
    EndAll(why, &steps);
  }
  Do(std::move(steps));
}

bool AudioHub::is_over() const {
  MutexLock lock(&mutex_);
  return state_ == State::kOver;
}

absl::Time AudioHub::yields_until() const {
  MutexLock lock(&mutex_);
  return yields_until_;
}

AudioHub::Count AudioHub::CountListeners() const {
  MutexLock lock(&mutex_);
  return {static_cast<int>(members_.size()), state_ == State::kOpen};
}

void AudioHub::Do(Steps steps) {
  for (const AudioDelivery& delivery : steps.tell) {
    for (const auto& receiver : *delivery.to) receiver->OnNews(delivery.news);
  }
  for (const Steps::Ending& ending : steps.end) ending.receiver->OnEnd(ending.status);
  if (steps.cancel != nullptr) steps.cancel->Cancel();
  if (steps.forget) parts_.agents->Forget(account_, phone_id_);
  if (steps.find.has_value()) FindAgent(*steps.find);
}

v1::AudioStatus AudioHub::StatusNow(v1::AudioState state) const {
  v1::AudioStatus status;
  status.set_state(state);
  status.set_last_seq(lanes_.last_seq());
  status.set_listeners(static_cast<int>(members_.size()));
  return status;
}

void AudioHub::TellAway(Steps* steps) {
  v1::AudioStatus status = StatusNow(v1::AUDIO_STATE_INVALID);
  *status.mutable_error() = FromStatus(fault_);
  steps->tell = lanes_.Tell(status);
}

// How it ends.

void AudioHub::EndSome(absl::FunctionRef<absl::optional<absl::Status>(const AudioMember&)> status_of,
                       Steps* steps) {
  std::vector<AudioMember> left;
  for (AudioMember& member : members_) {
    const absl::optional<absl::Status> status = status_of(member);
    if (status.has_value()) {
      steps->end.push_back({std::move(member.receiver), *status});
    } else {
      left.push_back(std::move(member));
    }
  }
  members_ = std::move(left);
  lanes_.Arrange(members_);
  if (members_.empty() && !steps->end.empty()) CloseSoon(steps);
}

void AudioHub::EndAll(const absl::Status& status, Steps* steps) {
  state_ = State::kOver;
  EndSome([&](const AudioMember&) { return absl::make_optional(status); }, steps);
  LetGo(steps);
}

// Cancels what there is of the agent's stream.
void AudioHub::LetGo(Steps* steps) {
  GiveUpAttempt(steps);
  yields_until_ = parts_.timers->Now() + kYield;
}

// An open stream lingers; nothing else is worth to wait for.
void AudioHub::CloseSoon(Steps* steps) {
  if (state_ != State::kOpen) {
    state_ = State::kOver;
    return LetGo(steps);
  }
  parts_.timers->RunAfter(parts_.options.linger, [self = shared_from_this(), times = ++times_idle_] {
    Steps later;
    {
      MutexLock lock(&self->mutex_);
      if (!self->members_.empty() || self->times_idle_ != times) return;
      self->EndAll(absl::OkStatus(), &later);
    }
    self->Do(std::move(later));
  });
}

void AudioHub::ScheduleTick() {
  if (std::exchange(ticks_, true)) return;
  parts_.timers->RunAfter(parts_.options.heartbeat, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Tick();
  });
}

// At each heartbeat, until it is over.
void AudioHub::Tick() {
  Steps steps;
  absl::optional<uint32_t> mute;
  {
    MutexLock lock(&mutex_);
    ticks_ = false;
    if (state_ == State::kOver) return;
    const absl::Time now = parts_.timers->Now();
    EndSome(
        [&](const AudioMember& member) {
          return now < member.until ? absl::nullopt : absl::make_optional(StreamTooOld());
        },
        &steps);
    mute_beats_ = std::exchange(heard_, false) ? 0 : mute_beats_ + 1;
    if (state_ == State::kOpen && mute_beats_ == 0) retry_ = parts_.options.first_retry;
    if (state_ == State::kOpen && mute_beats_ >= parts_.options.mute_beats) mute = attempt_;
    if (state_ == State::kOpening && mute_beats_ >= parts_.options.opening_beats) mute = attempt_;
    const bool is_away = state_ != State::kOpen && format_.has_value() && !members_.empty();
    if (is_away && now - away_since_ >= parts_.options.give_up) {
      EndAll(AgentStaysAway(fault_), &steps);
    } else if (is_away) {
      TellAway(&steps);
    }
    if (state_ != State::kOver) ScheduleTick();
  }
  Do(std::move(steps));
  if (mute.has_value()) OnFailure(*mute, AgentIsMute());
}

}  // namespace cloudphone
