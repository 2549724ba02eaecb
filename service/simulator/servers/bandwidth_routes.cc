// Bandwidths of servers on system networks; those of tenant networks belong to another service.

#include "service/simulator/servers/bandwidth_routes.h"

#include <set>

#include "service/simulator/http/request_body.h"
#include "service/simulator/servers/server_json.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxBandwidthPage = 100;
constexpr size_t kMaxBandwidthIdBytes = 64;
constexpr int kShared = 1;
// Unverified: the most; Terraform documents it for a purchase.
constexpr int kMaxSize = 2000;

// Mbit/s go in steps of 1 to 300, of 50 to 1000, of 500 above.
bool IsSize(int size) {
  const int step = size <= 300 ? 1 : size <= 1000 ? 50 : 500;
  return size >= 1 && size <= kMaxSize && size % step == 0;
}

std::vector<const Bandwidth*> BandwidthsOf(const World& world) {
  std::vector<const Bandwidth*> found;
  std::set<std::string> seen;
  for (const Server& server : world.servers()) {
    if (server.network.version != kSystemNetwork) continue;
    for (const Bandwidth& bandwidth : server.bandwidths) {
      if (seen.insert(bandwidth.id).second) found.push_back(&bandwidth);
    }
  }
  return found;
}

}  // namespace

Response ListBandwidths(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxBandwidthPage);
  if (!page.has_value()) return call.Error(kBadPage);
  const std::vector<const Bandwidth*> bandwidths = BandwidthsOf(*call.world);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("band_widths");
  for (const Bandwidth* bandwidth : CutPage(bandwidths, *page)) WriteBandwidth(*bandwidth, &json);
  json.EndList();
  return call.Ok(json.Take());
}

Response ResizeBandwidth(const Call& call) {
  if (call.id.empty() || call.id.size() > kMaxBandwidthIdBytes) return call.Error(kBadBandwidthId);
  const Bandwidth* found = nullptr;
  for (const Bandwidth* bandwidth : BandwidthsOf(*call.world)) {
    if (bandwidth->id == call.id) found = bandwidth;
  }
  if (found == nullptr) return call.Error(kUnknownBandwidth);
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadBandwidthSize);
  const int size = IntMember(body, "band_width_size").value_or(0);
  if (!IsSize(size)) return call.Error(kBadBandwidthSize);
  if (found->share_type != kShared) return call.Error(kDedicatedBandwidth);
  for (Server& server : call.world->mutable_servers()) {
    for (Bandwidth& bandwidth : server.bandwidths) {
      if (bandwidth.id != call.id) continue;
      bandwidth.size_mbps = size;
      bandwidth.update_time = call.world->now();
    }
  }
  return call.Ok();
}

}  // namespace cloudphone::simulator
