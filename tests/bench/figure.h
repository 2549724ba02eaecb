#ifndef CLOUDPHONE_TESTS_BENCH_FIGURE_H_
#define CLOUDPHONE_TESTS_BENCH_FIGURE_H_

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <utility>
#include <vector>

namespace cloudphone {

// Prints one figure as a JSON line.
inline void PrintFigure(const char* figure, double value, const char* unit) {
  std::printf("{\"figure\": \"%s\", \"value\": %.2f, \"unit\": \"%s\"}\n", figure, value, unit);
  std::fflush(stdout);
}

// The value that `share` of them do not exceed; at least one value.
inline double Quantile(std::vector<double> values, double share) {
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

inline double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_BENCH_FIGURE_H_
