// The apps that the phones of a server share.

#include "service/simulator/shared_storage/share_app_routes.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/simulator/http/marked_page.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/shared_storage/share_jobs.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxSnapshotPage = 500;
constexpr int kDefaultSnapshotPage = 100;

struct PushRequest {
  std::string package_name;
  ObjectPath object;
  bool pre_installs = false;
  std::vector<std::string> server_ids;
};

absl::optional<VendorError> ReadPush(const std::string& text, PushRequest* request) {
  rapidjson::Document body;
  if (!ReadObject(text, &body)) return kBadPackageName;
  request->package_name = TextMember(body, "package_name").value_or("");
  if (!IsPackageName(request->package_name)) return kBadPackageName;
  if (const auto error = ReadObjectPath(body, &request->object)) return error;
  if (!absl::EndsWith(request->object.key, ".tar")) return kBadObjectPath;
  if (const rapidjson::Value* const pre_install = FindMember(body, "pre_install_app")) {
    // Unverified: the code of a switch that is none.
    if (!pre_install->IsInt() || pre_install->GetInt() < 0 || pre_install->GetInt() > 1) return kBadType;
    request->pre_installs = pre_install->GetInt() == 1;
  }
  return ReadIds(body, ServerIdsRule(kMaxServersInCall), &request->server_ids);
}

// Of an archive called NAME-VERSION.tar, as nothing here reads what is in an app; else 1.0.0.
std::string VersionOf(const std::string& key, const std::string& package_name) {
  absl::string_view name = absl::string_view(key).substr(key.rfind('/') + 1);
  absl::ConsumeSuffix(&name, ".tar");
  const bool has_version = absl::ConsumePrefix(&name, package_name + "-") && !name.empty();
  return has_version ? std::string(name) : "1.0.0";
}

void Push(const PushRequest& request, World* world, const Server& server, Job* job) {
  UnpackShared(request.object, world, server, job);
  if (job->error.has_value()) return;
  const std::string version = VersionOf(request.object.key, request.package_name);
  AddSharedApp(request.package_name, version, world->now(), &world->devices().Shared(server));
  if (!request.pre_installs) return;
  for (const Phone& phone : world->phones()) {
    if (phone.server_id == server.id)
      AddPackage(request.package_name, version, world->now(), &world->devices().Inside(phone));
  }
}

// The versions of each app when the snapshot was taken.
using Snapshot = std::map<std::string, std::set<std::string>>;
using SnapshotRow = Snapshot::value_type;
Snapshot AppsAt(absl::Time time, const SharedStorage& storage) {
  Snapshot apps;
  for (const SharedApp& app : storage.apps) {
    if (app.from <= time && time < app.until) apps[app.package_name].insert(app.version);
  }
  return apps;
}

std::string MarkerOf(const SnapshotRow& app) { return app.first; }

void WriteApp(const SnapshotRow& app, JsonAnswer* json) {
  json->Text("package_name", app.first);
  json->BeginList("versions");
  for (const std::string& version : app.second) json->Item(version);
  json->EndList();
}

}  // namespace

Response PushShareApps(const Call& call) {
  PushRequest request;
  if (const auto error = ReadPush(*call.body, &request)) return call.Error(*error);
  return StartOnServers(
      call, Action::kShareApps, request.server_ids,
      [request](World* world, const Server& server, Job* job) { Push(request, world, server, job); });
}

Response DeleteShareApps(const Call& call) {
  rapidjson::Document body;
  std::vector<std::string> server_ids;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadPackageName);
  const std::string package_name = TextMember(body, "package_name").value_or("");
  if (!IsPackageName(package_name)) return call.Error(kBadPackageName);
  if (const auto error = ReadIds(body, ServerIdsRule(kMaxServersInCall), &server_ids))
    return call.Error(*error);
  // Unverified: that an app which is not there is no error, and that phones keep what was pre-installed.
  return StartOnServers(call, Action::kShareApps, server_ids,
                        [package_name](World* world, const Server& server, Job*) {
                          RemoveSharedApp(package_name, world->now(), &world->devices().Shared(server));
                        });
}

Response ListShareAppsSnapshot(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadServerId);
  const Server* const server = call.world->FindServer(call.id);
  if (server == nullptr) return call.Error(kNoServer);
  // Unverified: the code of a server without shared apps.
  if (!SharedDiskGb(*server).has_value()) return call.Error(kNoShareFiles);
  const std::string package_name = call.Query("package_name").value_or("");
  if (!package_name.empty() && !IsPackageName(package_name)) return call.Error(kBadPackageName);
  const absl::Time time = LastSnapshot(call.world->now());
  const auto apps = AppsAt(time, call.world->devices().Shared(*server));
  std::vector<const SnapshotRow*> rows;
  for (const SnapshotRow& app : apps) {
    if (package_name.empty() || app.first == package_name) rows.push_back(&app);
  }
  const MarkedList list = {"share_apps", kMaxSnapshotPage, kDefaultSnapshotPage};
  const auto write_time = [&](JsonAnswer* json) { json->Time("collect_time", time); };
  return MarkedPage(call, list, rows, &MarkerOf, &WriteApp, write_time);
}

}  // namespace cloudphone::simulator
