#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_RUNNING_PHONE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_RUNNING_PHONE_H_

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/types/optional.h"

namespace cloudphone::simulator {

// What the agents are told of a phone that runs.
struct RunningPhone {
  std::string name;
  int boot = 0;  // Counts its starts.
  // Rises with each start, also of a phone of that id in the next world: with it everything in the phone is
  // new.
  uint64_t life = 0;
};

// Looks at the phone of that id now; nothing where there is none, or it does not run. Any thread, does not
// wait.
using RunningPhoneLookup =
    absl::AnyInvocable<absl::optional<RunningPhone>(const std::string& phone_id) const>;

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_RUNNING_PHONE_H_
