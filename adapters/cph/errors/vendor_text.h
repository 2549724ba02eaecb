#ifndef CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_TEXT_H_
#define CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace cloudphone {

// The vendor's text as it may be shown to a caller: valid UTF-8 on one line, at most 256 bytes, without the
// echo of our signed headers that a refused signature brings and without our access key.
std::string CleanVendorText(absl::string_view text);

// How long a throttled caller should wait by the text of the refusal, or nothing. Known forms:
// "limit:60,time:1 minute" (the gateway), "Threshold: 5 times per 10 seconds" (the identity service).
absl::optional<absl::Duration> ThrottlingWindow(absl::string_view text);

// The wait that a Retry-After header asks for, in its form of seconds; nothing for anything else.
absl::optional<absl::Duration> RetryAfter(absl::string_view header);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_ERRORS_VENDOR_TEXT_H_
