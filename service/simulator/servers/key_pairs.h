#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_KEY_PAIRS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_KEY_PAIRS_H_

#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

// Whether the account has a key pair of that name. Key pairs are made in another service, which is not here:
// any name of 1 to 64 letters, digits, `-` and `_` is one, but for those that begin with "missing".
bool KeyPairExists(absl::string_view name);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_KEY_PAIRS_H_
