#include "service/agent/agent.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "adapters/runtime/timer_thread.h"
#include "service/agent/absent_engine.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/agent_services.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_server.h"
#include "service/serving/log.h"

namespace cloudphone {
namespace {

// Of one connection. A gateway has a few calls to a phone at once; whoever shows no token gets no more
// either.
constexpr int kMaxStreamsOfConnection = 256;

std::unique_ptr<MediaEngine> LoadEngine(LoadedEngineOptions options) {
  options.log = [](absl::string_view line) { Log(LogLevel::kWarning, "engine", {{"message", line}}); };
  options.note = [](absl::string_view line) { Log(LogLevel::kInfo, "engine", {{"message", line}}); };
  absl::StatusOr<std::unique_ptr<LoadedEngine>> loaded = LoadedEngine::Load(std::move(options));
  if (loaded.ok()) return *std::move(loaded);
  return std::make_unique<AbsentEngine>(loaded.status());
}

void LogEngine(const EngineDescription& engine) {
  Log(engine.missing.empty() ? LogLevel::kInfo : LogLevel::kWarning, "engine",
      {{"library", engine.library},
       {"version", engine.version},
       {"features", engine.features_json},
       {"symbols", absl::StrJoin(engine.symbols, "; ")},
       {"missing", absl::StrJoin(engine.missing, "; ")}});
}

}  // namespace

// In the order in which they are made; they go in the opposite one.
struct Agent::Parts {
  TimerThread timers;
  TimerThread file_timers;  // Of certificates, whose reading may wait.
  CallRegistry calls;
  std::unique_ptr<MediaEngine> engine;
  std::unique_ptr<PhoneDevice> device;
  std::shared_ptr<AgentPhone> phone;
  std::unique_ptr<OnePhone> directory;
  std::unique_ptr<AgentServices> services;
  std::unique_ptr<GrpcServer> server;
};

absl::StatusOr<std::unique_ptr<Agent>> Agent::Start(AgentOptions options,
                                                    std::unique_ptr<MediaEngine> engine) {
  auto parts = std::make_unique<Parts>();
  parts->engine = engine != nullptr ? std::move(engine) : LoadEngine(std::move(options.engine));
  LogEngine(parts->engine->Describe());
  parts->device = std::make_unique<PhoneDevice>(std::move(options.device));
  parts->phone = std::make_shared<AgentPhone>(std::move(options.phone), parts->engine.get(),
                                              parts->device.get(), &parts->timers);
  parts->directory = std::make_unique<OnePhone>(parts->phone);
  parts->services =
      std::make_unique<AgentServices>(AgentContext{parts->directory.get(), &parts->calls, &parts->timers});
  GrpcServerOptions serving;
  serving.listen = options.listen;
  serving.services = parts->services->named();
  serving.connections_age = false;
  serving.max_concurrent_streams = kMaxStreamsOfConnection;
  if (options.tls.has_value()) {
    serving.tls.emplace();
    serving.tls->files = *std::move(options.tls);
    serving.tls->timers = &parts->file_timers;
  }
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(std::move(serving));
  if (!server.ok()) return server.status();
  parts->server = *std::move(server);
  return std::unique_ptr<Agent>(new Agent(std::move(parts)));
}

Agent::Agent(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Agent::~Agent() {
  // Streams end by these; the server waits for their ends.
  parts_->calls.EndStreams();
  parts_->phone->Close(AgentDraining());
  parts_->calls.CancelAll();
  parts_->server.reset();
}

std::string Agent::address() const { return parts_->server->address(); }

void Agent::Drain(const DrainOptions& options) {
  ServerDrainSteps steps(*parts_->server, parts_->calls, [this] { parts_->phone->Close(AgentDraining()); });
  const size_t cancelled = cloudphone::Drain(steps, options);
  Log(LogLevel::kInfo, "drained", {{"calls_cancelled", cancelled}});
}

}  // namespace cloudphone
