// cloudphone-gateway: the service.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "service/gateway/gateway.h"
#include "service/gateway/upstream.h"
#include "service/serving/command_line.h"
#include "service/serving/grpc_log.h"
#include "service/serving/log.h"
#include "service/serving/signals.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:50051",
          "Where to serve gRPC, HOST:PORT; port 0 lets the system choose. Loopback only.");
ABSL_FLAG(std::string, upstream, "",
          "The cloud: \"simulator\" for the one in this process, or the URL of another. Empty: the endpoint "
          "of --region, "
          "else the simulator.");
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
    "Keys come from HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_SECURITY_TOKEN and\n"
    "HUAWEICLOUD_SDK_PROJECT_ID; without any, and without --upstream and --region, the simulator is the "
    "cloud.";

absl::StatusOr<GatewayOptions> OptionsFromFlags() {
  GatewayOptions options;
  absl::StatusOr<ListenAddress> listen = ParseListenAddress(absl::GetFlag(FLAGS_listen));
  if (!listen.ok())
    return absl::Status(listen.status().code(), absl::StrCat("--listen: ", listen.status().message()));
  options.listen = *std::move(listen);
  absl::StatusOr<Upstream> upstream =
      ChooseUpstream(absl::GetFlag(FLAGS_upstream), absl::GetFlag(FLAGS_region),
                     [](const char* name) { return static_cast<const char*>(std::getenv(name)); });
  if (!upstream.ok()) return upstream.status();
  AccountOptions account;
  account.endpoint = std::move(upstream->endpoint);
  account.key = std::move(upstream->key);
  account.http.ca_file = absl::GetFlag(FLAGS_ca_file);
  options.accounts.push_back(std::move(account));
  if (upstream->simulator) options.simulator.emplace();
  return options;
}

absl::Status Run(int argc, char** argv) {
  if (absl::Status signals = BlockStopSignals(); !signals.ok()) return signals;
  if (absl::Status flags = ParseFlags(argc, argv, kUsage); !flags.ok()) return flags;
  LogOptions log;
  log.level = absl::GetFlag(FLAGS_log_level);
  if (absl::Status started = InitLog(std::move(log)); !started.ok()) return started;
  DropGrpcLog();
  absl::StatusOr<GatewayOptions> options = OptionsFromFlags();
  if (!options.ok()) return options.status();
  const std::string upstream =
      options->simulator.has_value() ? "simulator" : options->accounts.front().endpoint.base_url;
  absl::StatusOr<std::unique_ptr<Gateway>> gateway = Gateway::Start(*std::move(options));
  if (!gateway.ok()) return gateway.status();
  SendGrpcLogToLog();
  Log(LogLevel::kInfo, "serving", {{"address", (*gateway)->address()}, {"upstream", upstream}});
  std::printf("listening on %s\n", (*gateway)->address().c_str());
  std::fflush(stdout);

  const int signal = WaitForStopSignal();
  Log(LogLevel::kInfo, "stopping", {{"signal", signal}});
  DrainOptions drain;
  drain.delay = absl::GetFlag(FLAGS_drain_delay);
  drain.drain_timeout = absl::GetFlag(FLAGS_drain_timeout);
  (*gateway)->Drain(drain);
  gateway->reset();
  return absl::OkStatus();
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  const absl::Status status = cloudphone::Run(argc, argv);
  cloudphone::FlushLog();
  return status.ok() ? 0 : cloudphone::ExitWithError("cloudphone-gateway", status);
}
