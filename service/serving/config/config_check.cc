#include "service/serving/config/config_check.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/serving/config/account_check.h"
#include "service/serving/config/fault_finder.h"
#include "service/serving/config/proto_duration.h"
#include "service/serving/listen_address.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Config;

void CheckListen(const config::v1::Listener& listen, FaultFinder* finder) {
  if (listen.has_tls()) {
    finder->Expect(!listen.insecure(), "listen.insecure", "excludes tls, which is given too");
    finder->Expect(!listen.tls().certificate_file().empty(), "listen.tls.certificate_file", "is not set");
    finder->Expect(!listen.tls().key_file().empty(), "listen.tls.key_file", "is not set");
    finder->ExpectDuration(listen.tls().has_reload_interval(), listen.tls().reload_interval(),
                           "listen.tls.reload_interval", absl::Seconds(1), absl::Hours(24));
  }
  if (listen.address().empty()) return;  // The default, which is loopback.
  const absl::StatusOr<ListenAddress> address = ParseListenAddress(listen.address());
  finder->ExpectOk(address.status(), "listen.address");
  if (!address.ok()) return;
  finder->ExpectOk(CheckListener(*address, listen.has_tls(), listen.insecure()), "listen.address");
}

void CheckServing(const Config& config, FaultFinder* finder) {
  if (config.has_listen()) CheckListen(config.listen(), finder);
  if (config.has_probe()) {
    finder->Expect(!config.probe().address().empty(), "probe.address", "is not set");
    finder->ExpectOk(ParseListenAddress(config.probe().address()).status(), "probe.address");
  }
  finder->ExpectWithin(config.limits().has_max_receive_bytes(), config.limits().max_receive_bytes(),
                       "limits.max_receive_bytes", 1024, 64 << 20);
  const config::v1::Drain& drain = config.drain();
  finder->ExpectDuration(drain.has_delay(), drain.delay(), "drain.delay", absl::ZeroDuration(),
                         absl::Hours(1));
  finder->ExpectDuration(drain.has_timeout(), drain.timeout(), "drain.timeout", absl::ZeroDuration(),
                         absl::Hours(1));
  const config::v1::Watch& watch = config.watch();
  finder->ExpectDuration(watch.has_heartbeat(), watch.heartbeat(), "watch.heartbeat", absl::Seconds(1),
                         absl::Seconds(30));
  finder->ExpectDuration(watch.has_max_age(), watch.max_age(), "watch.max_age", absl::Seconds(1),
                         absl::Minutes(30));
}

void CheckSimulator(const config::v1::Simulator& simulator, FaultFinder* finder) {
  finder->ExpectWithin(simulator.has_servers(), simulator.servers(), "simulator.servers", 1, 100);
  finder->ExpectWithin(simulator.has_phones_per_server(), simulator.phones_per_server(),
                       "simulator.phones_per_server", 1, 1000);
  finder->ExpectDuration(simulator.has_job_duration(), simulator.job_duration(), "simulator.job_duration",
                         absl::ZeroDuration(), absl::Hours(24));
}

void CheckPhoneAgents(const config::v1::PhoneAgents& agents, FaultFinder* finder) {
  const bool is_port_name =
      agents.port_name().size() <= 16 &&
      absl::c_all_of(agents.port_name(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
  finder->Expect(is_port_name, "phone_agents.port_name", "is no name of 1 to 16 letters, digits and '_'");
  finder->Expect(!agents.has_tls() || !agents.plaintext(), "phone_agents.plaintext",
                 "excludes tls, which is given too");
  const config::v1::AgentTls& tls = agents.tls();
  finder->Expect(tls.key_file().empty() || !tls.certificate_file().empty(),
                 "phone_agents.tls.certificate_file", "is not set, but key_file is");
  finder->Expect(tls.certificate_file().empty() || !tls.key_file().empty(), "phone_agents.tls.key_file",
                 "is not set, but certificate_file is");
}

}  // namespace

absl::Status CheckConfig(const Config& config, const ConfigLines& lines) {
  FaultFinder finder(lines);
  CheckServing(config, &finder);
  CheckAccounts(config.accounts(), &finder);
  CheckSimulator(config.simulator(), &finder);
  CheckPhoneAgents(config.phone_agents(), &finder);
  return finder.status();
}

}  // namespace cloudphone
