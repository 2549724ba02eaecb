#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_SPEC_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_SPEC_H_

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "rapidjson/document.h"
#include "service/simulator/call.h"
#include "service/simulator/errors.h"
#include "service/simulator/phones/property_rules.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// What somebody wants behind a server: for a new one, or in place of the present machine.
struct ServerSpec {
  std::string server_model_name;
  std::string phone_model_name;  // Empty: no phones.
  std::string image_id;
  std::string keypair_name;
  std::string availability_zone;  // Empty: any.
  std::string enterprise_project_id = "0";
  std::string vpc_id;
  std::string subnet_id;
  bool has_public_ip = false;
  absl::optional<Bandwidth> bandwidth;  // Without name and times; a shared one has its id.
  absl::optional<Volume> data_volume;   // Type and size.
  int data_volume_count = 1;
  absl::optional<ShareVolume> share_volume;
  Properties properties;      // Of each phone, over the factory's.
  std::vector<Port> ports;    // But for the agents'.
  int agent_listen_port = 0;  // Where one of the ports has the name of the agents' (0: none has).
};

// Names nothing where a UUID names a resource of another service.
constexpr char kNilUuid[] = "00000000-0000-0000-0000-000000000000";

using Refusal = absl::optional<ItemError>;

// Reads from a purchase or a replacement what both have: phone model, image, key pair, ports, network, public
// address, bandwidth, disks, zone, properties. `spec` has the server model. `min_data_gb` is the least size
// of the phones' disks.
Refusal ReadServerSpec(const Call& call, const rapidjson::Value& body, int min_data_gb, ServerSpec* spec);

// The parts of it that a server without phones has too (server_spec_parts.cc). Public addresses and
// bandwidths may be left out, as Terraform does. Unverified: the codes of refused disks; that the nil UUID
// stands for what there is not, and any other for what there is.
Refusal ReadKeyPairName(const rapidjson::Value& body, std::string* keypair_name);
Refusal ReadSubnet(const rapidjson::Value& body, std::string* subnet_id);
bool IsAddressType(const std::string& type);  // 5_bgp and so on.
Refusal ReadAddressIds(const rapidjson::Value& public_ip, bool* is_given);
Refusal ReadBandwidth(const rapidjson::Value& owner, ServerSpec* spec);
Refusal ReadVolume(const rapidjson::Value& volume, int min_gb, std::string* type, int* size_gb);
Refusal ReadZone(const rapidjson::Value& body, ServerSpec* spec);
bool IsPortName(absl::string_view name);
Refusal ReadPorts(const Call& call, const rapidjson::Value& body, ServerSpec* spec);

// Makes the server what the spec says; it has no phones then.
void ApplySpec(World* world, const ServerSpec& spec, Server* server);
// As many phones as the model has room for, called SERVER-PPPPP.
void AddPhonesOf(World* world, const ServerSpec& spec, Server* server);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SERVER_SPEC_H_
