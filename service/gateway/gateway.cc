#include "service/gateway/gateway.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/cph/errors/rich_status.h"
#include "adapters/credentials/signing_transport.h"
#include "adapters/runtime/timer_thread.h"
#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "service/gateway/cph_job_source.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/rpc/job_rpcs.h"
#include "service/gateway/rpc/phone_rpcs.h"
#include "service/serving/grpc_server.h"
#include "service/serving/log.h"

namespace cloudphone {
namespace {

// Watches end like this when they have grown old.
absl::Status AgeStatus() {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = "WATCH_TOO_OLD";
  error.message = "the watch has grown old; ask again";
  error.retry_delay = absl::Seconds(1);
  return ToStatus(error);
}

void LogAccountState(AccountState state, absl::Duration pause) {
  const bool stopped = state == AccountState::kStopped;
  Log(stopped ? LogLevel::kError : LogLevel::kInfo, "account_state",
      {{"state", stopped ? "stopped" : "accepted"}, {"pause", absl::FormatDuration(pause)}});
}

}  // namespace

// In the order in which they depend on each other; ended from the last to the first. The hub goes before the
// transports that its polls use: a poll that is on its way then ends in nothing.
struct Gateway::Parts {
  // What it does with time: the hub's work has a thread of its own.
  TimerThread timers;
  TimerThread hub_timers;
  std::unique_ptr<simulator::Simulator> simulator;
  std::unique_ptr<BindingTable> bindings;
  std::unique_ptr<CurlTransport> http;
  std::unique_ptr<SigningTransport> signing;
  std::unique_ptr<CphClient> client;
  std::unique_ptr<CphJobSource> job_source;
  std::unique_ptr<RateBudget> reads;
  std::unique_ptr<JobHub> hub;
  CallRegistry calls;
  std::unique_ptr<PhoneRpcs> phone_rpcs;
  std::unique_ptr<JobRpcs> job_rpcs;
  std::unique_ptr<GrpcServer> server;
};

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options) {
  if (!IsLoopback(options.listen)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen: ", ToString(options.listen), " is not loopback, and there is no TLS yet"));
  }
  auto parts = std::make_unique<Parts>();
  absl::StatusOr<std::unique_ptr<BindingTable>> bindings =
      BindingTable::Compile({v1::ListPhonesRequest::descriptor()->file()->FindServiceByName("PhoneService"),
                             v1::ListJobsRequest::descriptor()->file()->FindServiceByName("JobService")});
  if (!bindings.ok()) return bindings.status();
  parts->bindings = *std::move(bindings);

  Upstream upstream = std::move(options.upstream);
  if (upstream.simulator) {
    auto simulator = simulator::Simulator::Start(options.simulator, &parts->timers);
    if (!simulator.ok()) return simulator.status();
    parts->simulator = *std::move(simulator);
    upstream.endpoint = {absl::StrCat("http://", parts->simulator->address()), options.simulator.project_id};
    upstream.key = {options.simulator.access_key, options.simulator.secret_key,
                    options.simulator.security_token};
  }
  absl::StatusOr<std::unique_ptr<CurlTransport>> http = CurlTransport::Create(options.http);
  if (!http.ok()) return http.status();
  parts->http = *std::move(http);
  SigningTransport::Options signing;
  signing.on_state_change = LogAccountState;
  parts->signing =
      std::make_unique<SigningTransport>(parts->http.get(), std::move(upstream.key),
                                         upstream.endpoint.project_id, &parts->timers, std::move(signing));
  parts->client = std::make_unique<CphClient>(parts->bindings.get(), parts->signing.get(), &parts->timers,
                                              std::move(upstream.endpoint));
  parts->job_source = std::make_unique<CphJobSource>(parts->client.get(), &parts->timers);
  options.jobs.age_status = AgeStatus();
  options.jobs.seed = absl::Uniform<uint64_t>(absl::BitGen());
  parts->reads = std::make_unique<RateBudget>(options.reads);
  parts->hub =
      std::make_unique<JobHub>(parts->job_source.get(), &parts->hub_timers, options.jobs, parts->reads.get());

  const CallServices services = {parts->client.get(), &parts->calls, &parts->timers};
  parts->phone_rpcs = std::make_unique<PhoneRpcs>(services);
  parts->job_rpcs = std::make_unique<JobRpcs>(services, parts->hub.get());
  GrpcServerOptions serving;
  serving.listen = options.listen;
  serving.services = {{parts->phone_rpcs.get(), v1::PhoneService::service_full_name()},
                      {parts->job_rpcs.get(), v1::JobService::service_full_name()}};
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(std::move(serving));
  if (!server.ok()) return server.status();
  parts->server = *std::move(server);
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() {
  // Unary calls finish from the transports' callbacks: cancelled here, or the server would wait for them for
  // ever.
  parts_->calls.EndStreams();
  parts_->calls.CancelAll();
  parts_->server.reset();
}

std::string Gateway::address() const { return parts_->server->address(); }

void Gateway::Drain(const DrainOptions& options) {
  // A write that may have left outlives its caller; when the time is over it must not hold up the end.
  ServerDrainSteps steps(*parts_->server, parts_->calls, [this] { parts_->http->Stop(); });
  const size_t cancelled = cloudphone::Drain(steps, options);
  Log(LogLevel::kInfo, "drained", {{"calls_cancelled", cancelled}});
}

}  // namespace cloudphone
