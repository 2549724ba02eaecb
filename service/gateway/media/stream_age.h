#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_STREAM_AGE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_STREAM_AGE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace cloudphone {

// Like a watch a stream of media ends before the connection of its client does, which is cut off when it has
// grown old.
constexpr absl::Duration kLongestStream = absl::Minutes(27);

// UNAVAILABLE (STREAM_TOO_OLD) with RetryInfo: another stream may be opened after a second.
absl::Status StreamTooOld();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_STREAM_AGE_H_
