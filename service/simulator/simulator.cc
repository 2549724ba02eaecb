#include "service/simulator/simulator.h"

#include <atomic>
#include <cstdint>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "service/serving/listen_address.h"
#include "service/simulator/agents/agents.h"
#include "service/simulator/cloud.h"
#include "service/simulator/control/broken.h"
#include "service/simulator/http/http_server.h"
#include "service/simulator/object_store/object_blob.h"
#include "service/simulator/object_store/object_buckets.h"
#include "service/simulator/phones/agent_port.h"
#include "service/simulator/servers/server_spec.h"

namespace cloudphone::simulator {

namespace {

// So many phones still start in a second, and their addresses and ports have room.
constexpr int kMaxServers = 250;
constexpr int kMaxPhonesPerServer = 2000;
constexpr absl::Duration kMaxJobDuration = absl::Hours(24);
constexpr int kMaxSpeed = 100000;
constexpr int kMaxCommandsPerMinute = 1000000;
constexpr absl::Duration kMaxTokenLifetime = absl::Hours(24 * 365);
// What fits into one header.
constexpr size_t kMinTokenBytes = 32;
constexpr size_t kMaxTokenBytes = 32000;
// What the objects of the default world have room in.
constexpr uint64_t kMinObjectBytes = 64 << 10;

absl::Status Between(const char* name, int value, int least, int most) {
  return value >= least && value <= most
             ? absl::OkStatus()
             : absl::InvalidArgumentError(absl::StrCat(name, ": give a number from ", least, " to ", most));
}

absl::Status CheckWorld(const SimulatorOptions& options) {
  absl::Status status = Between("servers", options.servers, 0, kMaxServers);
  if (status.ok()) status = Between("phones_per_server", options.phones_per_server, 0, kMaxPhonesPerServer);
  if (status.ok()) status = Between("speed", options.speed, 1, kMaxSpeed);
  if (status.ok())
    status = Between("sync_commands_per_minute", options.sync_commands_per_minute, 0, kMaxCommandsPerMinute);
  if (!status.ok()) return status;
  if (options.job_duration < absl::ZeroDuration() || options.job_duration > kMaxJobDuration)
    return absl::InvalidArgumentError("job_duration: give a time from 0s to 24h");
  return absl::OkStatus();
}

absl::Status CheckAccount(const SimulatorOptions& options) {
  if (options.access_key.empty() || options.secret_key.empty() || options.project_id.empty())
    return absl::InvalidArgumentError("access_key, secret_key and project_id must not be empty");
  if (options.user.empty() || options.password.empty() || options.domain.empty() || options.region.empty())
    return absl::InvalidArgumentError("user, password, domain and region must not be empty");
  if (options.second_access_key.empty() || options.second_secret_key.empty() ||
      options.second_project_id.empty() || options.second_access_key == options.access_key ||
      options.second_project_id == options.project_id)
    return absl::InvalidArgumentError(
        "second_access_key, second_secret_key and second_project_id: give those of another project");
  if (options.token_lifetime < absl::Seconds(1) || options.token_lifetime > kMaxTokenLifetime)
    return absl::InvalidArgumentError("token_lifetime: give a time from 1s to 8760h");
  if (options.token_bytes < kMinTokenBytes || options.token_bytes > kMaxTokenBytes)
    return absl::InvalidArgumentError("token_bytes: give a number from 32 to 32000");
  return absl::OkStatus();
}

absl::Status CheckObjects(const ObjectOptions& options) {
  for (const auto* const names : {&options.buckets, &options.undelegated_buckets}) {
    if (!absl::c_all_of(*names, IsBucketName))
      return absl::InvalidArgumentError(
          absl::StrCat(names == &options.buckets ? "buckets" : "undelegated_buckets",
                       ": give names of 3 to 63 small letters, digits, - and ."));
  }
  if (options.max_bytes < kMinObjectBytes)
    return absl::InvalidArgumentError("object_bytes: give at least 65536");
  if (!options.directory.empty() && !CanKeepBlobs(options.directory))
    return absl::InvalidArgumentError(
        absl::StrCat("object_directory: no nameless file can be made in ", options.directory));
  return absl::OkStatus();
}

absl::Status Check(const SimulatorOptions& options) {
  absl::Status status = CheckWorld(options);
  if (status.ok()) status = CheckAccount(options);
  if (status.ok() && options.agents && !IsPortName(options.agent_port_name))
    status = absl::InvalidArgumentError("agent_port_name: give 1 to 16 letters, digits or _");
  if (status.ok()) status = CheckObjects(options.objects);
  if (status.ok()) status = CheckBroken(options.broken);
  return status;
}

}  // namespace

struct Simulator::Parts {
  Parts(const SimulatorOptions& options, const Timers* clock) : cloud(options, clock) {}
  Mutex mutex;  // Nothing under it waits.
  Cloud cloud ABSL_GUARDED_BY(mutex);
  std::atomic<uint32_t> worlds{0};     // The one that is, and those before a reset.
  std::unique_ptr<Agents> agents;      // They look at the cloud.
  std::unique_ptr<HttpServer> server;  // Ends first.

  absl::Status StartAgents(const SimulatorOptions& options, const Timers* clock);
};

// Where agents are reached that listen there, from this machine.
std::string HostFor(const std::string& listening) {
  if (listening == "0.0.0.0") return "127.0.0.1";
  return listening == "::" ? "::1" : listening;
}

absl::Status Simulator::Parts::StartAgents(const SimulatorOptions& options, const Timers* clock) {
  const auto look = [this](const std::string& phone_id) {
    absl::optional<RunningPhone> running;
    MutexLock lock(&mutex);
    cloud.Edit([&](World* world) {
      const Phone* const phone = world->FindPhone(phone_id);
      if (phone != nullptr && AgentAnswers(world, *phone))
        running = {phone->name, phone->boot, uint64_t{worlds} << 32 | static_cast<uint32_t>(phone->boot)};
    });
    return running;
  };
  auto started = Agents::Start({options.agent_listen, options.agent_token_secret}, clock, look);
  if (!started.ok()) return started.status();
  agents = *std::move(started);
  MutexLock lock(&mutex);
  const AgentPort port = {options.agent_port_name, HostFor(agents->address().host), agents->address().port};
  cloud.SetUp([this, port, told = agents.get()](World* world) {
    ++worlds;
    world->SetAgentPort(port);
    world->devices().SetCommandSink([told](const std::string& phone_id, const std::string& command) {
      told->OnCommand(phone_id, command);
    });
  });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Simulator>> Simulator::Start(const SimulatorOptions& options,
                                                            const Timers* clock) {
  absl::StatusOr<ListenAddress> listen = ParseListenAddress(options.listen);
  if (!listen.ok()) return absl::InvalidArgumentError(absl::StrCat("listen: ", listen.status().message()));
  if (listen->host == "localhost") listen->host = "127.0.0.1";
  if (absl::Status checked = Check(options); !checked.ok()) return checked;
  auto parts = std::make_unique<Parts>(options, clock);
  if (options.agents) {
    if (absl::Status agents = parts->StartAgents(options, clock); !agents.ok()) return agents;
  }
  Parts* const running = parts.get();
  auto server = HttpServer::Start(
      listen->host, listen->port,
      [running](const Request& request) {
        MutexLock lock(&running->mutex);
        return running->cloud.Answer(request);
      },
      [running](int status) {
        MutexLock lock(&running->mutex);
        return running->cloud.Refuse(status);
      },
      [running](const Request& head) {
        MutexLock lock(&running->mutex);
        return running->cloud.OpenUpload(head);
      });
  if (!server.ok()) return server.status();
  parts->server = *std::move(server);
  return std::unique_ptr<Simulator>(new Simulator(std::move(parts)));
}

Simulator::Simulator(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Simulator::~Simulator() = default;

std::string Simulator::address() const { return parts_->server->address(); }

std::string Simulator::agents_address() const {
  return parts_->agents == nullptr ? "" : ToString(parts_->agents->address());
}

void Simulator::Edit(absl::FunctionRef<void(World*)> edit) {
  MutexLock lock(&parts_->mutex);
  parts_->cloud.Edit(edit);
}

void Simulator::EditBuckets(absl::FunctionRef<void(Buckets*)> edit) {
  MutexLock lock(&parts_->mutex);
  parts_->cloud.EditBuckets(edit);
}

}  // namespace cloudphone::simulator
