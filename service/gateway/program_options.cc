#include "service/gateway/program_options.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/gateway/account_config.h"
#include "service/gateway/agent_config.h"
#include "service/gateway/upstream.h"
#include "service/serving/config/proto_duration.h"

namespace cloudphone {
namespace {

constexpr char kDefaultListen[] = "127.0.0.1:50051";

absl::Status SetServing(const config::v1::Config& config, GatewayOptions* gateway) {
  const config::v1::Listener& listener = config.listen();
  absl::StatusOr<ListenAddress> listen =
      ParseListenAddress(listener.address().empty() ? kDefaultListen : listener.address());
  if (!listen.ok()) return listen.status();
  gateway->listen = *std::move(listen);
  gateway->insecure = listener.insecure();
  if (listener.has_tls()) {
    const config::v1::Tls& tls = listener.tls();
    gateway->tls.emplace();
    gateway->tls->files = {tls.certificate_file(), tls.key_file(), tls.client_ca_file()};
    if (tls.has_reload_interval()) gateway->tls->reload_interval = ToDuration(tls.reload_interval());
  }
  if (config.has_probe()) {
    absl::StatusOr<ListenAddress> probe = ParseListenAddress(config.probe().address());
    if (!probe.ok()) return probe.status();
    gateway->probe = *std::move(probe);
  }
  gateway->reflection = !config.has_reflection() || config.reflection();
  if (config.limits().has_max_receive_bytes())
    gateway->max_receive_bytes = static_cast<int>(config.limits().max_receive_bytes());
  return absl::OkStatus();
}

simulator::SimulatorOptions SimulatorOf(const config::v1::Simulator& config) {
  simulator::SimulatorOptions options;
  options.agents = true;
  if (config.has_servers()) options.servers = static_cast<int>(config.servers());
  if (config.has_phones_per_server())
    options.phones_per_server = static_cast<int>(config.phones_per_server());
  if (config.has_job_duration()) options.job_duration = ToDuration(config.job_duration());
  return options;
}

// The accounts that the file lists.
absl::Status AddAccounts(const config::v1::Config& config, EnvironmentLookup environment,
                         ProgramOptions* program) {
  std::vector<std::string> urls;
  for (int i = 0; i < config.accounts_size(); ++i) {
    absl::StatusOr<AccountOptions> account =
        MakeAccountOptions(config.accounts(i), absl::StrCat("accounts[", i, "]"), environment);
    if (!account.ok()) return account.status();
    urls.push_back(account->endpoint.base_url);
    program->gateway.accounts.push_back(*std::move(account));
  }
  std::sort(urls.begin(), urls.end());
  urls.erase(std::unique(urls.begin(), urls.end()), urls.end());
  program->upstream = absl::StrJoin(urls, " ");
  return absl::OkStatus();
}

// The one account that the command line and the environment make.
absl::Status AddChosenAccount(const config::v1::Config& config, const CloudFlags& cloud,
                              EnvironmentLookup environment, ProgramOptions* program) {
  absl::StatusOr<Upstream> upstream = ChooseUpstream(cloud.upstream, cloud.region, environment);
  if (!upstream.ok()) return upstream.status();
  if (upstream->simulator) program->gateway.simulator = SimulatorOf(config.simulator());
  program->upstream = upstream->simulator ? "simulator" : upstream->endpoint.base_url;
  AccountOptions account;
  account.endpoint = std::move(upstream->endpoint);
  account.region = std::move(upstream->region);
  account.iam_endpoint = std::move(upstream->iam_endpoint);
  account.object_endpoint = std::move(upstream->object_endpoint);
  account.key = std::move(upstream->key);
  account.http.ca_file = cloud.ca_file;
  program->gateway.accounts.push_back(std::move(account));
  return absl::OkStatus();
}

void SetWatch(const config::v1::Watch& watch, AccountOptions* account) {
  if (watch.has_heartbeat()) {
    account->jobs.heartbeat = ToDuration(watch.heartbeat());
    account->resources.heartbeat = account->jobs.heartbeat;
  }
  if (watch.has_max_age()) {
    account->jobs.max_age = ToDuration(watch.max_age());
    account->resources.max_age = account->jobs.max_age;
  }
}

}  // namespace

absl::StatusOr<ProgramOptions> MakeProgramOptions(const config::v1::Config& config, const CloudFlags& cloud,
                                                  EnvironmentLookup environment) {
  ProgramOptions program;
  if (absl::Status serving = SetServing(config, &program.gateway); !serving.ok()) return serving;
  const bool by_file = cloud.upstream.empty() && cloud.region.empty() && config.accounts_size() > 0;
  if (by_file && !cloud.ca_file.empty())
    return absl::InvalidArgumentError("--ca_file: set http.ca_file of the accounts in the configuration");
  const absl::Status accounts = by_file ? AddAccounts(config, environment, &program)
                                        : AddChosenAccount(config, cloud, environment, &program);
  if (!accounts.ok()) return accounts;
  absl::StatusOr<PhoneAgentsOptions> agents = MakePhoneAgentsOptions(config.phone_agents(), environment);
  if (!agents.ok()) return agents.status();
  program.gateway.phone_agents = *std::move(agents);
  for (AccountOptions& account : program.gateway.accounts) SetWatch(config.watch(), &account);
  if (config.drain().has_delay()) program.drain.delay = ToDuration(config.drain().delay());
  if (config.drain().has_timeout()) program.drain.drain_timeout = ToDuration(config.drain().timeout());
  // The levels of the file begin with the one that is not set.
  if (config.log().level() != config::v1::LOG_LEVEL_UNSPECIFIED)
    program.log_level = static_cast<LogLevel>(config.log().level() - config::v1::LOG_LEVEL_DEBUG);
  return program;
}

}  // namespace cloudphone
