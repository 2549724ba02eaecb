#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_READER_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "service/serving/config/config_lines.h"

namespace cloudphone {

// Fills `message` from a document of YAML whose keys are the names of its fields: by the message's descriptor
// alone, so that a new field needs no code here. Bool is true or false; an enum is a value's name, whole or
// without the type's prefix in small letters (LOG_LEVEL_INFO, info); a google.protobuf.Duration is text with
// units (5s, 1m30s); a cloudphone.config.v1.Secret is a map and never text; a map<string, ...> takes any key.
//
// Refuses an unknown key, one that is given twice, one without a value, two keys of a oneof, and a value of
// another type. Errors are InvalidArgument, one line, "config.yaml:12: accounts[0].endpont: no such key"; no
// value is ever shown, for it may be a secret in the wrong place. Says where each key stands. `file` is only
// for the errors.
absl::StatusOr<ConfigLines> ReadConfig(absl::string_view file, const std::string& text,
                                       google::protobuf::Message* message);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_CONFIG_READER_H_
