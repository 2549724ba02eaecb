#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVERS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVERS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/jobs.h"
#include "service/simulator/phones/agent_port.h"

namespace cloudphone::simulator {

// The vendor's numbers of states (its API reference). Several mean «creating»: an unpaid one waits
// in the first, a paid one goes through the others.
enum ServerStatus {
  kServerUnpaid = 0,
  kServerOrdered = 1,
  kServerAbnormal = 2,
  kServerInstalling = 3,
  kServerRunning = 5,
  kServerDeleted = 6,
  kServerStarting = 13
};
enum ChargingMode { kSubscription = 0, kPayPerUse = 1 };
constexpr char kSystemNetwork[] = "v1";
constexpr char kTenantNetwork[] = "v2";

// Its address, and what it runs in.
struct ServerNetwork {
  std::string version = kTenantNetwork;
  std::string vpc_id;
  std::string vpc_cidr = "172.31.0.0/16";
  std::string subnet_id;
  std::string subnet_cidr = "172.31.0.0/16";
  bool has_public_ip = true;
  std::vector<std::string> security_groups;  // Of a tenant network.
};

// A bandwidth as its server shows it.
struct Bandwidth {
  std::string id;
  std::string name;
  int size_mbps = 0;
  int charge_mode = 1;  // 0 by bandwidth, 1 by traffic.
  int share_type = 0;   // 0 dedicated, 1 shared.
  absl::Time create_time = {};
  absl::Time update_time = {};
};

struct Volume {
  std::string id;
  std::string name;
  std::string type;  // SSD or GPSSD.
  int size_gb = 0;
  absl::Time create_time = {};
};

// The disk that all phones of a server share.
struct ShareVolume {
  std::string type;
  int size_gb = 0;
  int version = 1;  // 0 shared storage 1.0, 1 of 2.0.
};

// A port of an application in each phone that the server maps to a port of its own.
struct Port {
  std::string name;
  int listen_port = 0;    // Inside the phone.
  bool is_public = true;  // By the server's public address too, where it has one.
};

struct Server {
  std::string id;
  std::string name;
  int number = 0;  // From 1.
  int status = kServerRunning;
  std::string server_model_name;
  std::string phone_model_name;  // Empty: it came without phones.
  std::string availability_zone;
  std::string keypair_name;
  ServerNetwork network;
  std::vector<Bandwidth> bandwidths;  // Dedicated ones, and how it shows the shared one.
  std::vector<Volume> volumes;
  absl::optional<ShareVolume> share_volume;
  std::string order_id;
  std::string product_id;
  int charging_mode = kSubscription;
  std::string enterprise_project_id = "0";
  int last_phone_number = 0;
  int agent_listen_port = kAgentListenPort;  // 0: it was bought without the agents' port.
  std::vector<Port> ports;                   // Beside adb's and the agents'.
  std::string job_id;                        // Of the job or order that holds it; empty at rest.
  absl::optional<Action> defect;             // What fails on it, each time.
  absl::Time create_time = {};
  absl::Time update_time = {};
};

// Whether it is bought, but not there yet.
bool IsComing(const Server& server);
// Whether work may begin on it: it runs, and no other work holds it.
bool IsReady(const Server& server);
// Whether it can be restarted or replaced: the same, or what was done to it before failed (unverified).
bool CanBeRestored(const Server& server);

// Begins a restart of a server for the request, with all its phones that are neither frozen nor held by
// another job; returns the one job.
const Job& RestartServer(World* world, Server* server, const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVERS_H_
