#include "adapters/runtime/rate_queue.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

class RateQueue::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(Timers* timers, Options options) : timers_(timers), options_(options) {}

  Place Ask(absl::Time deadline, Turn turn) ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(&mutex_);
    const absl::Time now = timers_->Now();
    MoveUp(now);
    Place place;
    place.time = TimeAt(line_.size(), now);
    if (place.time > deadline || line_.size() >= options_.max_waiting) return place;
    place.id = ++last_id_;
    line_.push_back({place.id, place.time, std::move(turn)});
    SetAlarm();
    return place;
  }

  bool Cancel(Id id) ABSL_LOCKS_EXCLUDED(mutex_) {
    Turn given_up;  // What it holds goes after the lock.
    MutexLock lock(&mutex_);
    const auto found =
        std::find_if(line_.begin(), line_.end(), [&](const Waiting& waiting) { return waiting.id == id; });
    if (found == line_.end()) return false;
    given_up = std::move(found->turn);
    line_.erase(found);
    MoveUp(timers_->Now());
    SetAlarm();
    return true;
  }

  // Forgets all who wait.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_) {
    std::deque<Waiting> forgotten;
    MutexLock lock(&mutex_);
    forgotten.swap(line_);
    SetAlarm();
  }

 private:
  struct Waiting {
    Id id;
    absl::Time time;  // When its turn comes.
    Turn turn;
  };

  // When the turn of the one at `place` of the line comes: as soon as the one so many turns before it has
  // left the window. Those before it in the line have their times.
  absl::Time TimeAt(size_t place, absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t before = given_.size() + place;
    if (before < options_.turns) return now;
    const size_t leaves = before - options_.turns;
    const absl::Time left = leaves < given_.size() ? given_[leaves] : line_[leaves - given_.size()].time;
    return std::max(now, left + options_.window + options_.margin);
  }

  void MoveUp(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // After the clock was set back nobody is to wait for times that are far ahead now.
    for (absl::Time& given : given_) given = std::min(given, now);
    for (size_t i = 0; i < line_.size(); ++i) line_[i].time = TimeAt(i, now);
  }

  void SetAlarm() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Time next = line_.empty() ? absl::InfiniteFuture() : line_.front().time;
    if (next == alarm_time_) return;
    if (alarm_ != 0) timers_->Cancel(alarm_);
    alarm_ = 0;
    alarm_time_ = next;
    if (line_.empty()) return;
    alarm_ = timers_->RunAt(next, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->GiveTurns();
    });
  }

  void GiveTurns() ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<Turn> turns;
    {
      MutexLock lock(&mutex_);
      const absl::Time now = timers_->Now();
      MoveUp(now);
      while (!line_.empty() && line_.front().time <= now) {
        turns.push_back(std::move(line_.front().turn));
        line_.pop_front();
        given_.push_back(now);
        if (given_.size() > options_.turns) given_.pop_front();
      }
      alarm_time_ = absl::InfiniteFuture();
      SetAlarm();
    }
    for (Turn& turn : turns) std::move(turn)();
  }

  Timers* const timers_;
  const Options options_;

  Mutex mutex_;
  std::deque<absl::Time> given_
      ABSL_GUARDED_BY(mutex_);  // When the last turns came, at most a window's number.
  std::deque<Waiting> line_ ABSL_GUARDED_BY(mutex_);
  Timers::Id alarm_ ABSL_GUARDED_BY(mutex_) = 0;  // For the first of the line.
  absl::Time alarm_time_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  Id last_id_ ABSL_GUARDED_BY(mutex_) = 0;
};

RateQueue::RateQueue(Timers* timers, Options options) : core_(std::make_shared<Core>(timers, options)) {}

RateQueue::~RateQueue() { core_->Close(); }

RateQueue::Place RateQueue::Ask(absl::Time deadline, Turn turn) {
  return core_->Ask(deadline, std::move(turn));
}

bool RateQueue::Cancel(Id id) { return core_->Cancel(id); }

}  // namespace cloudphone
