#include "adapters/credentials/server_clock.h"

#include <string>

namespace cloudphone {

namespace {

constexpr absl::Duration kNoDifference = absl::Seconds(2);

}  // namespace

void ServerClock::Observe(absl::string_view date, absl::Time sent, absl::Time received) {
  absl::Time shown;
  std::string error;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", date, &shown, &error)) return;
  const absl::Duration measured = shown - (sent + (received - sent) / 2);
  offset_ = absl::AbsDuration(measured) < kNoDifference ? absl::ZeroDuration() : measured;
}

}  // namespace cloudphone
