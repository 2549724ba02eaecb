// What purchases and replacements of servers, with phones and without, have in common.

#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "service/simulator/call.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/servers/key_pairs.h"
#include "service/simulator/servers/server_spec.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxBandwidth = 2000;  // Mbit/s, as Terraform documents.
constexpr int kMaxVolumeGb = 32768;
constexpr size_t kMaxPortNameBytes = 16;
constexpr int kMinPort = 10000;
constexpr int kMaxPort = 50000;
constexpr int kDedicated = 0;
constexpr int kShared = 1;
constexpr int kSharedMbps = 300;  // Invented: shared bandwidths are made by a service that is not here.

}  // namespace

Refusal ReadKeyPairName(const rapidjson::Value& body, std::string* keypair_name) {
  const rapidjson::Value* const member = FindMember(body, "keypair_name");
  if (member == nullptr) return absl::nullopt;
  if (!member->IsString() || !KeyPairExists(ViewOf(*member))) return ItemError(kUnknownKeyPair);
  *keypair_name = std::string(ViewOf(*member));
  return absl::nullopt;
}

Refusal ReadSubnet(const rapidjson::Value& body, std::string* subnet_id) {
  const rapidjson::Value* const nics = FindMember(body, "nics");
  if (nics == nullptr || !nics->IsArray() || nics->Empty()) return ItemError(kBadNics);
  for (const rapidjson::Value& nic : nics->GetArray()) {
    if (!nic.IsObject()) return ItemError(kBadNics);
    const std::string subnet = TextMember(nic, "subnet_id").value_or("");
    if (!IsUuid(subnet)) return ItemError(kBadSubnetId);
    if (subnet == kNilUuid) return ItemError(kUnknownSubnet);
    if (subnet_id->empty()) *subnet_id = subnet;
  }
  return absl::nullopt;
}

bool IsAddressType(const std::string& type) {
  constexpr const char* kTypes[] = {"5_telcom", "5_union", "5_bgp", "5_sbgp"};
  return absl::c_linear_search(kTypes, type);
}

Refusal ReadAddressIds(const rapidjson::Value& public_ip, bool* is_given) {
  const rapidjson::Value* const ids = FindMember(public_ip, "ids");
  if (ids == nullptr) return absl::nullopt;
  if (!ids->IsArray() || ids->Size() > 1) return ItemError(kBadPublicIp);
  for (const rapidjson::Value& id : ids->GetArray()) {
    if (!id.IsString() || !IsUuid(ViewOf(id)) || ViewOf(id) == kNilUuid) return ItemError(kBadPublicIp);
  }
  *is_given = !ids->Empty();
  return absl::nullopt;
}

// band_width_charge_mode may be left out with a shared one, as Terraform does.
Refusal ReadBandwidth(const rapidjson::Value& owner, ServerSpec* spec) {
  const rapidjson::Value* const member = FindMember(owner, "band_width");
  if (member == nullptr) return absl::nullopt;
  if (!member->IsObject()) return ItemError(kBadBandwidth);
  Bandwidth bandwidth;
  const int share_type = IntMember(*member, "band_width_share_type").value_or(-1);
  if (share_type != kDedicated && share_type != kShared) return ItemError(kBadShareType);
  const bool has_mode = FindMember(*member, "band_width_charge_mode") != nullptr;
  const int mode = IntMember(*member, "band_width_charge_mode").value_or(-1);
  if ((has_mode || share_type == kDedicated) && mode != 0 && mode != 1) return ItemError(kBadChargeMode);
  bandwidth.share_type = share_type;
  if (has_mode) bandwidth.charge_mode = mode;
  if (share_type == kDedicated) {
    bandwidth.size_mbps = IntMember(*member, "band_width_size").value_or(0);
    if (bandwidth.size_mbps < 1 || bandwidth.size_mbps > kMaxBandwidth) return ItemError(kBadBandwidthSize);
  } else {
    bandwidth.id = TextMember(*member, "band_width_id").value_or("");
    if (bandwidth.id.empty()) return ItemError(kNoBandwidthId);
    if (!IsUuid(bandwidth.id)) return ItemError(kBadBandwidthId);
    if (bandwidth.id == kNilUuid) return ItemError(kUnknownBandwidth);
    bandwidth.size_mbps = kSharedMbps;
  }
  spec->bandwidth = bandwidth;
  return absl::nullopt;
}

Refusal ReadVolume(const rapidjson::Value& volume, int min_gb, std::string* type, int* size_gb) {
  if (!volume.IsObject()) return ItemError(kUnnamed);
  *type = TextMember(volume, "volume_type").value_or("");
  *size_gb = IntMember(volume, "size").value_or(0);
  const bool fits = (*type == "SSD" || *type == "GPSSD") && *size_gb >= min_gb && *size_gb <= kMaxVolumeGb;
  return fits ? absl::nullopt : Refusal(ItemError(kUnnamed));
}

Refusal ReadZone(const rapidjson::Value& body, ServerSpec* spec) {
  spec->availability_zone = TextMember(body, "availability_zone").value_or("");
  if (spec->availability_zone.empty()) return absl::nullopt;
  const auto is_there = [&](const Offering& one) { return one.zone == spec->availability_zone; };
  if (absl::c_none_of(Offerings(), is_there)) return ItemError(kUnnamed);  // Unverified: the code.
  const bool is_sold = absl::c_any_of(Offerings(), [&](const Offering& one) {
    return is_there(one) && one.server_model_name == spec->server_model_name && one.is_available;
  });
  return is_sold ? absl::nullopt : Refusal(ItemError(kNoCapacity));
}

bool IsPortName(absl::string_view name) {
  const bool is_taken = absl::EqualsIgnoreCase(name, "adb") || absl::EqualsIgnoreCase(name, "vnc");
  return !name.empty() && name.size() <= kMaxPortNameBytes && !is_taken &&
         absl::c_all_of(name, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

Refusal ReadPorts(const Call& call, const rapidjson::Value& body, ServerSpec* spec) {
  const rapidjson::Value* const ports = FindMember(body, "ports");
  if (ports == nullptr) return absl::nullopt;
  if (!ports->IsArray()) return ItemError(kBadPorts);
  std::set<std::string> names;
  std::set<int> numbers;
  for (const rapidjson::Value& port : ports->GetArray()) {
    if (!port.IsObject()) return ItemError(kBadPorts);
    const std::string name = TextMember(port, "name").value_or("");
    if (!IsPortName(name)) return ItemError(kBadPortName);
    if (!names.insert(name).second) return ItemError(kSamePortName);
    const int number = IntMember(port, "listen_port").value_or(0);
    if (number < kMinPort || number > kMaxPort) return ItemError(kBadListenPort);
    if (!numbers.insert(number).second) return ItemError(kSameListenPort);
    const auto is_public = TextMember(port, "internet_accessible");
    if (!is_public.has_value()) return ItemError(kNoInternetAccessible);
    if (name == call.world->agent_port().name) {
      spec->agent_listen_port = number;
    } else {
      // Any other text than "true" keeps it inside.
      spec->ports.push_back({name, number, absl::EqualsIgnoreCase(*is_public, "true")});
    }
  }
  return absl::nullopt;
}

}  // namespace cloudphone::simulator
