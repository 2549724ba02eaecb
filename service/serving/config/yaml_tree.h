#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_YAML_TREE_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_YAML_TREE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// A document of YAML as it stands in its text. Scalars stay text: what they mean is decided by who reads
// them, so that 0123 may be a project and yes a name.
struct YamlNode {
  enum class Kind { kNothing, kScalar, kList, kMap };

  Kind kind = Kind::kNothing;   // kNothing: a key without a value, ~, null.
  int line = 0;                 // From 1.
  std::string text;             // Of a scalar.
  bool quoted = false;          // Of a scalar: "5" is never a number.
  std::vector<YamlNode> keys;   // Of a map: scalars, in the order of the text; the same one may come twice.
  std::vector<YamlNode> items;  // Of a list its items, of a map the values of `keys`.
};

// Reads the one document of `text`. What makes one part of a file stand for another (anchors, aliases) or
// turns text into something else (tags) is refused: a configuration says what it says. So are a second
// document, nesting deeper than any configuration of ours, and a key that is no scalar. Errors are
// InvalidArgument, "FILE:LINE: what is wrong", and show nothing of the text.
absl::StatusOr<YamlNode> ParseYaml(absl::string_view file, const std::string& text);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_YAML_TREE_H_
