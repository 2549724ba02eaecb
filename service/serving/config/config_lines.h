#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_LINES_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_LINES_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone {

// Where each key of a configuration stands in its file.
struct ConfigLines {
  std::string file;                  // As the user named it; empty: there is no file.
  std::map<std::string, int> lines;  // By path: "accounts[1].name".
};

// "config.yaml:12: accounts[1].name": how a complaint about `path` begins. A key that is not in the file is
// said to stand where the map that lacks it begins.
std::string Locate(const ConfigLines& lines, absl::string_view path);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_LINES_H_
