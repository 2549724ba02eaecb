#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PATH_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PATH_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "rapidjson/document.h"
#include "service/simulator/errors.h"

namespace cloudphone::simulator {

// Where something lies in object storage.
struct ObjectPath {
  std::string bucket;
  std::string key;
};

// Reads `obs://bucket/key`; nothing for any other text.
absl::optional<ObjectPath> ParseObsUrl(absl::string_view url);

// Reads the members bucket_name and object_path of a body: CPS.0134 no bucket's name (3 to 63 lower-case
// letters, digits, dots, dashes), CPS.0135 no key (1 to 1024 letters, digits and . / - _ + # =).
absl::optional<VendorError> ReadObjectPath(const rapidjson::Value& object, ObjectPath* path);

// Whether all characters of `text` are letters, digits or among `others`.
bool IsMadeOf(absl::string_view text, absl::string_view others);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_PATH_H_
