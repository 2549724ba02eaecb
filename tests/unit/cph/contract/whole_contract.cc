#include "tests/unit/cph/contract/whole_contract.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
namespace util = ::google::protobuf::util;

// The files come from the tree, so that none is forgotten; this program links all that is generated from
// them.
std::vector<const ServiceDescriptor*> FindServices() {
  std::vector<std::string> names;
  for (const char* folder : {"cloudphone/v1", "cloudphone/upstream/v1"}) {
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator(absl::StrCat(CLOUDPHONE_PROTO, "/", folder), error)) {
      const std::string name = entry.path().filename().string();
      if (absl::EndsWith(name, ".proto")) names.push_back(absl::StrCat(folder, "/", name));
    }
  }
  std::sort(names.begin(), names.end());
  std::vector<const ServiceDescriptor*> services;
  for (const std::string& name : names) {
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) continue;  // New since the build.
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

}  // namespace

const std::vector<const ServiceDescriptor*>& AllServices() {
  static const auto* const kServices = new std::vector<const ServiceDescriptor*>(FindServices());
  return *kServices;
}

const absl::StatusOr<std::unique_ptr<BindingTable>>& BindingsOf(const ServiceDescriptor* service) {
  using Tables = std::map<const ServiceDescriptor*, absl::StatusOr<std::unique_ptr<BindingTable>>>;
  static const auto* const kTables = [] {
    auto* tables = new Tables();
    for (const ServiceDescriptor* each : AllServices()) tables->emplace(each, BindingTable::Compile({each}));
    return tables;
  }();
  return kTables->at(service);
}

std::vector<const CallBinding*> AllBindings() {
  std::vector<const CallBinding*> all;
  for (const ServiceDescriptor* service : AllServices()) {
    if (!BindingsOf(service).ok()) continue;
    for (const auto& binding : (*BindingsOf(service))->calls()) all.push_back(binding.get());
  }
  return all;
}

absl::StatusOr<const CallBinding*> BindingOf(const std::string& rpc) {
  const MethodDescriptor* method = DescriptorPool::generated_pool()->FindMethodByName(rpc);
  if (method == nullptr) return absl::NotFoundError(absl::StrCat("there is no RPC ", rpc));
  const auto& table = BindingsOf(method->service());
  if (!table.ok()) return table.status();
  const CallBinding* binding = (*table)->Find(method->input_type());
  if (binding == nullptr) return absl::NotFoundError(absl::StrCat(rpc, " has no option call"));
  return binding;
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

absl::StatusOr<std::unique_ptr<Message>> FromProtoJson(const std::string& json, const Descriptor* type) {
  std::unique_ptr<Message> message = NewMessage(type);
  const util::Status status = util::JsonStringToMessage(json, message.get());
  if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(type->name(), ": ", status.ToString()));
  return message;
}

std::string ToProtoJson(const Message& message) {
  util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const util::Status status = util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : absl::StrCat("(cannot be printed: ", status.ToString(), ")");
}

}  // namespace cloudphone
