#ifndef CLOUDPHONE_SERVICE_GATEWAY_GATEWAY_H_
#define CLOUDPHONE_SERVICE_GATEWAY_GATEWAY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "service/gateway/accounts/cloud_account.h"
#include "service/gateway/media/cph_phone_agents.h"
#include "service/serving/drain.h"
#include "service/serving/listen_address.h"
#include "service/serving/tls_material.h"
#include "service/simulator/simulator.h"

namespace cloudphone {

struct GatewayOptions {
  struct Tls {
    TlsFiles files;
    absl::Duration reload_interval = absl::Seconds(5);
  };

  ListenAddress listen;
  absl::optional<Tls> tls;
  bool insecure = false;  // Plain text also where other machines reach it.
  absl::optional<ListenAddress> probe;
  bool reflection = true;
  int max_receive_bytes = 4 << 20;
  std::vector<AccountOptions> accounts;
  PhoneAgentsOptions phone_agents;
  // The cloud in this process, for accounts without an endpoint: they get its address, project and keys.
  absl::optional<simulator::SimulatorOptions> simulator;
};

// The gateway as one object: everything between the serving port and the upstream. Programs and tests start
// it alike.
class Gateway {
 public:
  // Builds every part and serves. An RPC whose binding is wrong, a CA file that cannot be read or an address
  // that cannot be had is an error of one line. An address that is not loopback is refused without TLS and
  // `insecure`.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options);

  // Ends what is left without waiting for it; call Drain() before.
  ~Gateway();

  // HOST:PORT of the serving port, and of the probe port or empty.
  std::string address() const;
  std::string probe_address() const;

  // Ends the service in order: see Drain() in service/serving/drain.h. Blocks: for main.
  void Drain(const DrainOptions& options);

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_GATEWAY_H_
