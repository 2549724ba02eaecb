#include "tests/bench/closed_loop.h"

#include <atomic>
#include <cstdlib>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "adapters/runtime/mutex.h"
#include "tests/bench/cpu_clock.h"
#include "tests/bench/figure.h"

namespace cloudphone {
namespace {

class Loop {
 public:
  Loop(const LoadOptions& options, LoadCall call)
      : options_(options),
        call_(std::move(call)),
        running_(options.in_flight),
        latencies_(options.in_flight) {}

  LoadReport Run() {
    for (int slot = 0; slot < options_.in_flight; ++slot) Next(slot);
    absl::SleepFor(options_.warm_up);
    const std::vector<double> cpu_first = CpuMicroseconds(options_.processes);
    const double begin = Microseconds(CLOCK_MONOTONIC);
    measuring_ = true;
    absl::SleepFor(options_.span);
    measuring_ = false;
    const double end = Microseconds(CLOCK_MONOTONIC);
    const std::vector<double> cpu_last = CpuMicroseconds(options_.processes);
    stopped_ = true;
    AwaitEnd();
    return Report(end - begin, cpu_first, cpu_last);
  }

 private:
  void Next(int slot) {
    call_(slot, [this, slot, begin = Microseconds(CLOCK_MONOTONIC)](size_t answer_bytes) {
      if (measuring_) latencies_[slot].push_back(Microseconds(CLOCK_MONOTONIC) - begin);
      answer_bytes_ = answer_bytes;
      if (!stopped_) return Next(slot);
      MutexLock lock(&mutex_);
      if (--running_ == 0) ended_.NotifyAll();
    });
  }

  void AwaitEnd() {
    MutexLock lock(&mutex_);
    while (running_ > 0) ended_.Wait(&mutex_);
  }

  LoadReport Report(double microseconds, const std::vector<double>& cpu_first,
                    const std::vector<double>& cpu_last) const {
    std::vector<double> all;
    for (const std::vector<double>& some : latencies_) all.insert(all.end(), some.begin(), some.end());
    if (all.empty()) std::abort();
    const auto calls = static_cast<double>(all.size());
    LoadReport report;
    report.calls_per_s = calls / microseconds * 1e6;
    for (size_t i = 0; i < cpu_first.size(); ++i)
      report.cpu_us.push_back((cpu_last[i] - cpu_first[i]) / calls);
    report.p99_us = Quantile(all, 0.99);
    report.p50_us = Quantile(std::move(all), 0.5);
    report.answer_bytes = answer_bytes_;
    return report;
  }

  const LoadOptions& options_;
  const LoadCall call_;
  std::atomic<bool> measuring_{false};
  std::atomic<bool> stopped_{false};
  std::atomic<size_t> answer_bytes_{0};
  Mutex mutex_;
  Condition ended_;
  int running_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::vector<double>> latencies_;  // By slot, which has one call at a time.
};

}  // namespace

LoadReport RunClosedLoop(const LoadOptions& options, LoadCall call) {
  return Loop(options, std::move(call)).Run();
}

std::string ToJson(const LoadReport& report) {
  return absl::StrCat("{\"calls_per_s\": ", report.calls_per_s, ", \"p50_us\": ", report.p50_us,
                      ", \"p99_us\": ", report.p99_us, ", \"cpu_us\": [", absl::StrJoin(report.cpu_us, ", "),
                      "], \"answer_bytes\": ", report.answer_bytes, "}");
}

}  // namespace cloudphone
