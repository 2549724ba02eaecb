#include "service/simulator/default_world.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/control/scenario.h"
#include "service/simulator/orders/purchases.h"

namespace cloudphone::simulator {
namespace {

// Names of the vendor's samples.
constexpr char kOrderId[] = "CS1710111105S8IPB";
constexpr char kKeyPairName[] = "mykeypair";
constexpr char kVpcId[] = "6e3feb2c-b9c9-4ac5-abf1-96d60e3dfea2";
constexpr char kSubnetId[] = "5784d2fe-fefd-42f0-a7f1-e88454d8bc0f";
constexpr char kSystemVpcId[] = "f2d4a1b7-3c5e-4f60-8a92-b1c3d5e7f901";
constexpr char kSystemSubnetId[] = "a7c9e1d3-5b2f-4864-9e0a-c2d4f6b8a013";
constexpr char kSecurityGroupId[] = "c6e8a0b2-4d1f-4735-8b9c-d3e5f7a9b124";
constexpr char kSharedBandwidthId[] = "8b85d44b-ac6f-48fb-bbab-e876e9c3502a";
constexpr char kOwnBandwidthId[] = "1e3c5a79-8b0d-42f6-a4c8-e6f0b2d4a835";

// What does not go well, at known places, counted from the end of the newest server's phones. A smaller
// server has no phone to spare.
constexpr int kMinPhonesForTrouble = 4;
constexpr int kMinPhonesForMoreTrouble = 6;
constexpr int kMinPhonesForAgentTrouble = 8;

void MakeTrouble(int count, World* world) {
  if (count < kMinPhonesForTrouble) return;
  auto phone = std::next(world->mutable_phones().begin(), count);
  (--phone)->status = kPhoneStopped;
  (--phone)->status = kPhoneFrozen;
  (--phone)->defect = Action::kRestart;
  if (count < kMinPhonesForMoreTrouble) return;
  (--phone)->defect = Action::kStop;
  (--phone)->defect = Action::kReset;
  if (count < kMinPhonesForAgentTrouble) return;
  (--phone)->agent = AgentAccess::kUnmapped;
  (--phone)->agent = AgentAccess::kSilent;
}

// One image of the project's own, and two of another project that are shared with it: one that it accepted
// and one that waits. As old as the servers.
void MakeImages(const std::string& project_id, absl::Time time, Images* images) {
  constexpr char kOtherProject[] = "87dc6af96095488d9205b6f31f314b16";
  constexpr char kOtherDomain[] = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  const auto add = [&](const char* id, const char* name, const std::string& owner, const char* domain) {
    CustomImage image;
    image.id = id;
    image.name = name;
    image.project_id = owner;
    image.domain_id = domain;
    image.create_time = image.update_time = time;
    return images->Add(std::move(image));
  };
  add("4d3f7e5a6c6b40d8c2e6a4dab8f29315", "offered-image", kOtherProject, kOtherDomain)->members = {
      {project_id, {kReceiveWaiting, time, time}}};
  add("3c2e8d6f4b5a49e7b1d5f3c9a7e18204", "shared-image", kOtherProject, kOtherDomain)->members = {
      {project_id, {kReceiveAccepted, time, time}}};
  add("2b1f9c5e7d3a48f6a0c4e2d8b6f07193", "my-image", project_id, kDomainId);
}

// The second of two servers, or of more the oldest, is on a system network: with a shared bandwidth, whose
// size can be changed, and one of its own.
void PutOnSystemNetwork(Server* server) {
  server->network.version = kSystemNetwork;
  server->network.vpc_id = kSystemVpcId;
  server->network.subnet_id = kSystemSubnetId;
  server->network.security_groups.clear();
  server->bandwidths.front().id = kOwnBandwidthId;
  Bandwidth shared = server->bandwidths.front();
  shared.id = kSharedBandwidthId;
  shared.name = "BANDWIDTH_SHARED";
  shared.share_type = 1;
  server->bandwidths.insert(server->bandwidths.begin(), shared);
}

// A server that came without phones, and may be deleted.
void AddPayPerUseServer(int number, absl::Time create_time, World* world) {
  Server* const server = world->AppendServer("cph-pay-per-use", number, create_time);
  server->server_model_name = "physical.kg1.4xlarge.cp";
  server->phone_model_name.clear();
  server->share_volume.reset();
  server->charging_mode = kPayPerUse;
  server->order_id.clear();
}

// The servers that nobody described, with what does not go well.
void AddServers(const WorldOptions& options, absl::Time begin, World* world) {
  for (int s = options.servers; s >= 1; --s) {
    Server* const server =
        world->AppendServer(absl::StrFormat("cph-server-%d", s), s, begin + absl::Minutes(s));
    for (int p = 1; p <= options.phones_per_server; ++p)
      world->AppendPhone(server, absl::StrFormat("%s-%05d", server->name, p),
                         server->create_time + absl::Minutes(5));
  }
  if (options.servers < 1) return;
  MakeTrouble(options.phones_per_server, world);
  if (options.servers > 1) PutOnSystemNetwork(&world->mutable_servers().back());
  AddPayPerUseServer(options.servers + 1, begin, world);
  world->tags().Set(world->servers().front().id, "environment", "test");
  world->tags().Set(world->servers().front().id, "team", "qa");
}

void AddOrder(const World& world, OrderBook* orders) {
  Order order;
  order.id = kOrderId;
  order.status = kOrderCompleted;
  order.product_id = kProductId;
  for (const Server& server : world.servers()) {
    if (server.order_id != kOrderId) continue;
    order.items.push_back({server.id, kProductId, server.server_model_name, server.id});
    order.create_time = order.payment_time = server.create_time;
  }
  orders->Add(std::move(order));
}

void AddEncodeServers(const Server& server, World* world) {
  for (const int type : {0, 1}) {
    EncodeServer encode_server;
    encode_server.id = world->NewId();
    encode_server.name = absl::StrFormat("ENCODE_SERVER_%d", type + 1);
    encode_server.ip = absl::StrFormat("172.31.240.%d", 115 + type);
    encode_server.server_id = server.id;
    encode_server.keypair_name = kKeyPairName;
    encode_server.type = type;
    world->encode_servers().Add(std::move(encode_server));
  }
}

// One that waits for its authorisation, and an older one that is over.
void AddEvents(const Server& server, World* world) {
  const absl::Time today = absl::FromUnixSeconds(absl::ToUnixSeconds(world->now()));
  ScheduledEvent waiting;
  waiting.id = world->NewUuid();
  waiting.server_id = server.id;
  waiting.description = "system maintenance";
  waiting.publish_time = today - absl::Hours(12);
  waiting.not_before = today + absl::Hours(7 * 24);
  waiting.not_after = waiting.not_before + absl::Hours(2);
  waiting.not_before_deadline = today + absl::Hours(14 * 24);
  ScheduledEvent over = waiting;
  over.id = world->NewUuid();
  over.type = kDiskRecovery;
  over.authorization_type = kRedeploy;
  over.state = kEventCompleted;
  over.description = "local disk replacement";
  over.publish_time = today - absl::Hours(20);
  over.not_before = over.start_time = today - absl::Hours(18);
  over.not_after = over.finish_time = today - absl::Hours(17);
  over.not_before_deadline = today - absl::Hours(16);
  world->scheduled_events().Append(std::move(waiting));
  world->scheduled_events().Append(std::move(over));
}

}  // namespace

void DressServer(World* world, Server* server) {
  server->availability_zone = Offerings().front().zone;
  server->keypair_name = kKeyPairName;
  server->network.vpc_id = kVpcId;
  server->network.subnet_id = kSubnetId;
  server->network.security_groups = {kSecurityGroupId};
  server->bandwidths = {{world->NewUuid(), absl::StrCat("BANDWIDTH_", server->id), 300, 1, 0,
                         server->create_time, server->create_time}};
  server->volumes = {
      {world->NewUuid(), absl::StrCat("VOLUME_", server->id), "SSD", 600, server->create_time}};
  server->share_volume = ShareVolume{"GPSSD", 100, 1};
  server->ports = {{"server1", 38080, true}};
  server->order_id = kOrderId;
  server->product_id = kProductId;
}

void FurnishWorld(const WorldOptions& options, World* world) {
  const absl::Time begin = absl::FromUnixSeconds(absl::ToUnixSeconds(world->now() - absl::Hours(24)));
  if (options.images == nullptr) MakeImages(options.project_id, begin, &world->images());
  if (options.scenario != nullptr) ApplyScenario(*options.scenario, begin, world);
  if (world->servers().empty()) AddServers(options, begin, world);
  if (world->servers().empty()) return;
  AddOrder(*world, &world->orders());
  AddEncodeServers(world->servers().front(), world);
  AddEvents(world->servers().front(), world);
}

}  // namespace cloudphone::simulator
