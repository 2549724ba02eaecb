#ifndef CLOUDPHONE_SERVICE_GATEWAY_UPSTREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_UPSTREAM_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/credentials/environment.h"

namespace cloudphone {

// Where the gateway's calls go and with which keys.
struct Upstream {
  // The simulator in this process; the rest is then empty.
  bool simulator = false;
  Endpoint endpoint;
  // For finding out the project where the endpoint names none.
  std::string region;
  std::string iam_endpoint;
  std::string object_endpoint;  // Of the region's object store; empty where no region is given.
  AccessKey key;
};

// Decides the upstream: `upstream` ("simulator" or an http(s) URL of scheme, host and port), else the
// endpoint of `region` when that or keys in the environment are given, else the simulator. Errors are one
// line that names the flag or variable to mend, and never show a secret.
absl::StatusOr<Upstream> ChooseUpstream(absl::string_view upstream, absl::string_view region,
                                        EnvironmentLookup environment);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_UPSTREAM_H_
