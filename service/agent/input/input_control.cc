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

absl::Status SessionNotFound(absl::string_view id) {
  return NotFound("INPUT_SESSION_NOT_FOUND", "input_session", id, "the session has ended, or never was");
}

// Nothing is read from a client while its events wait for the engine, or while it does not read what it is
// told, so nothing can be heard of it: its times stand still.
void KeepTimes(absl::Time now, InputSession* session) {
  session->heard_at = now;
  for (absl::Time* const since : {&session->gap_since, &session->used_at}) {
    if (*since != absl::InfiniteFuture()) *since = now;
  }
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
  session->pointers.second_fingers = session->in_engine.second_fingers = options_.second_fingers;
  News news;
  {
    MutexLock lock(&mutex_);
    if (closed_.has_value()) return *closed_;
    if (holder_ != nullptr && !start.take_over()) {
      return WrongState("INPUT_CONTROLLED_BY_ANOTHER", absl::StrCat("phones/", start.phone_id()),
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
  if (session == nullptr) return {SessionNotFound(session_id), true};
  session->heard_at = session->used_at = timers_->Now();
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
  ScheduleLocked();
  return offered;
}

absl::StatusOr<uint64_t> InputControl::Send(absl::string_view session_id, uint64_t first_seq,
                                            std::vector<ClientEvent> events) {
  MutexLock lock(&mutex_);
  const Session session = FindLocked(session_id);
  if (session == nullptr) return SessionNotFound(session_id);
  session->heard_at = timers_->Now();
  if (!session->order.IsInReach(first_seq)) {
    return WrongField(
        "WRONG_FIELD", "first_seq",
        absl::StrCat(first_seq, " is more than ", EventOrder::kMaxAhead, " above the next number"));
  }
  if (session->unread || !session->order.HasRoomFor(first_seq, events.size())) {
    return TooMany("INPUT_QUEUE_FULL", absl::StrCat("input_sessions/", session_id),
                   session->unread ? "what the session is told is not read"
                                   : "too many events of the session wait for their turn");
  }
  session->used_at = session->heard_at;
  session->order.Add(first_seq, std::move(events));
  const uint64_t received = session->order.received_seq();
  TakeTurnsLocked(session);
  ScheduleLocked();
  return received;
}

void InputControl::Renew(absl::string_view session_id) {
  MutexLock lock(&mutex_);
  if (const Session session = FindLocked(session_id)) session->heard_at = timers_->Now();
}

void InputControl::SetUnread(absl::string_view session_id, bool unread) {
  MutexLock lock(&mutex_);
  const Session session = FindLocked(session_id);
  if (session == nullptr || session->unread == unread) return;
  session->unread = unread;
  if (unread) return;
  KeepTimes(timers_->Now(), session.get());
  TakeTurnsLocked(session);
  ScheduleLocked();
}

void InputControl::End(absl::string_view session_id) {
  MutexLock lock(&mutex_);
  if (FindLocked(session_id) != nullptr) ReleaseLocked(Injection::Kind::kEnd, absl::OkStatus());
}

void InputControl::Close(const absl::Status& why) {
  MutexLock lock(&mutex_);
  if (!closed_.has_value()) closed_ = why;
  if (alarm_ != 0) timers_->Cancel(alarm_);
  alarm_ = 0;
  if (holder_ != nullptr) ReleaseLocked(Injection::Kind::kEnd, why);
}

InputControl::Session InputControl::FindLocked(absl::string_view id) const {
  return holder_ != nullptr && holder_->id == id ? holder_ : nullptr;
}

// Sees what an event does, and sends that on its way.
absl::Status InputControl::AcceptLocked(const Session& session, uint64_t seq, const ClientEvent& event) {
  Injection step{Injection::Kind::kEvent, session, timers_->Now(), seq};
  if (const auto* touch = absl::get_if<v1::TouchEvent>(&event)) {
    const absl::StatusOr<TouchInput> input = ApplyTouch(*touch, step.accepted_at, &session->pointers);
    if (!input.ok()) return input.status();
    step.input = *input;
  } else {
    const absl::StatusOr<KeyInput> input = ApplyKey(absl::get<v1::KeyEvent>(event), &session->pointers);
    if (!input.ok()) return input.status();
    step.input = *input;
  }
  step.step = session->pointers.steps;
  if (!injector_->Add(std::move(step))) ++session->queued;
  return absl::OkStatus();
}

// Tells of an event of SendInput that is refused, behind all that was accepted before it.
void InputControl::RefuseLocked(const Session& session, uint64_t seq, absl::Status why) {
  Injection step{Injection::Kind::kRefusal, session, timers_->Now(), seq};
  step.status = std::move(why);
  injector_->Add(std::move(step));
  ++session->queued;
}

// Accepts the events of SendInput whose turn it is, as far as there is room.
void InputControl::TakeTurnsLocked(const Session& session) {
  bool taken = false;
  while (!session->unread && session->queued < options_.max_queued) {
    const NumberedEvent* event = session->order.Front();
    if (event == nullptr) break;
    const uint64_t seq = event->seq;
    absl::Status accepted = AcceptLocked(session, seq, event->event);
    if (!accepted.ok()) RefuseLocked(session, seq, std::move(accepted));
    session->order.Pop();
    taken = true;
  }
  // A gap behind what was taken is another than the one before: it has its own time.
  if (taken || !session->order.HasGap()) session->gap_since = absl::InfiniteFuture();
  if (session->order.HasGap()) session->gap_since = std::min(session->gap_since, timers_->Now());
}

// Goes on without what has not come.
void InputControl::SkipGapLocked(const Session& session) {
  RefuseLocked(session, session->order.SkipGap(),
               AgentRefusal(absl::StatusCode::kDataLoss, "INPUT_EVENTS_MISSING",
                            "events from this number on have not come in time"));
  TakeTurnsLocked(session);
}

// Takes the control from the holder, and lifts what it holds behind all that was accepted.
void InputControl::ReleaseLocked(Injection::Kind kind, absl::Status why) {
  Injection step{kind, std::exchange(holder_, nullptr), timers_->Now()};
  step.status = std::move(why);
  injector_->Add(std::move(step));
}

void InputControl::LoseLocked(v1::ControlLostCause cause, News* news) {
  news->push_back([listener = holder_->listener, cause] { listener->OnLost(cause); });
  ReleaseLocked(Injection::Kind::kRelease, absl::OkStatus());
}

// Sets the alarm to when a time of the session runs out: its lease, its patience, its quiet. An earlier alarm
// stays: it looks again.
void InputControl::ScheduleLocked() {
  if (holder_ == nullptr || closed_.has_value()) return;
  const absl::Time due =
      std::min({holder_->heard_at + options_.lease, holder_->gap_since + options_.gap_patience,
                holder_->used_at + options_.quiet});
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
    if (session == nullptr || closed_.has_value()) return;
    const absl::Time now = timers_->Now();
    if (session->full || session->unread) KeepTimes(now, session.get());
    if (now >= session->heard_at + options_.lease) {
      LoseLocked(v1::CONTROL_LOST_CAUSE_LEASE_EXPIRED, &news);
    } else if (now >= session->gap_since + options_.gap_patience) {
      SkipGapLocked(session);
    } else if (now >= session->used_at + options_.quiet) {
      session->used_at = absl::InfiniteFuture();
      LetGo(&session->pointers);
      injector_->Add({Injection::Kind::kRelease, session, now});
    }
    ScheduleLocked();
  }
  Tell(std::move(news));
}

// On the executor.
void InputControl::OnInjected(const Injection& injection, const absl::Status& status, absl::Duration delay) {
  InputListener& listener = *injection.session->listener;
  switch (injection.kind) {
    case Injection::Kind::kRelease:
      return;
    case Injection::Kind::kEnd:
      return listener.OnClosed(status);
    case Injection::Kind::kRefusal:
      listener.OnError(injection.seq, status);
      break;
    case Injection::Kind::kEvent:
      if (!status.ok()) {
        {
          MutexLock lock(&mutex_);
          Refused(injection.input, injection.step, &injection.session->pointers);
        }
        listener.OnError(injection.seq, status);
      }
      // Also behind an error: it answers one event, and others may have been merged into that one.
      listener.OnAck(injection.seq, delay);
  }
  MakeRoom(injection.session);
}

// One of the session's steps is over.
void InputControl::MakeRoom(const Session& session) {
  {
    MutexLock lock(&mutex_);
    --session->queued;
    if (session == holder_) {
      TakeTurnsLocked(session);
      ScheduleLocked();
    }
    if (!session->full || session->queued >= options_.max_queued) return;
    session->full = false;
    session->heard_at = timers_->Now();
  }
  session->listener->OnRoom();
}

void InputControl::Tell(News news) {
  for (absl::AnyInvocable<void()>& one : news) one();
}

}  // namespace cloudphone
