#include "service/serving/batching_sink.h"

#include <chrono>  // NOLINT(build/c++11)
#include <thread>  // NOLINT(build/c++11)

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
  std::this_thread::sleep_for(kRest);
}

void BatchingSink::Write() {
  std::fwrite(lines_.data(), 1, lines_.size(), file_);
  std::fflush(file_);
  lines_.clear();
}

}  // namespace cloudphone
