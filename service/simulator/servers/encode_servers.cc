#include "service/simulator/servers/encode_servers.h"

#include <algorithm>
#include <utility>

#include "service/simulator/world.h"

namespace cloudphone::simulator {

int ShownStatus(EncodeState state) {
  switch (state) {
    case EncodeState::kCreating:
      return 0;
    case EncodeState::kRunning:
      return 1;
    case EncodeState::kRestarting:
      return 3;
    case EncodeState::kAbnormal:
    case EncodeState::kFrozen:
    case EncodeState::kShutDown:
      break;
  }
  return 2;
}

absl::optional<EncodeState> StateOfFilter(int status) {
  switch (status) {
    case 0:
    case 100:
    case 1014:
      return EncodeState::kCreating;
    case 1:
      return EncodeState::kRunning;
    case 2:
      return EncodeState::kAbnormal;
    case 3:
      return EncodeState::kRestarting;
    case 4:
      return EncodeState::kFrozen;
    case 5:
      return EncodeState::kShutDown;
    default:
      return absl::nullopt;
  }
}

EncodeServer* EncodeServers::Add(EncodeServer encode_server) {
  all_.push_back(std::move(encode_server));
  return &all_.back();
}

EncodeServer* EncodeServers::Find(const std::string& id) {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const EncodeServer& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

void EncodeServers::RemoveOf(const std::string& server_id) {
  all_.remove_if([&](const EncodeServer& one) { return one.server_id == server_id; });
}

const Job& RestartEncodeServer(World* world, EncodeServer* encode_server, const std::string& request_id) {
  encode_server->state = EncodeState::kRestarting;
  const auto end = [](World* at_end, Job* job) {
    EncodeServer* const restarted = at_end->encode_servers().Find(job->encode_server_id);
    if (restarted == nullptr) return;
    restarted->state = job->error.has_value() ? EncodeState::kAbnormal : EncodeState::kRunning;
  };
  return world->StartJob({Action::kRestart, "", "", encode_server->id, end}, request_id);
}

}  // namespace cloudphone::simulator
