#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_CHECK_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_CHECK_H_

#include "absl/status/status.h"
#include "cloudphone/config/v1/config.pb.h"
#include "service/serving/config/config_lines.h"

namespace cloudphone {

// Whether the configuration makes sense, as the comments of config.proto say it: addresses, names, URLs,
// ranges, what is required, what excludes what. Looks at nothing outside of it. The first fault is
// InvalidArgument, one line that begins with its place: "config.yaml:12: accounts[1].name", without `lines`
// only "accounts[1].name".
absl::Status CheckConfig(const config::v1::Config& config, const ConfigLines& lines = {});

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_CHECK_H_
