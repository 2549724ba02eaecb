#ifndef CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/credentials/environment.h"
#include "cloudphone/config/v1/config.pb.h"
#include "service/gateway/gateway.h"
#include "service/serving/drain.h"
#include "service/serving/log.h"

namespace cloudphone {

// Everything that the program is to do.
struct ProgramOptions {
  GatewayOptions gateway;
  DrainOptions drain;
  LogLevel log_level = LogLevel::kInfo;
  std::string upstream;  // For people: where the calls go.
};

// Which cloud the command line names; empty: none.
struct CloudFlags {
  std::string upstream;  // --upstream
  std::string region;    // --region
  std::string ca_file;   // --ca_file
};

// Makes one of the configuration (which has passed CheckConfig(), flags that win over it already in it), the
// command line and the environment. The cloud is that of --upstream or --region with the keys of the
// environment, in the place of every account of the configuration; else its accounts; else the environment's;
// else the simulator. Reads the secrets that the configuration names. Errors are one line that names the
// flag, the key or the variable to mend, and never show a secret.
absl::StatusOr<ProgramOptions> MakeProgramOptions(const config::v1::Config& config, const CloudFlags& cloud,
                                                  EnvironmentLookup environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_PROGRAM_OPTIONS_H_
