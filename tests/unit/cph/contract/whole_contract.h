#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_WHOLE_CONTRACT_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_WHOLE_CONTRACT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Every service of proto/cloudphone/v1 and, for the calls that composed RPCs make,
// proto/cloudphone/upstream/v1.
const std::vector<const google::protobuf::ServiceDescriptor*>& AllServices();

// The bindings of a service, or why it has none. Each service has a table of its own, so that one that does
// not fit hides no other.
const absl::StatusOr<std::unique_ptr<BindingTable>>& BindingsOf(
    const google::protobuf::ServiceDescriptor* service);

// Every binding of every service whose bindings fit.
std::vector<const CallBinding*> AllBindings();

// The binding of the RPC with this full name; NotFound names what is missing.
absl::StatusOr<const CallBinding*> BindingOf(const std::string& rpc);

// An empty message of the type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

// Reads protobuf JSON; an InvalidArgument says what does not fit the type.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> FromProtoJson(
    const std::string& json, const google::protobuf::Descriptor* type);

// The message as protobuf JSON with the names of the .proto, as golden rows have it.
std::string ToProtoJson(const google::protobuf::Message& message);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_WHOLE_CONTRACT_H_
