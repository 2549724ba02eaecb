// cloudphone-simulator: a cloud of one's own.

#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/secret_file.h"
#include "adapters/runtime/timer_thread.h"
#include "service/serving/command_line.h"
#include "service/serving/config/proto_duration.h"
#include "service/serving/grpc_end.h"
#include "service/serving/library_log.h"
#include "service/serving/log.h"
#include "service/serving/signals.h"
#include "service/simulator/control/broken.h"
#include "service/simulator/control/scenario.h"
#include "service/simulator/simulator.h"

namespace simulator = cloudphone::simulator;

ABSL_FLAG(std::string, listen, "127.0.0.1:8081",
          "Where to serve HTTP, ADDRESS:PORT; port 0 lets the system choose.");
ABSL_FLAG(std::string, access_key, simulator::kDefaultAccessKey, "The access key that is known.");
ABSL_FLAG(std::string, secret_key, simulator::kDefaultSecretKey, "Its secret key.");
ABSL_FLAG(std::string, security_token, "", "Makes the keys a temporary pair that must come with this token.");
ABSL_FLAG(std::string, project_id, simulator::kDefaultProjectId, "The project that the keys belong to.");
ABSL_FLAG(std::string, second_access_key, simulator::kSubAccessKey, "The access key of the second project.");
ABSL_FLAG(std::string, second_secret_key, simulator::kSubSecretKey, "Its secret key.");
ABSL_FLAG(std::string, second_project_id, simulator::kSubProjectId,
          "A second project, without servers, that images can be shared with.");
ABSL_FLAG(std::string, user, simulator::kDefaultUser, "The user who may log in for a token.");
ABSL_FLAG(std::string, password, simulator::kDefaultPassword, "The user's password.");
ABSL_FLAG(std::string, domain, simulator::kDefaultDomain, "The account that the user belongs to.");
ABSL_FLAG(std::string, region, simulator::kDefaultRegion, "The region, which is also the project's name.");
ABSL_FLAG(std::string, identity_provider, simulator::kDefaultIdentityProvider,
          "The OpenID Connect identity provider that the account trusts.");
ABSL_FLAG(std::string, id_token, simulator::kDefaultIdToken,
          "The token by which it vouches for the user: any text, it is only compared.");
ABSL_FLAG(absl::Duration, token_lifetime, absl::Hours(24), "How long a token is good.");
ABSL_FLAG(int, servers, 2, "How many servers there are.");
ABSL_FLAG(int, phones_per_server, 60, "How many phones each server has.");
ABSL_FLAG(absl::Duration, job_duration, absl::Seconds(2), "How long the longest job takes.");
ABSL_FLAG(
    std::string, object_directory, "",
    "Where the object store keeps what is large, in files that end with the program; empty: in memory.");
ABSL_FLAG(uint64_t, object_bytes, uint64_t{1} << 30, "How many bytes all objects may have together.");
ABSL_FLAG(std::vector<std::string>, buckets, {}, "Buckets besides those of the default world, as a,b.");
ABSL_FLAG(std::vector<std::string>, undelegated_buckets, {},
          "Buckets into which the phones' service was not let, as a,b.");
ABSL_FLAG(
    std::string, billing_site, simulator::kChinaSite,
    "The site of the account, china or international: the billing service of the other one refuses it.");
ABSL_FLAG(bool, arrears, false, "Orders cannot be paid.");
ABSL_FLAG(int, billing_calls_per_second, 10,
          "How many calls of one kind the billing service takes in a second; 0: any number.");
ABSL_FLAG(std::string, clock, "",
          "The time that signatures and tokens are checked against, standing still, as 2025-01-02T03:04:05Z; "
          "empty: the machine's.");
ABSL_FLAG(std::string, scenario, "",
          "A file of YAML with servers, phones, job times, failures and faults, in place of --servers and "
          "--phones_per_server; empty: the default world.");
ABSL_FLAG(int, speed, 1,
          "How many times as fast time runs for jobs, purchases and events; signatures keep the machine's.");
ABSL_FLAG(bool, admin, false,
          "Whether whoever reaches the port may reset the world, advance its time and plan faults under "
          "/_simulator/.");
ABSL_FLAG(uint64_t, seed, 1, "The same seed gives the same ids.");
ABSL_FLAG(int, sync_commands_per_minute, 6,
          "How many synchronous commands a user may send in a minute; 0: any number.");

ABSL_FLAG(cloudphone::LogLevel, log_level, cloudphone::LogLevel::kInfo, "debug, info, warning or error.");
ABSL_FLAG(bool, agents, true, "Whether phones have agents, for audio, input and screenshots.");
ABSL_FLAG(std::string, agent_listen, "127.0.0.1:0",
          "Where to serve the gRPC of all phones' agents, HOST:PORT; port 0 lets the system choose.");
ABSL_FLAG(std::string, agent_port_name, "cloudphone_agent", "The name by which phones show the port.");
ABSL_FLAG(
    std::string, agent_token_secret_file, "",
    "File that holds the secret, one line, of which the tokens are made that agents want to see; empty: "
    "they want none.");
// Not in --help: only for those who test tests.
ABSL_FLAG(std::string, broken, "", "");

namespace {

constexpr char kUsage[] = "Plays the cloud phone API of Huawei Cloud, with state, on one port.";

absl::Status PrintBroken() {
  for (const std::string& name : simulator::BrokenNames()) std::printf("%s\n", name.c_str());
  return absl::OkStatus();
}

void ReadAccount(simulator::SimulatorOptions* options) {
  options->access_key = absl::GetFlag(FLAGS_access_key);
  options->secret_key = absl::GetFlag(FLAGS_secret_key);
  options->security_token = absl::GetFlag(FLAGS_security_token);
  options->project_id = absl::GetFlag(FLAGS_project_id);
  options->second_access_key = absl::GetFlag(FLAGS_second_access_key);
  options->second_secret_key = absl::GetFlag(FLAGS_second_secret_key);
  options->second_project_id = absl::GetFlag(FLAGS_second_project_id);
  options->user = absl::GetFlag(FLAGS_user);
  options->password = absl::GetFlag(FLAGS_password);
  options->domain = absl::GetFlag(FLAGS_domain);
  options->region = absl::GetFlag(FLAGS_region);
  options->identity_provider = absl::GetFlag(FLAGS_identity_provider);
  options->id_token = absl::GetFlag(FLAGS_id_token);
  options->token_lifetime = absl::GetFlag(FLAGS_token_lifetime);
}

void ReadObjects(simulator::ObjectOptions* options) {
  options->directory = absl::GetFlag(FLAGS_object_directory);
  options->max_bytes = absl::GetFlag(FLAGS_object_bytes);
  options->buckets = absl::GetFlag(FLAGS_buckets);
  options->undelegated_buckets = absl::GetFlag(FLAGS_undelegated_buckets);
}

absl::Status ReadBilling(simulator::SimulatorOptions* options) {
  options->in_arrears = absl::GetFlag(FLAGS_arrears);
  options->billing_site = absl::GetFlag(FLAGS_billing_site);
  options->billing_calls_per_second = absl::GetFlag(FLAGS_billing_calls_per_second);
  if (options->billing_site == simulator::kChinaSite ||
      options->billing_site == simulator::kInternationalSite)
    return absl::OkStatus();
  return absl::InvalidArgumentError("--billing_site: give china or international");
}

void ReadAgents(simulator::SimulatorOptions* options) {
  options->agents = absl::GetFlag(FLAGS_agents);
  options->agent_listen = absl::GetFlag(FLAGS_agent_listen);
  options->agent_port_name = absl::GetFlag(FLAGS_agent_port_name);
}

// `given`: the flags that stand in the command line.
absl::Status ReadWorld(const std::set<std::string>& given, simulator::SimulatorOptions* options) {
  options->servers = absl::GetFlag(FLAGS_servers);
  options->phones_per_server = absl::GetFlag(FLAGS_phones_per_server);
  options->job_duration = absl::GetFlag(FLAGS_job_duration);
  options->speed = absl::GetFlag(FLAGS_speed);
  options->admin = absl::GetFlag(FLAGS_admin);
  options->seed = absl::GetFlag(FLAGS_seed);
  options->sync_commands_per_minute = absl::GetFlag(FLAGS_sync_commands_per_minute);
  const std::string path = absl::GetFlag(FLAGS_scenario);
  if (path.empty()) return absl::OkStatus();
  auto scenario = simulator::LoadScenario(path);
  if (!scenario.ok()) return scenario.status();
  options->scenario = *std::move(scenario);
  if (options->scenario->has_job_duration() && given.count("job_duration") == 0)
    options->job_duration = cloudphone::ToDuration(options->scenario->job_duration());
  return absl::OkStatus();
}

absl::Status ReadClock(simulator::SimulatorOptions* options) {
  const std::string clock = absl::GetFlag(FLAGS_clock);
  if (clock.empty()) return absl::OkStatus();
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, clock, &time, &error))
    return absl::InvalidArgumentError(
        absl::StrCat("--clock: \"", clock, "\" is no time such as 2025-01-02T03:04:05Z"));
  options->signature_clock = time;
  return absl::OkStatus();
}

// The errors do not show what stands in the file.
absl::Status ReadTokenSecret(simulator::SimulatorOptions* options) {
  const std::string path = absl::GetFlag(FLAGS_agent_token_secret_file);
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> secret = cloudphone::ReadSecretFile(path);
  if (!secret.ok())
    return absl::InvalidArgumentError(absl::StrCat("--agent_token_secret_file: ", secret.status().message()));
  options->agent_token_secret = *std::move(secret);
  return absl::OkStatus();
}

absl::StatusOr<simulator::SimulatorOptions> ReadOptions(const std::set<std::string>& given) {
  simulator::SimulatorOptions options;
  options.broken = absl::GetFlag(FLAGS_broken);
  options.listen = absl::GetFlag(FLAGS_listen);
  ReadAccount(&options);
  ReadObjects(&options.objects);
  ReadAgents(&options);
  if (absl::Status billing = ReadBilling(&options); !billing.ok()) return billing;
  if (absl::Status world = ReadWorld(given, &options); !world.ok()) return world;
  if (absl::Status clock = ReadClock(&options); !clock.ok()) return clock;
  if (absl::Status secret = ReadTokenSecret(&options); !secret.ok()) return secret;
  return options;
}

// At once, so that who reads the first line only may close the pipe behind it.
void TellAddresses(const simulator::Simulator& running) {
  std::string lines = absl::StrCat("listening on ", running.address(), "\n");
  if (!running.agents_address().empty())
    absl::StrAppend(&lines, "agents listening on ", running.agents_address(), "\n");
  std::fputs(lines.c_str(), stdout);
  std::fflush(stdout);
}

absl::Status Run(int argc, char** argv) {
  std::set<std::string> given;
  if (absl::Status signals = cloudphone::BlockStopSignals(); !signals.ok()) return signals;
  if (absl::Status flags = cloudphone::ParseFlags(argc, argv, kUsage, &given); !flags.ok()) return flags;
  if (absl::GetFlag(FLAGS_broken) == "help") return PrintBroken();
  const absl::StatusOr<simulator::SimulatorOptions> options = ReadOptions(given);
  if (!options.ok()) return options.status();
  cloudphone::DropLibraryLogs();
  cloudphone::LogOptions log;
  log.level = absl::GetFlag(FLAGS_log_level);
  if (absl::Status begun = cloudphone::InitLog(log); !begun.ok()) return begun;
  cloudphone::TimerThread clock;
  absl::StatusOr<std::unique_ptr<simulator::Simulator>> running =
      simulator::Simulator::Start(*options, &clock);
  if (!running.ok()) return running.status();
  cloudphone::SendLibraryLogsToLog();
  TellAddresses(**running);
  cloudphone::WaitForStopSignal();
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  const absl::Status status = Run(argc, argv);
  cloudphone::AwaitGrpcEnd();
  cloudphone::FlushLog();
  return status.ok() ? 0 : cloudphone::ExitWithError("cloudphone-simulator", status);
}
