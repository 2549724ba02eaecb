#include "service/simulator/servers/server_spec.h"

#include "absl/strings/str_format.h"
#include "service/simulator/call.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxImageIdBytes = 32;
constexpr int kMinShareVolumeGb = 10;
// The documents want a disk with every model of the second version, yet the acceptance test of Terraform buys
// this one without.
constexpr absl::string_view kModelWithoutDisk = "rs2.max";

Refusal ReadModelAndImage(const Call& call, const rapidjson::Value& body, ServerSpec* spec) {
  spec->phone_model_name = TextMember(body, "phone_model_name").value_or("");
  if (spec->phone_model_name.empty()) return ItemError(kNoPhoneModelName);
  const PhoneModel* const model = FindPhoneModel(spec->phone_model_name);
  if (model == nullptr || model->status == 0) return ItemError(kBadPhoneModelName);
  if (spec->server_model_name != model->server_model_name) return ItemError(kBadPhoneModel);
  spec->image_id = TextMember(body, "image_id").value_or("");
  if (spec->image_id.empty()) return ItemError(kNoImageId);
  if (spec->image_id.size() > kMaxImageIdBytes) return ItemError(kBadImageId);
  const auto label = call.world->images().LabelOf(spec->image_id, call.project_id);
  if (!label.has_value()) return ItemError(kNoImage);
  if (*label != model->image_label) return ItemError(kBadImageLabel);
  return absl::nullopt;
}

// Neither a public address nor its bandwidth is asked for, or an existing address, or a new one that needs
// a bandwidth.
Refusal ReadAddress(const rapidjson::Value& body, ServerSpec* spec) {
  if (auto refusal = ReadBandwidth(body, spec)) return refusal;
  const rapidjson::Value* const address = FindMember(body, "public_ip");
  if (address == nullptr) return absl::nullopt;
  if (!address->IsObject()) return ItemError(kBadPublicIp);
  if (auto refusal = ReadAddressIds(*address, &spec->has_public_ip)) return refusal;
  const rapidjson::Value* const fresh = FindMember(*address, "eip");
  if (fresh != nullptr) {
    if (!fresh->IsObject()) return ItemError(kBadEip);
    if (!IsAddressType(TextMember(*fresh, "type").value_or(""))) return ItemError(kBadEip);
    if (spec->has_public_ip) return ItemError(kBadPublicIp);
    if (!spec->bandwidth.has_value()) return ItemError(kBadBandwidth);
    spec->has_public_ip = true;
  }
  if (FindMember(*address, "count") != nullptr) {
    const int count = IntMember(*address, "count").value_or(-1);
    if (count < 0) return ItemError(kBadPublicIp);
    spec->has_public_ip = spec->has_public_ip && count > 0;
  }
  return absl::nullopt;
}

Refusal ReadVolumes(const rapidjson::Value& body, int min_data_gb, ServerSpec* spec) {
  const bool is_second_version = FindPhoneModel(spec->phone_model_name)->phone_model_version == 1;
  const rapidjson::Value* const data = FindMember(body, "phone_data_volume");
  const rapidjson::Value* const share = FindMember(body, "server_share_data_volume");
  if (data == nullptr && is_second_version && spec->phone_model_name != kModelWithoutDisk)
    return ItemError(kUnnamed);
  if (share != nullptr && !is_second_version) return ItemError(kUnnamed);
  if (data != nullptr) {
    spec->data_volume.emplace();
    if (auto refusal = ReadVolume(*data, min_data_gb, &spec->data_volume->type, &spec->data_volume->size_gb))
      return refusal;
  }
  if (share != nullptr) {
    spec->share_volume.emplace();
    if (auto refusal =
            ReadVolume(*share, kMinShareVolumeGb, &spec->share_volume->type, &spec->share_volume->size_gb))
      return refusal;
  }
  return absl::nullopt;
}

Refusal ReadNetwork(const rapidjson::Value& body, ServerSpec* spec) {
  spec->vpc_id = TextMember(body, "tenant_vpc_id").value_or("");
  if (!IsUuid(spec->vpc_id)) return ItemError(kBadVpcId);
  if (spec->vpc_id == kNilUuid) return ItemError(kUnknownVpc);
  return ReadSubnet(body, &spec->subnet_id);
}

Refusal ReadPhones(const rapidjson::Value& body, ServerSpec* spec) {
  if (FindMember(body, "phone_count_per_ip") != nullptr) {
    const int phones = IntMember(body, "phone_count_per_ip").value_or(0);
    if (phones < 1 || phones > FindPhoneModel(spec->phone_model_name)->phone_capacity)
      return ItemError(kUnnamed);
  }
  const rapidjson::Value* const property = FindMember(body, "property");
  if (property == nullptr) return absl::nullopt;
  if (!property->IsString()) return ItemError(kBadProperty);
  return ReadProperties(ViewOf(*property), &spec->properties);
}

// A new one, or a shared one as servers have it that share it already.
Bandwidth BandwidthOf(Bandwidth asked, const Server& server, World* world) {
  if (asked.id.empty()) asked.id = world->NewUuid();
  for (const Server& other : world->servers()) {
    for (const Bandwidth& known : other.bandwidths) {
      if (known.id == asked.id) return known;
    }
  }
  asked.name = absl::StrFormat("BANDWIDTH_%s", server.id);
  asked.create_time = asked.update_time = world->now();
  return asked;
}

}  // namespace

Refusal ReadServerSpec(const Call& call, const rapidjson::Value& body, int min_data_gb, ServerSpec* spec) {
  if (auto refusal = ReadModelAndImage(call, body, spec)) return refusal;
  if (auto refusal = ReadKeyPairName(body, &spec->keypair_name)) return refusal;
  if (auto refusal = ReadPorts(call, body, spec)) return refusal;
  if (auto refusal = ReadNetwork(body, spec)) return refusal;
  if (auto refusal = ReadAddress(body, spec)) return refusal;
  if (auto refusal = ReadVolumes(body, min_data_gb, spec)) return refusal;
  if (auto refusal = ReadZone(body, spec)) return refusal;
  return ReadPhones(body, spec);
}

void ApplySpec(World* world, const ServerSpec& spec, Server* server) {
  server->server_model_name = spec.server_model_name;
  server->phone_model_name = spec.phone_model_name;
  server->keypair_name = spec.keypair_name;
  if (!spec.availability_zone.empty()) server->availability_zone = spec.availability_zone;
  server->enterprise_project_id = spec.enterprise_project_id;
  server->network.version = kTenantNetwork;
  server->network.vpc_id = spec.vpc_id;
  server->network.subnet_id = spec.subnet_id;
  server->network.has_public_ip = spec.has_public_ip;
  server->bandwidths.clear();
  if (spec.bandwidth.has_value()) server->bandwidths.push_back(BandwidthOf(*spec.bandwidth, *server, world));
  server->volumes.clear();
  for (int i = 0; spec.data_volume.has_value() && i < spec.data_volume_count; ++i) {
    Volume volume = *spec.data_volume;
    volume.id = world->NewUuid();
    volume.name = absl::StrFormat("VOLUME_%s", server->id);
    volume.create_time = world->now();
    server->volumes.push_back(volume);
  }
  server->share_volume = spec.share_volume;
  server->ports = spec.ports;
  server->agent_listen_port = spec.agent_listen_port;
  server->update_time = world->now();
}

void AddPhonesOf(World* world, const ServerSpec& spec, Server* server) {
  const PhoneModel* const model = FindPhoneModel(spec.phone_model_name);
  const int count = model == nullptr ? 0 : model->phone_capacity;
  server->last_phone_number = 0;
  for (int i = 1; i <= count; ++i) {
    Phone* const phone = world->AddPhone(server, absl::StrFormat("%s-%05d", server->name, i));
    phone->image_id = spec.image_id;
    phone->data_volume_gb = model->disk_gib;
    if (spec.data_volume.has_value()) {
      phone->data_volume_gb = spec.data_volume->size_gb;
      phone->data_volume_type = spec.data_volume->type;
    }
    for (const auto& [key, value] : spec.properties) phone->properties[key] = value;
  }
}

}  // namespace cloudphone::simulator
