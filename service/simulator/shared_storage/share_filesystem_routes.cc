// File systems of the customer's that the phones of a server share.

#include "service/simulator/shared_storage/share_filesystem_routes.h"

#include <utility>

#include "absl/strings/match.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/shared_storage/share_jobs.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxServers = 20;
constexpr size_t kMaxPathBytes = 4096;

struct FilesystemRequest {
  std::string id;
  std::string path;  // Empty: its root.
  std::vector<std::string> server_ids;
};

// Unverified: all codes, as no page documents these calls.
absl::optional<VendorError> ReadFilesystem(const std::string& text, FilesystemRequest* request) {
  rapidjson::Document body;
  if (!ReadObject(text, &body)) return kBadType;
  if (TextMember(body, "type").value_or("") != "sfs_turbo") return kBadType;
  request->id = TextMember(body, "id").value_or("");
  if (request->id.empty()) return kBadType;
  if (const rapidjson::Value* const path = FindMember(body, "path")) {
    if (!path->IsString() || path->GetStringLength() > kMaxPathBytes || !absl::StartsWith(ViewOf(*path), "/"))
      return kBadPath;
    request->path = std::string(ViewOf(*path));
  }
  return ReadIds(body, ServerIdsRule(kMaxServers), &request->server_ids);
}

// Starts a job on each server. An item has no room for an error: one server that cannot takes all along.
Response Serve(const Call& call, void (*change)(const FilesystemRequest&, SharedStorage*)) {
  FilesystemRequest request;
  if (const auto error = ReadFilesystem(*call.body, &request)) return call.Error(*error);
  for (const std::string& server_id : request.server_ids) {
    const auto error = RefuseUnlessShared(server_id, call.world->FindServer(server_id));
    if (error.has_value()) return call.Error(*error);
  }
  return StartOnServers(call, Action::kShareFilesystem, request.server_ids,
                        [request, change](World* world, const Server& server, Job*) {
                          change(request, &world->devices().Shared(server));
                        });
}

}  // namespace

Response AttachShareFilesystem(const Call& call) {
  return Serve(call, [](const FilesystemRequest& request, SharedStorage* storage) {
    storage->filesystems[request.id] = request.path;
  });
}

Response DetachShareFilesystem(const Call& call) {
  return Serve(call, [](const FilesystemRequest& request, SharedStorage* storage) {
    storage->filesystems.erase(request.id);
  });
}

}  // namespace cloudphone::simulator
