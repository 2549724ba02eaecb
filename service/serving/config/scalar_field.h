#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_SCALAR_FIELD_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_SCALAR_FIELD_H_

#include <string>

#include "google/protobuf/message.h"
#include "service/serving/config/yaml_tree.h"

namespace cloudphone {

// Both return what is wrong with `node`, such as "is no whole number", without showing it; empty: nothing.

// Sets `field` of `message`, which is of any type but a message, or appends to it where it is repeated.
std::string SetScalar(const YamlNode& node, google::protobuf::Message* message,
                      const google::protobuf::FieldDescriptor* field);

// Sets `duration`, a google.protobuf.Duration, from text with units.
std::string SetDuration(const YamlNode& node, google::protobuf::Message* duration);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_SCALAR_FIELD_H_
