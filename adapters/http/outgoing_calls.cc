#include "adapters/http/outgoing_calls.h"

#include <utility>

namespace cloudphone {
namespace {

constexpr char kCancelled[] = "cancelled before it was sent";
constexpr char kEnded[] = "the transport ended before the call was sent";

}  // namespace

HttpResult NeverSent(HttpFailure failure, std::string detail) {
  HttpResult result;
  result.failure = failure;
  result.detail = std::move(detail);
  return result;
}

OutgoingCalls::CallId OutgoingCalls::Open(HttpRequest request, HttpDone done) {
  Call call;
  call.request = std::move(request);
  call.done = std::move(done);
  MutexLock lock(&mutex_);
  calls_.emplace(++last_id_, std::move(call));
  return last_id_;
}

HttpRequest OutgoingCalls::Request(CallId id) const {
  MutexLock lock(&mutex_);
  return calls_.at(id).request;
}

HttpRequest OutgoingCalls::TakeRequest(CallId id) {
  MutexLock lock(&mutex_);
  return std::move(calls_.at(id).request);
}

bool OutgoingCalls::LineUp(CallId id) {
  MutexLock lock(&mutex_);
  const auto where = calls_.find(id);
  Call& call = where->second;
  if (call.cancelled || ended_) {
    RunLater(std::move(call.done), NeverSent(HttpFailure::kCancelled, call.cancelled ? kCancelled : kEnded));
    calls_.erase(where);
    return true;
  }
  if (line_.size() >= max_waiting_) return false;
  line_.insert(id);
  if (call.request.deadline == absl::InfiniteFuture()) return true;
  call.deadline_timer = timers_->RunAt(call.request.deadline, [self = weak_from_this(), id] {
    const std::shared_ptr<OutgoingCalls> calls = self.lock();
    if (calls == nullptr || !calls->Take(id)) return;
    calls->Finish(id, NeverSent(HttpFailure::kTimedOut, "the deadline passed before the call was sent"));
  });
  return true;
}

void OutgoingCalls::RunLater(HttpDone done, HttpResult result) {
  timers_->RunAt(timers_->Now(), [done = std::move(done), result = std::move(result)]() mutable {
    std::move(done)(std::move(result));
  });
}

void OutgoingCalls::LeaveLineLocked(CallId id, Call* call) {
  line_.erase(id);
  if (const Timers::Id timer = std::exchange(call->deadline_timer, 0); timer != 0) timers_->Cancel(timer);
}

OutgoingCalls::CallId OutgoingCalls::TakeFirst() {
  MutexLock lock(&mutex_);
  if (line_.empty()) return 0;
  const CallId id = *line_.begin();
  LeaveLineLocked(id, &calls_.at(id));
  return id;
}

bool OutgoingCalls::Take(CallId id) {
  MutexLock lock(&mutex_);
  if (line_.count(id) == 0) return false;
  LeaveLineLocked(id, &calls_.at(id));
  return true;
}

void OutgoingCalls::Send(CallId id, HttpRequest request, HttpDone answered) {
  uint64_t sending;
  {
    MutexLock lock(&mutex_);
    Call& call = calls_.at(id);
    sending = call.sending = ++last_sending_;
    ++call.times_sent;
  }
  const bool open = WhileOpen([&] {
    const CallId next_id = next_->Send(
        std::move(request),
        [self = shared_from_this(), id, sending, answered = std::move(answered)](HttpResult result) mutable {
          self->OnAnswer(id, sending);
          std::move(answered)(std::move(result));
        });
    if (IsCancelled(id, sending, next_id)) next_->Cancel(next_id);
  });
  if (!open) std::move(answered)(NeverSent(HttpFailure::kCancelled, kEnded));
}

// Notes under which id the next transport has a call. Says whether its cancel came before that was known.
bool OutgoingCalls::IsCancelled(CallId id, uint64_t sending, CallId next_id) {
  MutexLock lock(&mutex_);
  const auto call = calls_.find(id);
  // Answered meanwhile, perhaps ended or sent again.
  if (call == calls_.end() || call->second.sending != sending) return false;
  call->second.next_id = next_id;
  return call->second.cancelled;
}

int OutgoingCalls::times_sent(CallId id) const {
  MutexLock lock(&mutex_);
  return calls_.at(id).times_sent;
}

void OutgoingCalls::OnAnswer(CallId id, uint64_t sending) {
  MutexLock lock(&mutex_);
  Call& call = calls_.at(id);
  if (call.sending != sending) return;
  call.sending = 0;
  call.next_id = 0;
}

HttpDone OutgoingCalls::Close(CallId id) {
  MutexLock lock(&mutex_);
  const auto call = calls_.find(id);
  HttpDone done = std::move(call->second.done);
  calls_.erase(call);
  return done;
}

void OutgoingCalls::Finish(CallId id, HttpResult result) { Close(id)(std::move(result)); }

void OutgoingCalls::FinishLater(CallId id, HttpResult result) { RunLater(Close(id), std::move(result)); }

void OutgoingCalls::Cancel(CallId id) {
  if (Take(id)) {
    FinishLater(id, NeverSent(HttpFailure::kCancelled, kCancelled));
    return;
  }
  CallId next_id = 0;
  {
    MutexLock lock(&mutex_);
    const auto call = calls_.find(id);
    if (call == calls_.end()) return;
    call->second.cancelled = true;
    next_id = call->second.next_id;
  }
  if (next_id != 0) next_->Cancel(next_id);
}

bool OutgoingCalls::WhileOpen(absl::FunctionRef<void()> use) {
  {
    MutexLock lock(&mutex_);
    if (ended_) return false;
    ++inside_;
  }
  use();
  MutexLock lock(&mutex_);
  if (--inside_ == 0) left_.NotifyAll();
  return true;
}

void OutgoingCalls::End() {
  {
    MutexLock lock(&mutex_);
    ended_ = true;
    while (inside_ > 0) left_.Wait(&mutex_);
  }
  while (const CallId id = TakeFirst()) Finish(id, NeverSent(HttpFailure::kCancelled, kEnded));
}

}  // namespace cloudphone
