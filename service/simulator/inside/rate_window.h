#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_

#include "absl/time/time.h"

namespace cloudphone::simulator {

// How many calls of one kind a user may make in a minute, or another span, which begins with the first of
// them. Unverified: that the span does not slide; a call over the limit counts, but begins no new one.
class RateWindow {
 public:
  // `limit` calls; 0: any number.
  explicit RateWindow(int limit, absl::Duration span = absl::Minutes(1)) : limit_(limit), span_(span) {}

  int limit() const { return limit_; }
  // Counts a call; false where it is one too many. A clock that was turned back begins anew.
  bool Admit(absl::Time now) {
    if (now >= begin_ + span_ || now < begin_) {
      begin_ = now;
      calls_ = 0;
    }
    return limit_ == 0 || ++calls_ <= limit_;
  }

 private:
  const int limit_;
  const absl::Duration span_;
  absl::Time begin_ = absl::InfinitePast();
  int calls_ = 0;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_RATE_WINDOW_H_
