// cloudphone-agent: runs in a phone, and serves its audio and input.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/agent/agent.h"
#include "service/agent/agent_options.h"
#include "service/agent/end_in_time.h"
#include "service/serving/command_line.h"
#include "service/serving/grpc_end.h"
#include "service/serving/library_log.h"
#include "service/serving/log.h"
#include "service/serving/signals.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:40061",
          "Where to serve gRPC, HOST:PORT; port 0 lets the system choose. Beyond loopback it needs TLS and a "
          "token.");
ABSL_FLAG(bool, insecure, false, "Serve in plain text beyond loopback.");
ABSL_FLAG(std::string, tls_certificate, "", "PEM file of the server's certificate.");
ABSL_FLAG(std::string, tls_key, "", "PEM file of its key.");
ABSL_FLAG(std::string, client_ca, "",
          "PEM file of the authorities that vouch for callers; empty: callers need no certificate.");
ABSL_FLAG(std::string, phone_id, "", "The vendor's id of the phone that it runs in. Calls must name it.");
ABSL_FLAG(std::string, token_file, "",
          "File that holds the token of the phone, one line. Calls must show it.");
ABSL_FLAG(
    std::string, engine, "",
    "Where the media engine's library may lie, separated by commas; empty: libCPHMediaEngine.so, also in "
    "/system/lib64 and /system/vendor/lib64.");
ABSL_FLAG(
    std::string, symbols, "",
    "Names that the engine exports, where they are others than we know: OpenAudio=NAME,CloseAudio=NAME.");
ABSL_FLAG(std::string, layout, "natural", "How the engine lays out a touch: natural or packed.");
ABSL_FLAG(std::string, second_fingers, "down",
          "How fingers come down while others are down: down, as the first does, or pointer_down.");
ABSL_FLAG(absl::Duration, quiet, absl::Minutes(2),
          "Fingers and keys that a session holds are released when it sends no event for so long.");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(5),
          "How long calls in flight may take after SIGTERM.");
ABSL_FLAG(cloudphone::LogLevel, log_level, cloudphone::LogLevel::kInfo, "debug, info, warning or error.");

namespace cloudphone {
namespace {

constexpr char kUsage[] =
    "Serves the audio and the input of the phone that it runs in: opens the vendor's libCPHMediaEngine.so "
    "and\n"
    "gives it to the gateway over gRPC.";

// For the engine to close, when all calls have ended.
constexpr absl::Duration kTimeOfEngine = absl::Seconds(1);

AgentFlags ReadFlags() {
  AgentFlags flags;
  flags.listen = absl::GetFlag(FLAGS_listen);
  flags.insecure = absl::GetFlag(FLAGS_insecure);
  flags.tls_certificate = absl::GetFlag(FLAGS_tls_certificate);
  flags.tls_key = absl::GetFlag(FLAGS_tls_key);
  flags.client_ca = absl::GetFlag(FLAGS_client_ca);
  flags.phone_id = absl::GetFlag(FLAGS_phone_id);
  flags.token_file = absl::GetFlag(FLAGS_token_file);
  flags.engine = absl::GetFlag(FLAGS_engine);
  flags.symbols = absl::GetFlag(FLAGS_symbols);
  flags.layout = absl::GetFlag(FLAGS_layout);
  flags.second_fingers = absl::GetFlag(FLAGS_second_fingers);
  flags.quiet = absl::GetFlag(FLAGS_quiet);
  return flags;
}

absl::Status Run(int argc, char** argv) {
  if (absl::Status signals = BlockStopSignals(); !signals.ok()) return signals;
  if (absl::Status flags = ParseFlags(argc, argv, kUsage); !flags.ok()) return flags;
  DropLibraryLogs();
  absl::StatusOr<AgentOptions> options = MakeAgentOptions(ReadFlags());
  if (!options.ok()) return options.status();
  LogOptions log;
  log.level = absl::GetFlag(FLAGS_log_level);
  if (absl::Status started = InitLog(log); !started.ok()) return started;
  absl::StatusOr<std::unique_ptr<Agent>> agent = Agent::Start(*std::move(options));
  if (!agent.ok()) return agent.status();
  SendLibraryLogsToLog();
  std::printf("listening on %s\n", (*agent)->address().c_str());
  std::fflush(stdout);

  const int signal = WaitForStopSignal();
  Log(LogLevel::kInfo, "stopping", {{"signal", signal}});
  DrainOptions drain;
  drain.drain_timeout = absl::GetFlag(FLAGS_drain_timeout);
  const EndInTime end(drain.drain_timeout + drain.shutdown_timeout + kTimeOfEngine);
  (*agent)->Drain(drain);
  agent->reset();  // Waits for what the engine has left to do.
  return absl::OkStatus();
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  const absl::Status status = cloudphone::Run(argc, argv);
  cloudphone::AwaitGrpcEnd();
  cloudphone::FlushLog();
  return status.ok() ? 0 : cloudphone::ExitWithError("cloudphone-agent", status);
}
