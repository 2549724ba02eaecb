#include "service/serving/config/load_config.h"

#include "adapters/runtime/file_descriptor.h"
#include "service/serving/config/config_check.h"
#include "service/serving/config/config_lines.h"
#include "service/serving/config/config_reader.h"

namespace cloudphone {

absl::StatusOr<config::v1::Config> LoadConfig(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  config::v1::Config config;
  absl::StatusOr<ConfigLines> lines = ReadConfig(path, *text, &config);
  if (!lines.ok()) return lines.status();
  if (absl::Status status = CheckConfig(config, *lines); !status.ok()) return status;
  return config;
}

}  // namespace cloudphone
