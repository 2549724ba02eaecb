#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_PERCENT_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_PERCENT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

// Percent-encoding as the signature's canonical form has it: all but A-Z a-z 0-9 - _ . ~.
std::string PercentEncode(absl::string_view text);

// The bytes that %XX stand for; what is no such triple stays. A plus is a plus.
std::string PercentDecode(absl::string_view text);

// A request target as a server is asked for it: without the http://host that a client sends to a proxy.
std::string OriginForm(absl::string_view target);

// The path of a request target, still encoded.
absl::string_view PathOf(absl::string_view target);

// Its query, decoded, in the order of the wire.
std::vector<std::pair<std::string, std::string>> QueryOf(absl::string_view target);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_PERCENT_H_
