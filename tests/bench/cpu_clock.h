#ifndef CLOUDPHONE_TESTS_BENCH_CPU_CLOCK_H_
#define CLOUDPHONE_TESTS_BENCH_CPU_CLOCK_H_

#include <sys/types.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"

namespace cloudphone {

// What a clock of the system says, in microseconds.
inline double Microseconds(clockid_t clock) {
  timespec now = {};
  if (clock_gettime(clock, &now) != 0) std::abort();
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Of all threads of each process, also those that have ended; finer than the ticks of /proc. 0: this one.
inline std::vector<double> CpuMicroseconds(const std::vector<pid_t>& processes) {
  std::vector<double> used;
  for (const pid_t process : processes) {
    clockid_t clock = 0;
    if (clock_getcpuclockid(process, &clock) != 0) std::abort();
    used.push_back(Microseconds(clock));
  }
  return used;
}

// Process ids as a flag has them.
inline std::vector<pid_t> ReadProcesses(const std::vector<std::string>& texts) {
  std::vector<pid_t> processes;
  for (const std::string& text : texts) {
    if (!absl::SimpleAtoi(text, &processes.emplace_back())) std::abort();
  }
  return processes;
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_BENCH_CPU_CLOCK_H_
