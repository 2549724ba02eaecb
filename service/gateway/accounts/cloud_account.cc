#include "service/gateway/accounts/cloud_account.h"

#include <utility>

#include "absl/random/random.h"
#include "adapters/credentials/project_transport.h"
#include "adapters/credentials/signing_transport.h"
#include "adapters/credentials/token_transport.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/accounts/cph_job_source.h"
#include "service/gateway/accounts/cph_resource_source.h"
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

StateListener LogStateOf(std::string account) {
  return [account = std::move(account)](AccountState state, absl::Duration pause) {
    const bool stopped = state == AccountState::kStopped;
    Log(stopped ? LogLevel::kError : LogLevel::kInfo, "account_state",
        {{"account", account},
         {"state", stopped ? "stopped" : "accepted"},
         {"pause", absl::FormatDuration(pause)}});
  };
}

TroubleListener LogTroubleOf(std::string account) {
  return [account = std::move(account)](absl::string_view what) {
    Log(LogLevel::kWarning, "account_trouble", {{"account", account}, {"what", what}});
  };
}

}  // namespace

// In the order in which they depend on each other; ended from the last to the first. The hubs go before the
// transports that their reads use: a read that is on its way then ends in nothing.
struct CloudAccount::Parts {
  std::string name;
  std::unique_ptr<CurlTransport> http;
  std::unique_ptr<LimitedTransport> limited;
  std::unique_ptr<HttpTransport> authorized;    // Signs, or shows a token.
  std::unique_ptr<HttpTransport> with_project;  // Null where the project is known, or the token's.
  std::unique_ptr<CphClient> client;
  std::unique_ptr<RateBudget> reads;
  std::unique_ptr<CphJobSource> job_source;
  std::unique_ptr<JobHub> job_hub;
  std::unique_ptr<CphResourceSource> phone_source;
  std::unique_ptr<ResourceHub> phone_hub;
  std::unique_ptr<CphResourceSource> server_source;
  std::unique_ptr<ResourceHub> server_hub;

  void Authorize(AccountOptions* options, Timers* timers);
  // Once the client is there.
  void MakeResourceHubs(ResourceHubOptions options, Timers* timers, Timers* hub_timers);
};

void CloudAccount::Parts::Authorize(AccountOptions* options, Timers* timers) {
  if (options->login.has_value()) {
    TokenTransport::Options token;
    token.seed = absl::Uniform<uint64_t>(absl::BitGen());
    token.on_state_change = LogStateOf(name);
    token.on_trouble = LogTroubleOf(name);
    // A login is never behind the calls that wait for it.
    authorized = std::make_unique<TokenTransport>(limited.get(), http.get(), *std::move(options->login),
                                                  timers, std::move(token));
    return;
  }
  SigningTransport::Options signing;
  signing.on_state_change = LogStateOf(name);
  authorized = std::make_unique<SigningTransport>(limited.get(), std::move(options->key),
                                                  options->endpoint.project_id, timers, std::move(signing));
  if (!options->endpoint.project_id.empty()) return;
  ProjectTransport::Options project;
  project.on_trouble = LogTroubleOf(name);
  with_project = std::make_unique<ProjectTransport>(authorized.get(), options->iam_endpoint, options->region,
                                                    timers, std::move(project));
}

void CloudAccount::Parts::MakeResourceHubs(ResourceHubOptions options, Timers* timers, Timers* hub_timers) {
  options.age_status = AgeStatus();
  options.seed = absl::Uniform<uint64_t>(absl::BitGen());
  phone_source = std::make_unique<CphResourceSource>(PhoneResource(), client.get(), timers);
  phone_hub =
      std::make_unique<ResourceHub>(PhoneResource(), phone_source.get(), hub_timers, options, reads.get());
  server_source = std::make_unique<CphResourceSource>(ServerResource(), client.get(), timers);
  server_hub =
      std::make_unique<ResourceHub>(ServerResource(), server_source.get(), hub_timers, options, reads.get());
}

absl::StatusOr<std::unique_ptr<CloudAccount>> CloudAccount::Create(AccountOptions options,
                                                                   const BindingTable* bindings,
                                                                   Timers* timers, Timers* hub_timers) {
  auto parts = std::make_unique<Parts>();
  parts->name = std::move(options.name);
  absl::StatusOr<std::unique_ptr<CurlTransport>> http = CurlTransport::Create(std::move(options.http));
  if (!http.ok()) return http.status();
  parts->http = *std::move(http);
  parts->limited = std::make_unique<LimitedTransport>(parts->http.get(), timers, options.calls);
  parts->Authorize(&options, timers);
  parts->client = std::make_unique<CphClient>(
      bindings, parts->with_project == nullptr ? parts->authorized.get() : parts->with_project.get(), timers,
      std::move(options.endpoint), options.retry, options.sync_commands);
  parts->reads = std::make_unique<RateBudget>(options.reads);
  parts->job_source = std::make_unique<CphJobSource>(parts->client.get(), timers);
  options.jobs.age_status = AgeStatus();
  options.jobs.seed = absl::Uniform<uint64_t>(absl::BitGen());
  parts->job_hub = std::make_unique<JobHub>(parts->job_source.get(), hub_timers, std::move(options.jobs),
                                            parts->reads.get());
  parts->MakeResourceHubs(std::move(options.resources), timers, hub_timers);
  return std::unique_ptr<CloudAccount>(new CloudAccount(std::move(parts)));
}

CloudAccount::CloudAccount(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
CloudAccount::~CloudAccount() = default;

const std::string& CloudAccount::name() const { return parts_->name; }
CphClient& CloudAccount::client() { return *parts_->client; }
JobHub& CloudAccount::job_hub() { return *parts_->job_hub; }
ResourceHub& CloudAccount::phone_hub() { return *parts_->phone_hub; }
ResourceHub& CloudAccount::server_hub() { return *parts_->server_hub; }

void CloudAccount::Stop() { parts_->http->Stop(); }

}  // namespace cloudphone
