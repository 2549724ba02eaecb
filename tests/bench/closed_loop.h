#ifndef CLOUDPHONE_TESTS_BENCH_CLOSED_LOOP_H_
#define CLOUDPHONE_TESTS_BENCH_CLOSED_LOOP_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cloudphone {

struct LoadOptions {
  int in_flight = 64;
  absl::Duration warm_up = absl::Milliseconds(300);  // Not measured: connections, caches.
  absl::Duration span = absl::Seconds(1);
  std::vector<pid_t> processes;  // Whose CPU time is measured; 0: this one.
};

struct LoadReport {
  double calls_per_s = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::vector<double> cpu_us;  // Per call, of each process.
  size_t answer_bytes = 0;     // Of the last answer.
};

// How a call ended: the size of its answer. A call that fails ends the program.
using LoadDone = std::function<void(size_t answer_bytes)>;
// Starts a call; `slot` has no other one on its way. `done` runs later, on any thread.
using LoadCall = std::function<void(int slot, LoadDone done)>;

// Keeps `in_flight` calls on their way, each slot the next when its last has ended, and measures. Blocks.
LoadReport RunClosedLoop(const LoadOptions& options, LoadCall call);

// As one line of JSON.
std::string ToJson(const LoadReport& report);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_BENCH_CLOSED_LOOP_H_
