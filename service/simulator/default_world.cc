#include "service/simulator/default_world.h"

#include <iterator>
#include <string>

#include "absl/strings/str_format.h"

namespace cloudphone::simulator {
namespace {

// What does not go well, at known places, counted from the end of the newest server's phones. A smaller
// server has no phone to spare.
constexpr int kMinPhonesForTrouble = 4;
constexpr int kMinPhonesForMoreTrouble = 6;

void MakeTrouble(int count, World* world) {
  if (count < kMinPhonesForTrouble) return;
  auto phone = std::next(world->mutable_phones().begin(), count);
  (--phone)->status = kPhoneStopped;
  (--phone)->status = kPhoneFrozen;
  (--phone)->defect = Action::kRestart;
  if (count < kMinPhonesForMoreTrouble) return;
  (--phone)->defect = Action::kStop;
  (--phone)->defect = Action::kReset;
}

}  // namespace

void FurnishWorld(const WorldOptions& options, World* world) {
  const absl::Time begin = absl::FromUnixSeconds(absl::ToUnixSeconds(world->now() - absl::Hours(24)));
  for (int s = options.servers; s >= 1; --s) {
    Server* const server =
        world->AppendServer(absl::StrFormat("cph-server-%d", s), s, begin + absl::Minutes(s));
    for (int p = 1; p <= options.phones_per_server; ++p)
      world->AppendPhone(server, absl::StrFormat("%s-%05d", server->name, p),
                         server->create_time + absl::Minutes(5));
  }
  if (options.servers > 0) MakeTrouble(options.phones_per_server, world);
}

}  // namespace cloudphone::simulator
