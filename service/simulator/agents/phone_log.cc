#include "service/simulator/agents/phone_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/agent/agent_errors.h"

namespace cloudphone::simulator {
namespace {

// One process for all: nothing here has any.
constexpr int kProcess = 1000;

}  // namespace

// Leaves the log when it is let go.
class PhoneLog::Run final : public LogcatRun {
 public:
  Run(std::weak_ptr<PhoneLog> log, const LogcatListener* listener)
      : log_(std::move(log)), listener_(listener) {}
  ~Run() override {
    if (const auto log = log_.lock()) log->Leave(listener_);
  }

 private:
  const std::weak_ptr<PhoneLog> log_;
  const LogcatListener* const listener_;
};

void PhoneLog::Write(LogPriority priority, absl::string_view tag, absl::string_view text) {
  std::string line = absl::StrFormat("%s %5d %5d %c %s: %s",
                                     absl::FormatTime("%m-%d %H:%M:%E3S", clock_->Now(), absl::UTCTimeZone()),
                                     kProcess, kProcess, LetterOf(priority), tag, text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  MutexLock lock(&mutex_);
  if (closed_.has_value()) return;
  records_.push_back({priority, std::string(tag), std::move(line)});
  if (records_.size() > kMaxLines) {
    records_.pop_front();
    ++first_;
  }
  if (!followers_.empty()) WakeLocked();
}

absl::StatusOr<std::unique_ptr<LogcatRun>> PhoneLog::Follow(const LogcatQuery& query,
                                                            std::shared_ptr<LogcatListener> listener) {
  LogFilter filter(query.filters);
  auto run = std::make_unique<Run>(weak_from_this(), listener.get());
  MutexLock lock(&mutex_);
  if (closed_.has_value()) return *closed_;
  if (followers_.size() >= kMaxFollowers) {
    return TooMany("TOO_MANY_LOGCATS", "logs", absl::StrCat(kMaxFollowers, " logs are streamed already"));
  }
  const uint64_t next = TailLocked(filter, query.tail_lines);
  followers_.push_back({std::move(filter), std::move(listener), next});
  WakeLocked();
  return std::unique_ptr<LogcatRun>(std::move(run));
}

void PhoneLog::Close(const absl::Status& why) {
  MutexLock lock(&mutex_);
  if (closed_.has_value()) return;
  closed_ = why;
  if (!followers_.empty()) WakeLocked();
}

void PhoneLog::Leave(const LogcatListener* listener) {
  std::list<Follower> left;  // Destroyed after the lock.
  MutexLock lock(&mutex_);
  for (auto follower = followers_.begin(); follower != followers_.end();) {
    const auto here = follower++;
    if (here->listener.get() == listener) left.splice(left.end(), followers_, here);
  }
}

void PhoneLog::WakeLocked() {
  if (woken_) return;
  woken_ = true;
  executor_->Run([self = shared_from_this()] { self->Tell(); });
}

void PhoneLog::Tell() {
  std::vector<std::pair<std::shared_ptr<LogcatListener>, std::vector<std::string>>> news;
  std::list<Follower> ended;
  absl::Status why;
  {
    MutexLock lock(&mutex_);
    woken_ = false;
    for (Follower& follower : followers_) news.emplace_back(follower.listener, TakeLocked(&follower));
    if (closed_.has_value()) {
      why = *closed_;
      ended.swap(followers_);
    }
  }
  for (auto& [listener, lines] : news) {
    if (!lines.empty()) listener->OnLines(std::move(lines));
  }
  for (const Follower& follower : ended) follower.listener->OnEnd(why);
}

std::vector<std::string> PhoneLog::TakeLocked(Follower* follower) const {
  std::vector<std::string> lines;
  for (uint64_t i = std::max(follower->next, first_); i < first_ + records_.size(); ++i) {
    const Record& record = records_[i - first_];
    if (follower->filter.Passes(record.priority, record.tag)) lines.push_back(record.line);
  }
  follower->next = first_ + records_.size();
  return lines;
}

uint64_t PhoneLog::TailLocked(const LogFilter& filter, int lines) const {
  uint64_t next = first_ + records_.size();
  for (int found = 0; found < lines && next > first_; --next) {
    const Record& record = records_[next - 1 - first_];
    if (filter.Passes(record.priority, record.tag)) ++found;
  }
  return next;
}

}  // namespace cloudphone::simulator
