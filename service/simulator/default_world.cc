#include "service/simulator/default_world.h"

#include <iterator>
#include <string>
#include <utility>

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

// One image of the project's own, and two of another project that are shared with it: one that it accepted
// and one that waits. As old as the servers.
void MakeImages(const std::string& project_id, absl::Time time, Images* images) {
  constexpr char kOtherProject[] = "87dc6af96095488d9205b6f31f314b16";
  constexpr char kOtherDomain[] = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  const auto add = [&](const char* id, const char* name, const std::string& owner, const char* domain) {
    CustomImage image;
    image.id = id;
    image.name = name;
    image.project_id = owner;
    image.domain_id = domain;
    image.create_time = image.update_time = time;
    return images->Add(std::move(image));
  };
  add("4d3f7e5a6c6b40d8c2e6a4dab8f29315", "offered-image", kOtherProject, kOtherDomain)->members = {
      {project_id, {kReceiveWaiting, time, time}}};
  add("3c2e8d6f4b5a49e7b1d5f3c9a7e18204", "shared-image", kOtherProject, kOtherDomain)->members = {
      {project_id, {kReceiveAccepted, time, time}}};
  add("2b1f9c5e7d3a48f6a0c4e2d8b6f07193", "my-image", project_id, kDomainId);
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
  MakeImages(options.project_id, begin, &world->images());
  if (options.servers > 0) MakeTrouble(options.phones_per_server, world);
}

}  // namespace cloudphone::simulator
