// cloudphone-gateway: the service.

#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "service/gateway/gateway.h"
#include "service/gateway/program_options.h"
#include "service/serving/command_line.h"
#include "service/serving/config/config_check.h"
#include "service/serving/config/load_config.h"
#include "service/serving/grpc_end.h"
#include "service/serving/library_log.h"
#include "service/serving/log.h"
#include "service/serving/signals.h"
#include "service/serving/tls_material.h"

ABSL_FLAG(std::string, config, "", "The configuration file, YAML; flags win over it.");
ABSL_FLAG(bool, check_config, false, "Say what is wrong with the configuration, and end.");
ABSL_FLAG(
    std::string, listen, "127.0.0.1:50051",
    "Where to serve gRPC, HOST:PORT; port 0 lets the system choose. Loopback only, unless the configuration "
    "has TLS or insecure: true.");
ABSL_FLAG(std::string, probe, "",
          "Where to answer health probes in plain text, HOST:PORT; empty: nowhere else.");
ABSL_FLAG(std::string, upstream, "",
          "The cloud: \"simulator\" for the one in this process, or the URL of another. Empty: the endpoint "
          "of --region, else the accounts of the file, else the simulator.");
ABSL_FLAG(std::string, region, "", "The cloud's region, such as cn-north-4.");
ABSL_FLAG(std::string, ca_file, "",
          "PEM file of the authorities that may vouch for the upstream; empty: the system's.");
ABSL_FLAG(absl::Duration, drain_delay, absl::ZeroDuration(),
          "How long to go on serving after SIGTERM while balancers notice.");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(20),
          "How long calls in flight may take after SIGTERM.");
ABSL_FLAG(cloudphone::LogLevel, log_level, cloudphone::LogLevel::kInfo, "debug, info, warning or error.");

namespace cloudphone {
namespace {

constexpr char kUsage[] =
    "Serves the gRPC API of Huawei Cloud's cloud phones.\n"
    "With --region or --upstream, keys come from HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK,\n"
    "HUAWEICLOUD_SDK_SECURITY_TOKEN and HUAWEICLOUD_SDK_PROJECT_ID, and HUAWEICLOUD_SDK_IAM_ENDPOINT\n"
    "is the URL of the identity service where it is not the region's. Without both the accounts of\n"
    "the configuration are served; where it has none, the simulator is the cloud.";

const char* Environment(const char* name) { return std::getenv(name); }

// Puts what the command line says over what the file says.
void ApplyFlags(const std::set<std::string>& given, config::v1::Config* config) {
  const auto duration = [](absl::Duration value, google::protobuf::Duration* field) {
    field->set_seconds(absl::ToInt64Seconds(value));
    field->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(value % absl::Seconds(1))));
  };
  if (given.count("listen") != 0) config->mutable_listen()->set_address(absl::GetFlag(FLAGS_listen));
  if (given.count("probe") != 0) config->mutable_probe()->set_address(absl::GetFlag(FLAGS_probe));
  if (given.count("drain_delay") != 0)
    duration(absl::GetFlag(FLAGS_drain_delay), config->mutable_drain()->mutable_delay());
  if (given.count("drain_timeout") != 0)
    duration(absl::GetFlag(FLAGS_drain_timeout), config->mutable_drain()->mutable_timeout());
  if (given.count("log_level") != 0) {
    const int level = config::v1::LOG_LEVEL_DEBUG + static_cast<int>(absl::GetFlag(FLAGS_log_level));
    config->mutable_log()->set_level(static_cast<config::v1::LogLevel>(level));
  }
}

// What is wrong with a key that a flag has set is said of the flag.
absl::Status NameTheFlag(const absl::Status& fault, const std::set<std::string>& given) {
  constexpr std::pair<const char*, const char*> kKeys[] = {{"listen", "listen.address: "},
                                                           {"probe", "probe.address: "},
                                                           {"drain_delay", "drain.delay: "},
                                                           {"drain_timeout", "drain.timeout: "}};
  for (const auto& [flag, key] : kKeys) {
    absl::string_view what = fault.message();
    if (given.count(flag) != 0 && absl::ConsumePrefix(&what, key))
      return absl::Status(fault.code(), absl::StrCat("--", flag, ": ", what));
  }
  return fault;
}

absl::StatusOr<ProgramOptions> ReadOptions(const std::set<std::string>& given) {
  config::v1::Config config;
  if (const std::string path = absl::GetFlag(FLAGS_config); !path.empty()) {
    absl::StatusOr<config::v1::Config> loaded = LoadConfig(path);
    if (!loaded.ok()) return loaded.status();
    config = *std::move(loaded);
  }
  ApplyFlags(given, &config);
  if (absl::Status checked = CheckConfig(config); !checked.ok()) return NameTheFlag(checked, given);
  return MakeProgramOptions(
      config, {absl::GetFlag(FLAGS_upstream), absl::GetFlag(FLAGS_region), absl::GetFlag(FLAGS_ca_file)},
      Environment);
}

// What a start would find out before it serves, beyond ReadOptions().
absl::Status CheckFiles(const GatewayOptions& options) {
  return options.tls.has_value() ? ReadTlsMaterial(options.tls->files).status() : absl::OkStatus();
}

absl::Status Serve(ProgramOptions program) {
  absl::StatusOr<std::unique_ptr<Gateway>> gateway = Gateway::Start(std::move(program.gateway));
  if (!gateway.ok()) return gateway.status();
  SendLibraryLogsToLog();
  Log(LogLevel::kInfo, "serving",
      {{"address", (*gateway)->address()},
       {"probe", (*gateway)->probe_address()},
       {"upstream", program.upstream}});
  std::printf("listening on %s\n", (*gateway)->address().c_str());
  if (!(*gateway)->probe_address().empty())
    std::printf("probes on %s\n", (*gateway)->probe_address().c_str());
  std::fflush(stdout);

  const int signal = WaitForStopSignal();
  Log(LogLevel::kInfo, "stopping", {{"signal", signal}});
  (*gateway)->Drain(program.drain);
  gateway->reset();
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv) {
  if (absl::Status signals = BlockStopSignals(); !signals.ok()) return signals;
  std::set<std::string> given;
  if (absl::Status flags = ParseFlags(argc, argv, kUsage, &given); !flags.ok()) return flags;
  DropLibraryLogs();
  absl::StatusOr<ProgramOptions> program = ReadOptions(given);
  if (!program.ok()) return program.status();
  if (absl::GetFlag(FLAGS_check_config)) {
    absl::Status files = CheckFiles(program->gateway);
    if (files.ok()) std::puts("the configuration is in order");
    return files;
  }
  LogOptions log;
  log.level = program->log_level;
  if (absl::Status started = InitLog(log); !started.ok()) return started;
  return Serve(*std::move(program));
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  const absl::Status status = cloudphone::Run(argc, argv);
  cloudphone::AwaitGrpcEnd();
  cloudphone::FlushLog();
  return status.ok() ? 0 : cloudphone::ExitWithError("cloudphone-gateway", status);
}
