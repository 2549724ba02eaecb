#include "service/serving/batching_sink.h"

#include <chrono>  // NOLINT(build/c++11)

namespace cloudphone {
namespace {

constexpr std::chrono::milliseconds kRest{5};
constexpr size_t kMaxBytesInPiece = 64 << 10;

}  // namespace

void BatchingSink::sink_it_(const spdlog::details::log_msg& message) {
  formatter_->format(message, lines_);
  if (lines_.size() >= kMaxBytesInPiece) Write();
}

void BatchingSink::flush_() {
  if (pool_->queue_size() > 0) return;  // The last of them does it.
  Write();
  Rest();
}

void BatchingSink::EndRests() {
  MutexLock lock(&mutex_);
  rests_ended_ = true;
  ended_.NotifyAll();
}

void BatchingSink::Rest() {
  const auto end = std::chrono::steady_clock::now() + kRest;
  MutexLock lock(&mutex_);
  while (!rests_ended_ && ended_.WaitUntil(&mutex_, end)) {
  }
}

void BatchingSink::Write() {
  std::fwrite(lines_.data(), 1, lines_.size(), file_);
  std::fflush(file_);
  lines_.clear();
}

}  // namespace cloudphone
