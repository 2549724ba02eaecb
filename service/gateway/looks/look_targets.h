#ifndef CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_TARGETS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_TARGETS_H_

#include <string>
#include <vector>

#include "adapters/object_storage/object_store.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// The objects that a request has the vendor read, each once; none where it names none.
std::vector<ObjectName> ObjectsOf(const google::protobuf::Message& request);

// The servers that a request deletes; none with validate_only, and where it deletes none.
std::vector<std::string> ServersToDelete(const google::protobuf::Message& request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_LOOKS_LOOK_TARGETS_H_
