#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_TYPE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_TYPE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// One state of one resource, shared by everybody who is told of it. Holds what lists show.
using SharedResource = std::shared_ptr<const google::protobuf::Message>;

// Which resources: a List request without its page.
using SharedFilter = std::shared_ptr<const google::protobuf::Message>;

// What the hub must know of a kind of resource: phones and servers differ in nothing else.
struct ResourceType {
  std::string name;              // "phone": as in ResourceInfo, and in the names of id fields.
  std::string plural;            // "phones": the rows in answers.
  std::string not_found_reason;  // Of an id that nobody knows.
  std::string wrong_state_reason;
  const google::protobuf::Message* list_request;  // Prototypes.
  const google::protobuf::Message* get_request;
  const google::protobuf::MethodDescriptor* watch_method;
  const google::protobuf::MethodDescriptor* wait_method;
  const google::protobuf::FieldDescriptor* id;  // In the resource …
  const google::protobuf::FieldDescriptor* name_field;
  std::vector<const google::protobuf::FieldDescriptor*> detail;  // … and what only its Get fills.
};

// The two kinds. Constant; any thread.
const ResourceType& PhoneResource();
const ResourceType& ServerResource();

std::string IdOf(const ResourceType& type, const google::protobuf::Message& resource);

// Takes from a resource that Get filled what lists do not show.
void TrimToList(const ResourceType& type, google::protobuf::Message* resource);

// Whether a watcher would see no difference.
bool SameResource(const google::protobuf::Message& left, const google::protobuf::Message& right);

// The filter that a watch asks for: the fields of `request` that ListX has too.
SharedFilter FilterOf(const ResourceType& type, const google::protobuf::Message& request);

// Whether `filter` selects the resource: the fields of the filter that the resource has too must be equal,
// and its own name must hold the filter's (with its case: the vendor documents none, unverified).
bool Selects(const ResourceType& type, const google::protobuf::Message& filter,
             const google::protobuf::Message& resource);

// NOT_FOUND that names the resource.
absl::Status UnknownResource(const ResourceType& type, const std::string& id);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_TYPE_H_
