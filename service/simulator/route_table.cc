#include "service/simulator/route_table.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_split.h"
#include "service/simulator/catalog/catalog_routes.h"
#include "service/simulator/catalog/image_member_routes.h"
#include "service/simulator/catalog/image_routes.h"
#include "service/simulator/http/percent.h"
#include "service/simulator/inside/adb_routes.h"
#include "service/simulator/job_routes.h"
#include "service/simulator/orders/purchase_routes.h"
#include "service/simulator/phones/connection_routes.h"
#include "service/simulator/phones/phone_action_routes.h"
#include "service/simulator/phones/phone_data_routes.h"
#include "service/simulator/phones/phone_routes.h"
#include "service/simulator/phones/phone_setting_routes.h"
#include "service/simulator/servers/bandwidth_routes.h"
#include "service/simulator/servers/encode_server_routes.h"
#include "service/simulator/servers/scheduled_event_routes.h"
#include "service/simulator/servers/server_action_routes.h"
#include "service/simulator/servers/server_change_routes.h"
#include "service/simulator/servers/server_routes.h"
#include "service/simulator/servers/tag_routes.h"
#include "service/simulator/shared_storage/share_app_routes.h"
#include "service/simulator/shared_storage/share_file_routes.h"
#include "service/simulator/shared_storage/share_filesystem_routes.h"

namespace cloudphone::simulator {
namespace {

constexpr Route kRoutes[] = {
    // Servers.
    {"GET", "v1", "cloud-phone/servers", &ListServers},
    {"POST", "v2", "cloud-phone/servers", &BuyPhoneServers},
    {"POST", "v2.1", "cloud-phone/servers", &BuyBareServers},
    {"DELETE", "v2", "cloud-phone/servers", &DeleteServers},
    {"POST", "v2", "cloud-phone/servers/*/change", &ReplaceServer},
    {"POST", "v1", "cloud-phone/servers/change-server-model", &ChangeServerModel},
    {"PUT", "v1", "cloud-phone/servers/open-access", &ChangeKeyPairs},
    {"POST", "v1", "cloud-phone/servers/batch-restart", &RestartServers},
    {"GET", "v1", "cloud-phone/servers/*", &ShowServer},
    {"PUT", "v1", "cloud-phone/servers/*", &RenameServer},
    // Beside servers.
    {"GET", "v1", "cloud-phone/bandwidths", &ListBandwidths},
    {"PUT", "v1", "cloud-phone/bandwidths/*", &ResizeBandwidth},
    {"GET", "v1", "cloud-phone/encode-servers", &ListEncodeServers},
    {"POST", "v1", "cloud-phone/encode-servers/batch-restart", &RestartEncodeServers},
    {"GET", "v1", "cloud-phone/scheduled-events", &ListScheduledEvents},
    {"POST", "v1", "cloud-phone/scheduled-events/*/authorize", &AuthorizeScheduledEvent},
    {"PUT", "v1", "cloud-phone/scheduled-events/*", &UpdateScheduledEvent},
    // Tags.
    {"POST", "v1", "*/*/tags/action", &ActOnTags},
    {"GET", "v1", "*/*/tags", &ListServerTags},
    {"GET", "v1", "*/tags", &ListProjectTags},
    {"POST", "v1", "*/resource_instances/action", &QueryTaggedServers},
    // Phones.
    {"GET", "v1", "cloud-phone/phones", &ListPhones},
    {"POST", "v1", "cloud-phone/phones/batch-restart", &RestartPhones},
    {"POST", "v1", "cloud-phone/phones/batch-reset", &ResetPhones},
    {"POST", "v1", "cloud-phone/phones/batch-stop", &StopPhones},
    {"GET", "v1", "cloud-phone/phones/*", &ShowPhone},
    {"PUT", "v1", "cloud-phone/phones/*", &RenamePhone},
    {"POST", "v1", "cloud-phone/phones/batch-update-property", &UpdateProperties},
    {"POST", "v1", "cloud-phone/phones/batch-connection", &ConnectPhones},
    {"POST", "v1", "cloud-phone/phones/batch-storage", &ExportData},
    {"POST", "v1", "cloud-phone/phones/batch-restore", &ImportData},
    {"POST", "v1", "cloud-phone/phones-traffic", &RouteTraffic},
    {"POST", "v1", "cloud-phone/phones/expand-volume", &ExpandVolumes},
    {"POST", "v1", "cloud-phone/phones/commands", &RunCommand},
    {"POST", "v1", "cloud-phone/phones/sync-commands", &RunSyncCommand},
    // Shared storage.
    {"POST", "v1", "cloud-phone/phones/share-files", &ChangeShareFiles},
    {"GET", "v1", "cloud-phone/servers/share-files", &ListShareFiles},
    {"POST", "v1", "cloud-phone/phones/share-apps", &PushShareApps},
    {"DELETE", "v1", "cloud-phone/phones/share-apps", &DeleteShareApps},
    {"GET", "v1", "servers/*/share-apps-snapshot", &ListShareAppsSnapshot},
    {"POST", "v1", "servers/attach-share-filesystem", &AttachShareFilesystem},
    {"POST", "v1", "servers/detach-share-filesystem", &DetachShareFilesystem},
    // What there is to buy and to run.
    {"GET", "v1", "cloud-phone/phone-models", &ListPhoneModels},
    {"GET", "v1", "cloud-phone/phone-images", &ListPhoneImages},
    {"GET", "v1", "cloud-phone/server-models", &ListServerModels},
    // Images.
    {"GET", "v1", "cloud-phone/images", &ListImages},
    {"DELETE", "v1", "cloud-phone/images/*", &DeleteImage},
    {"GET", "v1", "cloud-phone/images/*/members", &ListImageMembers},
    {"POST", "v1", "cloud-phone/images/*/members", &AddImageMember},
    {"PUT", "v1", "cloud-phone/images/*/members", &UpdateImageMember},
    {"DELETE", "v1", "cloud-phone/images/*/members/*", &DeleteImageMember},
    {"GET", "v1", "server-model-offerings", &ListServerModelOfferings},
    // Jobs.
    {"GET", "v1", "cloud-phone/jobs", &ListJobs},
    {"GET", "v1", "cloud-phone/jobs/*", &ShowJob},
};

constexpr absl::string_view kVariable = "*";

struct SplitRoute {
  const Route* route;
  std::vector<absl::string_view> path;
};

// Literals before variables, from the left: the first row that fits is the one that is meant.
bool GoesBefore(const SplitRoute& one, const SplitRoute& other) {
  return std::lexicographical_compare(
      one.path.begin(), one.path.end(), other.path.begin(), other.path.end(),
      [](absl::string_view a, absl::string_view b) { return a != kVariable && b == kVariable; });
}

const std::vector<SplitRoute>& SplitRoutes() {
  static const auto* const kSplit = [] {
    auto* const split = new std::vector<SplitRoute>;
    for (const Route& route : kRoutes) split->push_back({&route, absl::StrSplit(route.path, '/')});
    std::stable_sort(split->begin(), split->end(), &GoesBefore);
    return split;
  }();
  return *kSplit;
}

// Whether `path`, with version and project, is that of the route; fills its variables.
bool Fits(const SplitRoute& row, const std::vector<std::string>& path, RouteMatch* match) {
  if (path.size() != row.path.size() + 2 || path[0] != row.route->version) return false;
  match->parent_id.clear();
  match->id.clear();
  for (size_t i = 0; i < row.path.size(); ++i) {
    const std::string& segment = path[i + 2];
    if (row.path[i] == kVariable) {
      match->parent_id = match->id;
      match->id = segment;
    } else if (row.path[i] != segment) {
      return false;
    }
  }
  return true;
}

}  // namespace

RouteMatch FindRoute(absl::string_view method, absl::string_view path) {
  std::vector<std::string> segments;
  for (const absl::string_view segment : absl::StrSplit(path, '/', absl::SkipEmpty()))
    segments.push_back(PercentDecode(segment));
  RouteMatch match;
  if (segments.size() < 3) return match;
  match.project_id = segments[1];
  for (const SplitRoute& row : SplitRoutes()) {
    if (!Fits(row, segments, &match)) continue;
    match.path_is_known = true;
    if (method != row.route->method) continue;
    match.route = row.route;
    break;
  }
  return match;
}

}  // namespace cloudphone::simulator
