#include "service/gateway/gateway.h"

#include <future>  // NOLINT(build/c++11)
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/runtime/timer_thread.h"
#include "service/gateway/accounts/accounts.h"
#include "service/gateway/media/media.h"
#include "service/gateway/rpc/contract_services.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_server.h"
#include "service/serving/log.h"
#include "service/simulator/object_store/object_buckets.h"

namespace cloudphone {
namespace {

// Calls to agents that are broken off end at once; one that does not must not hold up the end.
constexpr absl::Duration kAgentsPatience = absl::Seconds(5);

// Returns when the callback that runs now is over.
void AwaitRunning(Timers* timers) {
  std::promise<void> reached;
  timers->RunAfter(absl::ZeroDuration(), [&reached] { reached.set_value(); });
  reached.get_future().wait();
}

}  // namespace

// In the order in which they depend on each other; ended from the last to the first.
struct Gateway::Parts {
  // What it does with time: the hubs' work has a thread of its own.
  TimerThread timers;
  TimerThread hub_timers;
  TimerThread file_timers;  // Those that read certificates.
  std::unique_ptr<simulator::Simulator> simulator;
  std::unique_ptr<BindingTable> bindings;
  std::shared_ptr<CphPhoneAgents> phone_agents;
  std::unique_ptr<AgentAudio> agent_audio = MakeAgentAudio();
  InputAgents input_agents;
  Media media;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<AudioHubs> audio_hubs;
  std::unique_ptr<ProbeServer> probe;
  CallRegistry calls;
  CallServices services;
  std::vector<ServedService> served;
  std::unique_ptr<GrpcServer> server;

  absl::Status StartSimulator(GatewayOptions* options);
  absl::Status MakeAccounts(std::vector<AccountOptions> options);
  absl::Status Serve(const GatewayOptions& options);
  // Ends every exchange, also writes, which no cancel ends.
  void StopUpstream() {
    for (const std::unique_ptr<Account>& account : accounts->all()) account->Stop();
  }
};

// Starts the simulator and makes the accounts that name no endpoint accounts of it.
absl::Status Gateway::Parts::StartSimulator(GatewayOptions* options) {
  if (!options->simulator.has_value()) return absl::OkStatus();
  simulator::SimulatorOptions& simulated = *options->simulator;
  simulated.agent_port_name = options->phone_agents.port_name;
  simulated.agent_token_secret = options->phone_agents.token_secret;
  auto started = simulator::Simulator::Start(simulated, &timers);
  if (!started.ok()) return started.status();
  simulator = *std::move(started);
  // Its agents listen on loopback in this process.
  options->phone_agents.channels.plaintext = true;
  for (AccountOptions& account : options->accounts) {
    if (!account.endpoint.base_url.empty()) continue;
    account.endpoint = {absl::StrCat("http://", simulator->address()), simulated.project_id};
    account.endpoint.billing_url = account.endpoint.base_url;
    account.key = {simulated.access_key, simulated.secret_key, simulated.security_token};
    account.object_endpoint = account.endpoint.base_url;
    account.staging.bucket = simulator::kStagingBucket;
  }
  return absl::OkStatus();
}

absl::Status Gateway::Parts::MakeAccounts(std::vector<AccountOptions> options) {
  std::vector<std::unique_ptr<Account>> made;
  for (AccountOptions& one : options) {
    absl::StatusOr<std::unique_ptr<CloudAccount>> account =
        CloudAccount::Create(std::move(one), bindings.get(), &timers, &hub_timers);
    if (!account.ok()) return account.status();
    made.push_back(*std::move(account));
  }
  accounts = std::make_unique<Accounts>(std::move(made));
  return absl::OkStatus();
}

absl::Status Gateway::Parts::Serve(const GatewayOptions& options) {
  services = {bindings.get(), accounts.get(), &calls, &timers, &media};
  absl::StatusOr<std::vector<ServedService>> contract = ServeContract(services);
  if (!contract.ok()) return contract.status();
  served = *std::move(contract);
  if (options.probe.has_value()) {
    absl::StatusOr<std::unique_ptr<ProbeServer>> started = ProbeServer::Start(*options.probe);
    if (!started.ok()) return started.status();
    probe = *std::move(started);
  }
  GrpcServerOptions serving;
  serving.listen = options.listen;
  serving.probe = probe.get();
  serving.reflection = options.reflection;
  serving.max_receive_bytes = options.max_receive_bytes;
  if (options.tls.has_value()) serving.tls = {options.tls->files, options.tls->reload_interval, &file_timers};
  for (const ServedService& one : served) serving.services.push_back({one.service.get(), one.name});
  absl::StatusOr<std::unique_ptr<GrpcServer>> started = GrpcServer::Start(std::move(serving));
  if (!started.ok()) return started.status();
  server = *std::move(started);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options) {
  const absl::Status listener = CheckListener(options.listen, options.tls.has_value(), options.insecure);
  if (!listener.ok()) return listener;
  auto parts = std::make_unique<Parts>();
  absl::StatusOr<std::unique_ptr<BindingTable>> bindings = BindingTable::Compile(ContractServices());
  if (!bindings.ok()) return bindings.status();
  parts->bindings = *std::move(bindings);
  if (absl::Status started = parts->StartSimulator(&options); !started.ok()) return started;
  parts->phone_agents = std::make_shared<CphPhoneAgents>(std::move(options.phone_agents), &parts->timers);
  parts->audio_hubs = std::make_unique<AudioHubs>(
      AudioHubParts{parts->phone_agents.get(), parts->agent_audio.get(), &parts->timers, AudioHubOptions()});
  parts->input_agents = {parts->phone_agents, &parts->timers};
  parts->media = {parts->phone_agents.get(), parts->audio_hubs.get(), &parts->input_agents};
  if (absl::Status made = parts->MakeAccounts(std::move(options.accounts)); !made.ok()) return made;
  if (absl::Status serving = parts->Serve(options); !serving.ok()) return serving;
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() {
  // Unary calls finish from the transports' callbacks: cancelled here, or the server would wait for them for
  // ever.
  parts_->calls.EndStreams();
  parts_->calls.CancelAll();
  parts_->StopUpstream();
  parts_->server.reset();
  // Hubs break their streams off here, and those of sessions are broken off by now; until they have ended
  // they work with what goes next.
  parts_->audio_hubs.reset();
  AwaitRunning(&parts_->timers);
  parts_->phone_agents->AwaitNoCalls(kAgentsPatience);
}

std::string Gateway::address() const { return parts_->server->address(); }
std::string Gateway::probe_address() const {
  return parts_->probe == nullptr ? "" : parts_->probe->address();
}

void Gateway::Drain(const DrainOptions& options) {
  // A write that may have left outlives its caller; when the time is over it must not hold up the end.
  ServerDrainSteps steps(*parts_->server, parts_->calls, [this] { parts_->StopUpstream(); });
  const size_t cancelled = cloudphone::Drain(steps, options);
  Log(LogLevel::kInfo, "drained", {{"calls_cancelled", cancelled}});
}

}  // namespace cloudphone
