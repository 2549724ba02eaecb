#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_LOAD_CONFIG_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_LOAD_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "cloudphone/config/v1/config.pb.h"

namespace cloudphone {

// Reads and checks a configuration file, of at most 1 MiB. Files and variables that it names are not looked
// at. Errors are one line: the file cannot be read, or "config.yaml:12: accounts[1].name: is not set".
absl::StatusOr<config::v1::Config> LoadConfig(const std::string& path);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_LOAD_CONFIG_H_
