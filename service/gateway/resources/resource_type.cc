#include "service/gateway/resources/resource_type.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// Resource, ListRequest and GetRequest are generated messages.
template <typename Resource, typename ListRequest, typename GetRequest>
ResourceType MakeType(const std::string& name, const std::string& methods,
                      const std::vector<const char*>& detail) {
  ResourceType type;
  type.name = name;
  type.plural = absl::AsciiStrToLower(methods);
  const std::string upper = absl::AsciiStrToUpper(name);
  type.not_found_reason = absl::StrCat(upper, "_NOT_FOUND");
  type.wrong_state_reason = absl::StrCat(upper, "_STATE_INVALID");
  type.list_request = &ListRequest::default_instance();
  type.get_request = &GetRequest::default_instance();
  const auto* service = ListRequest::descriptor()->file()->service(0);
  type.watch_method = service->FindMethodByName(absl::StrCat("Watch", methods));
  type.wait_method = service->FindMethodByName(absl::StrCat("Wait", methods));
  const Descriptor* resource = Resource::descriptor();
  type.id = resource->FindFieldByName(absl::StrCat(name, "_id"));
  type.name_field = resource->FindFieldByName(absl::StrCat(name, "_name"));
  for (const char* field : detail) type.detail.push_back(resource->FindFieldByName(field));
  return type;
}

// Fields of requests of lists are texts, enum values, and what the resource has not (pages, spans of time).
bool Matches(const Message& filter, const FieldDescriptor* wanted, const Message& resource,
             const FieldDescriptor* field, bool is_name) {
  const Reflection* have = resource.GetReflection();
  const Reflection* want = filter.GetReflection();
  if (wanted->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
    return want->GetEnumValue(filter, wanted) == have->GetEnumValue(resource, field);
  const std::string text = want->GetString(filter, wanted);
  const std::string value = have->GetString(resource, field);
  return is_name ? absl::StrContains(value, text) : value == text;
}

// Equal resources give equal bytes: maps are written in order.
std::string Bytes(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

const ResourceType& PhoneResource() {
  static const auto* const kType =
      new ResourceType(MakeType<v1::Phone, v1::ListPhonesRequest, v1::GetPhoneRequest>(
          "phone", "Phones", {"access_infos", "properties", "custom_properties", "phone_data_volume"}));
  return *kType;
}

const ResourceType& ServerResource() {
  static const auto* const kType =
      new ResourceType(MakeType<v1::Server, v1::ListServersRequest, v1::GetServerRequest>(
          "server", "Servers", {"bandwidths", "volumes", "share_volume_info", "security_groups"}));
  return *kType;
}

std::string IdOf(const ResourceType& type, const Message& resource) {
  return resource.GetReflection()->GetString(resource, type.id);
}

void TrimToList(const ResourceType& type, Message* resource) {
  for (const FieldDescriptor* field : type.detail) resource->GetReflection()->ClearField(resource, field);
}

bool SameResource(const Message& left, const Message& right) { return Bytes(left) == Bytes(right); }

SharedFilter FilterOf(const ResourceType& type, const Message& request) {
  std::unique_ptr<Message> filter(type.list_request->New());
  std::vector<const FieldDescriptor*> set;
  request.GetReflection()->ListFields(request, &set);
  for (const FieldDescriptor* from : set) {
    const FieldDescriptor* to = filter->GetDescriptor()->FindFieldByName(from->name());
    if (to == nullptr || to->cpp_type() != from->cpp_type()) continue;
    if (to->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      filter->GetReflection()->SetEnumValue(filter.get(), to,
                                            request.GetReflection()->GetEnumValue(request, from));
    } else if (to->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      filter->GetReflection()->SetString(filter.get(), to, request.GetReflection()->GetString(request, from));
    }
  }
  return SharedFilter(std::move(filter));
}

bool Selects(const ResourceType& type, const Message& filter, const Message& resource) {
  std::vector<const FieldDescriptor*> set;
  filter.GetReflection()->ListFields(filter, &set);
  for (const FieldDescriptor* wanted : set) {
    const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName(wanted->name());
    if (field == nullptr || field->cpp_type() != wanted->cpp_type()) continue;
    if (!Matches(filter, wanted, resource, field, field == type.name_field)) return false;
  }
  return true;
}

absl::Status UnknownResource(const ResourceType& type, const std::string& id) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = type.not_found_reason;
  error.message = absl::StrCat("there is no ", type.name, " ", id);
  error.resource_type = type.name;
  error.resource_name = id;
  return ToStatus(error);
}

}  // namespace cloudphone
