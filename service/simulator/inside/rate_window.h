#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_

#include "absl/time/time.h"

namespace cloudphone::simulator {

// How many calls of one kind a user may make in a minute, which begins with the first of them. Unverified:
// that the minute does not slide; a call over the limit counts, but begins no minute.
class RateWindow {
 public:
  // `limit` calls; 0: any number.
  explicit RateWindow(int limit) : limit_(limit) {}

  int limit() const { return limit_; }
  // Counts a call; false where it is one too many.
  bool Admit(absl::Time now) {
    if (now >= begin_ + absl::Minutes(1)) {
      begin_ = now;
      calls_ = 0;
    }
    return limit_ == 0 || ++calls_ <= limit_;
  }

 private:
  const int limit_;
  absl::Time begin_ = absl::InfinitePast();
  int calls_ = 0;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_
