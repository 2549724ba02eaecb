#include "service/agent/input/input_control.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

// Whoever knows the id may send events to the session, so it cannot be guessed.
std::string NewSessionId() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) absl::StrAppend(&id, absl::Hex(random(), absl::kZeroPad8));
  return id;
}

absl::Status SessionNotFound() {
  return AgentRefusal(absl::StatusCode::kNotFound, "INPUT_SESSION_NOT_FOUND",
                      "the session has ended, or never was");
}

}  // namespace

std::shared_ptr<InputControl> InputControl::Make(MediaEngine* engine, Executor* executor, Timers* timers,
                                                 InputOptions options) {
  std::shared_ptr<InputControl> control(new InputControl(timers, options));
  control->injector_ = std::make_shared<Injector>(
      engine, executor, timers,
      [weak = std::weak_ptr<InputControl>(control)](const Injection& injection, const absl::Status& status,
                                                    absl::Duration delay) {
        if (const auto self = weak.lock()) self->OnInjected(injection, status, delay);
      });
  return control;
}

absl::StatusOr<std::string> InputControl::Start(const v1::InputStart& start,
                                                std::shared_ptr<InputListener> listener) {
  if (absl::Status checked = CheckStart(start); !checked.ok()) return checked;
  auto session = std::make_shared<InputSession>();
  session->id = NewSessionId();
  session->listener = std::move(listener);
  session->pointers.screen_width = start.screen_width();
  session->pointers.screen_height = start.screen_height();
  News news;
  {
    MutexLock lock(&mutex_);
    if (closed_) return AgentDraining();
    if (holder_ != nullptr && !start.take_over()) {
      return AgentRefusal(absl::StatusCode::kFailedPrecondition, "INPUT_CONTROLLED_BY_ANOTHER",
                          "another session controls the phone's input; take_over takes it");
    }
    if (holder_ != nullptr) LoseLocked(v1::CONTROL_LOST_CAUSE_TAKEN_OVER, &news);
    session->heard_at = timers_->Now();
    holder_ = session;
    ScheduleLocked();
  }
  Tell(std::move(news));
  return session->id;
}

Offered InputControl::Offer(absl::string_view session_id, uint64_t seq, const ClientEvent& event) {
  MutexLock lock(&mutex_);
  const Session session = FindLocked(session_id);
  if (session == nullptr) return {SessionNotFound(), true};
  session->heard_at = timers_->Now();
  if (seq <= session->last_seq) {
    return {WrongField("WRONG_FIELD", "seq",
                       absl::StrCat(seq, " is not above ", session->last_seq, ", the number before it")),
            true};
  }
  session->last_seq = seq;
  Offered offered;
  offered.status = AcceptLocked(session, seq, event);
  session->full = session->queued >= options_.max_queued;
  offered.more = !session->full;
  return offered;
}

absl::StatusOr<uint64_t> InputControl::Send(absl::string_view session_id, uint64_t first_seq,
                                            std::vector<ClientEvent> events) {
  News news;
  uint64_t received = 0;
  {
    MutexLock lock(&mutex_);
    const Session session = FindLocked(session_id);
    if (session == nullptr) return SessionNotFound();
    session->heard_at = timers_->Now();
    if (!session->order.HasRoomFor(first_seq, events.size())) {
      return AgentRefusal(absl::StatusCode::kResourceExhausted, "INPUT_QUEUE_FULL",
                          "too many events of the session wait for their turn");
    }
    session->order.Add(first_seq, std::move(events));
    received = session->order.received_seq();
    TakeTurnsLocked(session, &news);
    ScheduleLocked();
  }
  Tell(std::move(news));
  return received;
}

void InputControl::Renew(absl::string_view session_id) {
  MutexLock lock(&mutex_);
  if (const Session session = FindLocked(session_id)) session->heard_at = timers_->Now();
}

void InputControl::End(absl::string_view session_id) {
  MutexLock lock(&mutex_);
  if (FindLocked(session_id) == nullptr) return;
  injector_->Add({ReleaseLocked(), 0, absl::nullopt, timers_->Now()});
}

void InputControl::Close() {
  MutexLock lock(&mutex_);
  closed_ = true;
  if (alarm_ != 0) timers_->Cancel(alarm_);
  alarm_ = 0;
  if (holder_ != nullptr) injector_->Add({ReleaseLocked(), 0, absl::nullopt, timers_->Now()});
}

InputControl::Session InputControl::FindLocked(absl::string_view id) const {
  return holder_ != nullptr && holder_->id == id ? holder_ : nullptr;
}

// Sees what an event does, and sends that on its way.
absl::Status InputControl::AcceptLocked(const Session& session, uint64_t seq, const ClientEvent& event) {
  const absl::Time now = timers_->Now();
  Injection injection{session, seq, absl::nullopt, now};
  if (const auto* touch = absl::get_if<v1::TouchEvent>(&event)) {
    const absl::StatusOr<TouchInput> input = ApplyTouch(*touch, now, &session->pointers);
    if (!input.ok()) return input.status();
    injection.input = *input;
  } else {
    const absl::StatusOr<KeyInput> input = ApplyKey(absl::get<v1::KeyEvent>(event), &session->pointers);
    if (!input.ok()) return input.status();
    injection.input = *input;
  }
  if (!injector_->Add(std::move(injection))) ++session->queued;
  return absl::OkStatus();
}

// Accepts the events of SendInput whose turn it is, as far as there is room.
void InputControl::TakeTurnsLocked(const Session& session, News* news) {
  while (session->queued < options_.max_queued) {
    const NumberedEvent* event = session->order.Front();
    if (event == nullptr) break;
    const uint64_t seq = event->seq;
    absl::Status accepted = AcceptLocked(session, seq, event->event);
    session->order.Pop();
    if (accepted.ok()) continue;
    news->push_back(
        [listener = session->listener, seq, error = std::move(accepted)] { listener->OnError(seq, error); });
  }
  if (!session->order.HasGap()) {
    session->gap_since = absl::InfiniteFuture();
  } else if (session->gap_since == absl::InfiniteFuture()) {
    session->gap_since = timers_->Now();
  }
}

// Lifts what the holder holds after all that was accepted.
InputControl::Session InputControl::ReleaseLocked() {
  Session session = std::exchange(holder_, nullptr);
  const absl::Time now = timers_->Now();
  for (const EngineInput& input : ReleaseAll(now, &session->pointers))
    injector_->Add({session, 0, input, now});
  return session;
}

void InputControl::LoseLocked(v1::ControlLostCause cause, News* news) {
  const Session session = ReleaseLocked();
  news->push_back([listener = session->listener, cause] { listener->OnLost(cause); });
}

// Sets the alarm to when the session's lease or its patience runs out. An earlier alarm stays: it looks
// again.
void InputControl::ScheduleLocked() {
  if (holder_ == nullptr || closed_) return;
  const absl::Time due =
      std::min(holder_->heard_at + options_.lease, holder_->gap_since + options_.gap_patience);
  if (alarm_ != 0) {
    if (alarm_at_ <= due) return;
    timers_->Cancel(alarm_);
  }
  alarm_at_ = due;
  alarm_ = timers_->RunAt(due, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Tick();
  });
}

void InputControl::Tick() {
  News news;
  {
    MutexLock lock(&mutex_);
    alarm_ = 0;
    const Session session = holder_;
    if (session == nullptr || closed_) return;
    const absl::Time now = timers_->Now();
    // Nothing is read from a client while its events wait for the engine, so nothing can be heard of it.
    if (session->full) session->heard_at = now;
    if (now >= session->heard_at + options_.lease) {
      LoseLocked(v1::CONTROL_LOST_CAUSE_LEASE_EXPIRED, &news);
    } else if (now >= session->gap_since + options_.gap_patience) {
      const uint64_t missing = session->order.SkipGap();
      news.push_back([listener = session->listener, missing] {
        listener->OnError(missing, AgentRefusal(absl::StatusCode::kDataLoss, "INPUT_EVENTS_MISSING",
                                                "events from this number on have not come in time"));
      });
      session->gap_since = absl::InfiniteFuture();
      TakeTurnsLocked(session, &news);
    }
    ScheduleLocked();
  }
  Tell(std::move(news));
}

// On the executor.
void InputControl::OnInjected(const Injection& injection, const absl::Status& status, absl::Duration delay) {
  const Session& session = injection.session;
  if (!injection.input.has_value()) return session->listener->OnClosed();
  if (injection.seq == 0) return;
  if (!status.ok()) session->listener->OnError(injection.seq, status);
  // Also behind an error: it answers one event, and others may have been merged into that one.
  session->listener->OnAck(injection.seq, delay);
  News news;
  {
    MutexLock lock(&mutex_);
    --session->queued;
    if (session == holder_) {
      TakeTurnsLocked(session, &news);
      ScheduleLocked();
    }
    if (session->full && session->queued < options_.max_queued) {
      session->full = false;
      session->heard_at = timers_->Now();
      news.push_back([listener = session->listener] { listener->OnRoom(); });
    }
  }
  Tell(std::move(news));
}

void InputControl::Tell(News news) {
  for (absl::AnyInvocable<void()>& one : news) one();
}

}  // namespace cloudphone
