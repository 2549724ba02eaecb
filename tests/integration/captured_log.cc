#include "tests/integration/captured_log.h"

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "service/serving/log.h"

namespace cloudphone {
namespace {

constexpr std::chrono::seconds kPatience{10};

bool HoldsAll(const std::string& line, const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(),
                     [&line](const std::string& part) { return absl::StrContains(line, part); });
}

}  // namespace

CapturedLog& CapturedLog::Get() {
  static CapturedLog* const log = [] {
    auto sink = std::make_shared<CapturedLog>();
    CapturedLog* const captured = sink.get();
    LogOptions options;
    options.sink = std::move(sink);
    EXPECT_TRUE(InitLog(options).ok());
    return captured;
  }();
  return *log;
}

void CapturedLog::Clear() {
  MutexLock lock(&mutex_);
  lines_.clear();
}

bool CapturedLog::WaitForLine(const std::vector<std::string>& parts) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  MutexLock lock(&mutex_);
  while (true) {
    for (const std::string& line : lines_) {
      if (HoldsAll(line, parts)) return true;
    }
    if (!added_.WaitUntil(&mutex_, deadline)) return false;
  }
}

bool CapturedLog::Holds(absl::string_view text) {
  MutexLock lock(&mutex_);
  return std::any_of(lines_.begin(), lines_.end(),
                     [text](const std::string& line) { return absl::StrContains(line, text); });
}

void CapturedLog::log(const spdlog::details::log_msg& message) {
  MutexLock lock(&mutex_);
  lines_.emplace_back(message.payload.data(), message.payload.size());
  added_.NotifyAll();
}

}  // namespace cloudphone
