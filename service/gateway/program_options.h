#ifndef CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/credentials/environment.h"
#include "cloudphone/config/v1/config.pb.h"
#include "service/gateway/gateway.h"
#include "service/serving/drain.h"
#include "service/serving/log.h"

namespace cloudphone {

// What the command line says; what is not set was not given.
struct GivenFlags {
  absl::optional<std::string> listen;
  absl::optional<std::string> upstream;
  absl::optional<std::string> region;
  absl::optional<std::string> ca_file;
  absl::optional<absl::Duration> drain_delay;
  absl::optional<absl::Duration> drain_timeout;
  absl::optional<LogLevel> log_level;
};

// Everything that the program is to do.
struct ProgramOptions {
  GatewayOptions gateway;
  DrainOptions drain;
  LogLevel log_level = LogLevel::kInfo;
  std::string upstream;  // For people: where the calls go.
};

// Makes one of the command line, the configuration file (empty: there is none; it has passed CheckConfig()) and the
// environment. A flag wins over its key of the file. The cloud is that of --upstream or --region, with the keys of the
// environment, in the place of all accounts of the file; else the file's accounts; else the environment's; else the
// simulator, and then the gateway serves loopback only. Reads the secrets that the file names. Errors are one line that
// names the flag, the key or the variable, and never show a secret.
absl::StatusOr<ProgramOptions> MakeProgramOptions(const GivenFlags& flags, const config::v1::Config& config,
                                                  EnvironmentLookup environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_
