#include "service/serving/call_registry.h"

#include <vector>

namespace cloudphone {

CallRegistry::Registration CallRegistry::Add(Action end, Action cancel) {
  MutexLock lock(&mutex_);
  if (!takes_calls_ || (end != nullptr && !takes_streams_)) return {};
  const uint64_t id = ++last_id_;
  calls_.emplace(id, std::make_shared<Call>(Call{std::move(end), std::move(cancel)}));
  return {this, id};
}

void CallRegistry::Remove(uint64_t id) {
  std::shared_ptr<Call> removed;  // What its actions hold is let go outside the lock.
  MutexLock lock(&mutex_);
  const auto found = calls_.find(id);
  removed = std::move(found->second);
  calls_.erase(found);
  if (calls_.empty()) emptied_.NotifyAll();
}

void CallRegistry::EndStreams() {
  std::vector<std::shared_ptr<Call>> streams;
  {
    MutexLock lock(&mutex_);
    takes_streams_ = false;
    for (const auto& [id, call] : calls_) {
      if (call->end != nullptr) streams.push_back(call);
    }
  }
  for (const std::shared_ptr<Call>& stream : streams) stream->end();
}

size_t CallRegistry::CancelAll() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    MutexLock lock(&mutex_);
    takes_streams_ = false;
    takes_calls_ = false;
    calls.reserve(calls_.size());
    for (const auto& [id, call] : calls_) calls.push_back(call);
  }
  for (const std::shared_ptr<Call>& call : calls) call->cancel();
  return calls.size();
}

bool CallRegistry::WaitUntilEmpty(absl::Duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(timeout);
  MutexLock lock(&mutex_);
  while (!calls_.empty()) {
    if (!emptied_.WaitUntil(&mutex_, deadline)) return calls_.empty();
  }
  return true;
}

size_t CallRegistry::size() const {
  MutexLock lock(&mutex_);
  return calls_.size();
}

}  // namespace cloudphone
