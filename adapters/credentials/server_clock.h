#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_SERVER_CLOCK_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_SERVER_CLOCK_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cloudphone {

// How far the upstream's clock is ahead of ours, by the Date headers of its answers. The upstream refuses a
// signature whose date is more than 15 minutes from its own clock, so a machine with a
// wrong clock could sign nothing. Not thread-safe.
class ServerClock {
 public:
  // Takes the Date header of an answer ("Sun, 06 Nov 1994 08:49:37 GMT"; anything else is passed over) to a
  // call that went out at `sent` and came back at `received`, by our clock. The last one counts; less than
  // two seconds count as none, for the header knows whole seconds and the answer took its time.
  void Observe(absl::string_view date, absl::Time sent, absl::Time received);

  // What to add to our clock.
  absl::Duration offset() const { return offset_; }

 private:
  absl::Duration offset_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_SERVER_CLOCK_H_
