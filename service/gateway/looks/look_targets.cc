#include "service/gateway/looks/look_targets.h"

#include <algorithm>
#include <utility>

#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "cloudphone/v1/shared_storage_service.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// The request as a message of that type, or null.
template <typename Request>
const Request* As(const Message& request) {
  return request.GetDescriptor() == Request::descriptor() ? static_cast<const Request*>(&request) : nullptr;
}

void Add(ObjectName object, std::vector<ObjectName>* objects) {
  if (object.bucket.empty() || object.key.empty()) return;
  if (std::find(objects->begin(), objects->end(), object) == objects->end())
    objects->push_back(std::move(object));
}

}  // namespace

std::vector<ObjectName> ObjectsOf(const Message& request) {
  std::vector<ObjectName> objects;
  if (const auto* install = As<v1::InstallApkRequest>(request)) {
    // Flags are no URIs.
    for (const std::string& word : install->content()) Add(ParseObjectUri(word), &objects);
  } else if (const auto* push = As<v1::PushFileRequest>(request)) {
    Add(ParseObjectUri(push->content()), &objects);
  } else if (const auto* files = As<v1::PushSharedFilesRequest>(request)) {
    Add({files->bucket_name(), files->object_path()}, &objects);
  } else if (const auto* apps = As<v1::PushSharedAppsRequest>(request)) {
    Add({apps->bucket_name(), apps->object_path()}, &objects);
  } else if (const auto* import = As<v1::BatchImportPhoneDataRequest>(request)) {
    for (const v1::PhoneToImport& phone : import->restore_infos())
      Add({phone.bucket_name(), phone.object_path()}, &objects);
  }
  return objects;
}

std::vector<std::string> ServersToDelete(const Message& request) {
  const auto* deletion = As<v1::DeleteServersRequest>(request);
  if (deletion == nullptr || deletion->validate_only()) return {};
  return {deletion->server_ids().begin(), deletion->server_ids().end()};
}

}  // namespace cloudphone
