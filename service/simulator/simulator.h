#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SIMULATOR_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SIMULATOR_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/object_store/object_options.h"

namespace cloudphone::simulator {

// What it accepts when nothing else is said. No real cloud knows them.
constexpr char kDefaultAccessKey[] = "SIMULATORACCESSKEY00";
constexpr char kDefaultSecretKey[] = "simulator-secret-key-0123456789abcdefghi";
constexpr char kDefaultProjectId[] = "0123456789abcdef0123456789abcdef";
constexpr char kDefaultUser[] = "simulator";
constexpr char kDefaultPassword[] = "simulator-password";
constexpr char kDefaultDomain[] = "simulator-domain";
// The identity provider that the account trusts, and the token by which it vouches for the user.
constexpr char kDefaultIdentityProvider[] = "simulator-idp";
constexpr char kDefaultIdToken[] = "simulator-id-token";
constexpr char kDefaultRegion[] = "cn-north-4";
// Who the user and the account are, and a second project of theirs that has no servers, REGION_empty, with
// keys of its own.
constexpr char kUserId[] = "7a5e0b1c2d3f4a6b8c9d0e1f2a3b4c5d";
constexpr char kDomainId[] = "d0a1b2c3d4e5f60718293a4b5c6d7e8f";
constexpr char kSubProjectId[] = "fedcba9876543210fedcba9876543210";
constexpr char kSubAccessKey[] = "SIMULATORACCESSKEY01";
constexpr char kSubSecretKey[] = "simulator-second-key-0123456789abcdefghi";

namespace v1 {
class Scenario;
}  // namespace v1

constexpr char kChinaSite[] = "china";
constexpr char kInternationalSite[] = "international";

class Buckets;
class FaultPlan;
class World;

struct SimulatorOptions {
  std::string listen = "127.0.0.1:0";
  std::string access_key = kDefaultAccessKey;
  std::string secret_key = kDefaultSecretKey;
  std::string security_token;  // Makes the keys a temporary pair.
  std::string project_id = kDefaultProjectId;
  // The second project, and its keys, which are permanent ones.
  std::string second_access_key = kSubAccessKey;
  std::string second_secret_key = kSubSecretKey;
  std::string second_project_id = kSubProjectId;
  // Who may log in for a token, and the name of the project.
  std::string user = kDefaultUser;
  std::string password = kDefaultPassword;
  std::string domain = kDefaultDomain;
  std::string region = kDefaultRegion;
  std::string identity_provider = kDefaultIdentityProvider;
  std::string id_token = kDefaultIdToken;
  absl::Duration token_lifetime = absl::Hours(24);
  size_t token_bytes = 9120;  // As long as the longer one of the vendor's samples.
  int servers = 2;
  int phones_per_server = 60;
  absl::Duration job_duration = absl::Seconds(2);
  // The time that clients see and that signatures and tokens are held against, standing still; nothing: that
  // of the clock.
  absl::optional<absl::Time> signature_clock;
  // What the world begins with, as control/scenario.h reads it; null: the default world.
  std::shared_ptr<const v1::Scenario> scenario = nullptr;
  // How many times as fast as the clock the world's time runs: jobs, purchases, events, what is shown of
  // them.
  int speed = 1;
  // Whether whoever reaches the port may turn the world by the routes of control/admin.h.
  bool admin = false;
  uint64_t seed = 1;  // The same seed gives the same ids.
  // How many synchronous commands a user may send in a minute; 0: any number.
  int sync_commands_per_minute = 6;
  ObjectOptions objects = {};
  // On which site of the vendor's the account is: the billing service of the other one refuses it. A request
  // to an address, which names no site, counts as one to the China site.
  std::string billing_site = kChinaSite;
  bool in_arrears = false;  // Orders cannot be paid.
  // How many calls of one kind the billing service takes in a second; 0: any number.
  int billing_calls_per_second = 10;
  // Whether phones have agents: gRPC on a port of its own for all of them (agents/agents.h).
  bool agents = false;
  std::string agent_listen = "127.0.0.1:0";
  std::string agent_port_name = "cloudphone_agent";  // By which access_infos show it.
  std::string agent_token_secret;  // Makes the tokens that callers must show; empty: none need be shown.
  std::string broken;              // A behaviour of control/broken_table.cc that is broken; empty: none.
  // What a test wants to go wrong; null: nothing.
  std::shared_ptr<FaultPlan> faults = nullptr;
};

// A cloud of its own on one port, with a thread of its own.
class Simulator {
 public:
  // Serves when it returns. An address that cannot be had is an error of one line. `clock` outlives it.
  static absl::StatusOr<std::unique_ptr<Simulator>> Start(const SimulatorOptions& options,
                                                          const Timers* clock);
  ~Simulator();

  // HOST:PORT.
  std::string address() const;
  // HOST:PORT of the phones' agents; empty: they have none.
  std::string agents_address() const;

  // Lets `edit` change what the cloud knows, as if by other customers' hands: phones are bought, frozen,
  // gone. It runs on the caller's thread, between two calls, and must not call the simulator. Thread-safe.
  void Edit(absl::FunctionRef<void(World*)> edit);
  // The same for what is in the object store.
  void EditBuckets(absl::FunctionRef<void(Buckets*)> edit);

 private:
  struct Parts;
  explicit Simulator(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SIMULATOR_H_
