#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_ENCODE_SERVERS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_ENCODE_SERVERS_H_

#include <list>
#include <string>

#include "absl/types/optional.h"
#include "service/simulator/jobs.h"

namespace cloudphone::simulator {

// What it does. The vendor writes these in two ways: see the two functions below.
enum class EncodeState { kCreating, kRunning, kAbnormal, kRestarting, kFrozen, kShutDown };

struct EncodeServer {
  std::string id;
  std::string name;
  std::string ip;
  std::string server_id;
  std::string keypair_name;
  int type = 0;  // 0 server, 1 container.
  EncodeState state = EncodeState::kRunning;
  absl::optional<Action> defect;  // What fails on it, each time.
};

// The numbers of the two tables (the vendor's API reference): that of answers, which has none for frozen and
// shut down (unverified: they show as abnormal), and that of the filter, where several stand for creating.
int ShownStatus(EncodeState state);
// Nothing where the filter knows no such number.
absl::optional<EncodeState> StateOfFilter(int status);

class EncodeServers {
 public:
  const std::list<EncodeServer>& all() const { return all_; }
  EncodeServer* Add(EncodeServer encode_server);
  // Null where there is none.
  EncodeServer* Find(const std::string& id);
  // Those of a server that goes.
  void RemoveOf(const std::string& server_id);

 private:
  std::list<EncodeServer> all_;
};

// Begins a restart for the request; returns the job.
const Job& RestartEncodeServer(World* world, EncodeServer* encode_server, const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_ENCODE_SERVERS_H_
