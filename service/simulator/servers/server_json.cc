#include "service/simulator/servers/server_json.h"

#include <string>

#include "service/simulator/servers/server_address.h"

namespace cloudphone::simulator {
namespace {

// The provider's side of it.
constexpr char kResourceProjectId[] = "2347275010d3440d963d3fcb8931ff55";

void WriteAddresses(const Server& server, JsonAnswer* json) {
  const std::string inner = InnerAddress(server);
  const std::string outer = PublicAddress(server);
  json->BeginList("addresses");
  json->BeginItem();
  json->Text("intranet_ip", inner);
  json->Text("access_ip", outer);
  json->Text("server_ip", inner);
  json->Text("public_ip", outer);
  json->EndObject();
  json->EndList();
}

void WriteVolume(const Volume& volume, JsonAnswer* json) {
  json->BeginItem();
  json->Text("volume_name", volume.name);
  json->Text("volume_id", volume.id);
  json->Number("volume_size", volume.size_gb);
  json->Text("volume_type", volume.type);
  json->Time("create_time", volume.create_time);
  json->Time("update_time", volume.create_time);
  json->EndObject();
}

}  // namespace

void WriteServer(const Server& server, JsonAnswer* json) {
  json->Text("server_name", server.name);
  json->Text("availability_zone", server.availability_zone);
  json->Text("server_id", server.id);
  json->Text("server_model_name", server.server_model_name);
  json->Text("phone_model_name", server.phone_model_name);
  json->Text("keypair_name", server.keypair_name);
  json->Number("status", server.status);
  json->Text("vpc_id", server.network.vpc_id);
  json->Text("cidr", server.network.vpc_cidr);
  json->Text("vpc_cidr", server.network.vpc_cidr);
  json->Text("subnet_id", server.network.subnet_id);
  json->Text("subnet_cidr", server.network.subnet_cidr);
  WriteAddresses(server, json);
  json->Text("resource_project_id", kResourceProjectId);
  json->BeginObject("metadata");
  json->Text("order_id", server.order_id);
  json->Text("product_id", server.product_id);
  json->Number("charging_mode", server.charging_mode);
  json->EndObject();
  json->Text("network_version", server.network.version);
  json->Text("enterprise_project_id", server.enterprise_project_id);
  json->Time("create_time", server.create_time);
  json->Time("update_time", server.update_time);
}

void WriteServerDetail(const Server& server, JsonAnswer* json) {
  json->BeginList("band_widths");
  for (const Bandwidth& bandwidth : server.bandwidths) WriteBandwidth(bandwidth, json);
  json->EndList();
  json->BeginList("volumes");
  for (const Volume& volume : server.volumes) WriteVolume(volume, json);
  json->EndList();
  if (server.share_volume.has_value()) {
    json->BeginObject("share_volume_info");
    json->Text("volume_type", server.share_volume->type);
    json->Number("size", server.share_volume->size_gb);
    json->Number("version", server.share_volume->version);
    json->EndObject();
  }
  json->BeginList("security_groups");
  for (const std::string& group : server.network.security_groups) json->Item(group);
  json->EndList();
}

void WriteBandwidth(const Bandwidth& bandwidth, JsonAnswer* json) {
  json->BeginItem();
  json->Text("band_width_name", bandwidth.name);
  json->Text("band_width_id", bandwidth.id);
  json->Number("band_width_size", bandwidth.size_mbps);
  json->Number("band_width_charge_mode", bandwidth.charge_mode);
  json->Number("band_width_share_type", bandwidth.share_type);
  json->Time("create_time", bandwidth.create_time);
  json->Time("update_time", bandwidth.update_time);
  json->EndObject();
}

}  // namespace cloudphone::simulator
