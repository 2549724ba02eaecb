// A tool that finds its targets by listing finds one of everything in the default world.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"
#include "tests/unit/simulator/object_client.h"

namespace cloudphone::simulator {
namespace {

class DefaultWorldTest : public CloudTest {
 protected:
  // How many servers a query finds.
  std::string CountOf(const std::string& query) {
    return Get(absl::StrCat("v1/cloud-phone/servers?", query)) == "200 " ? At("count") : "-";
  }
  // A phone model on sale, as the list shows it, by name.
  std::map<std::string, std::string> Models(const char* member) {
    std::map<std::string, std::string> models;
    Get("v1/cloud-phone/phone-models?limit=100&status=1");
    for (const auto& model : answer_["phone_models"].GetArray()) {
      const rapidjson::Value& value = model[member];
      models[model["phone_model_name"].GetString()] =
          value.IsString() ? value.GetString() : absl::StrCat(value.GetInt());
    }
    return models;
  }
};

TEST_F(DefaultWorldTest, HasServersOnBothNetworksAndOneThatMayGo) {
  EXPECT_EQ(CountOf("network_version=v2&server_name=server"), "1");
  Show(At("servers[0].server_id"));
  for (const char* shown : {"vpc_id", "subnet_id", "keypair_name"}) EXPECT_NE(At(shown), "") << shown;
  EXPECT_EQ(CountOf("network_version=v1"), "1");
  Show(At("servers[0].server_id"));
  EXPECT_EQ(At("band_widths[0].band_width_share_type"), "1");
  Get("v1/cloud-phone/bandwidths");
  EXPECT_EQ(At("band_widths[0].band_width_share_type"), "1");
  EXPECT_EQ(CountOf("server_name=pay-per-use"), "1");
  EXPECT_EQ(At("servers[0].metadata.charging_mode"), "1");
  EXPECT_EQ(Send("DELETE", "v2/cloud-phone/servers",
                 absl::StrCat(R"({"server_ids":[")", At("servers[0].server_id"), "\"]}")),
            "200 ");
}

TEST_F(DefaultWorldTest, SellsPhoneModelsOfBothVersionsWithAPublicImage) {
  std::map<std::string, std::string> labels = Models("image_label");
  std::map<std::string, std::string> versions = Models("phone_model_version");
  Get("v1/cloud-phone/phone-images?image_type=public");
  std::map<std::string, int> with_image;  // By version.
  for (const auto& [name, label] : labels) {
    for (const auto& image : answer_["phone_images"].GetArray())
      with_image[versions[name]] += image["image_label"].GetString() == label ? 1 : 0;
  }
  EXPECT_GT(with_image["0"], 0);
  EXPECT_GT(with_image["1"], 0);
}

TEST_F(DefaultWorldTest, RunsAServerWithASharedDisk) {
  int found = 0;
  for (const auto& [name, spec] : Models("extend_spec")) {
    if (absl::StrContains(spec, "max_share_disk_size_g"))
      found += CountOf(absl::StrCat("phone_model_name=", name, "&status=5")) != "0" ? 1 : 0;
  }
  EXPECT_GT(found, 0);
}

TEST_F(DefaultWorldTest, ARunningServerCanBecomeAnother) {
  CountOf("server_name=cph-server-1");
  const std::string id = At("servers[0].server_id");
  EXPECT_EQ(
      Send("POST", "v1/cloud-phone/servers/change-server-model",
           absl::StrCat(R"({"server_id":")", id, R"(","server_model_name":"physical.rx1.xlarge.special",)",
                        R"("phone_model_name":"rx1.cp.sp.c60.d10.e1v1","extend_param":{"is_auto_pay":1}})")),
      "200 ")
      << body_;
  FinishJobs();
  Show(id);
  EXPECT_EQ(At("server_model_name"), "physical.rx1.xlarge.special");
}

// Ids of bandwidths and disks, each of one server alone; the shared bandwidth is of one, too.
TEST_F(DefaultWorldTest, EachServerHasABandwidthAndADiskOfItsOwn) {
  std::vector<std::string> server_ids;
  simulator_->Edit([&](World* world) {
    for (const Server& server : world->servers()) server_ids.push_back(server.id);
  });
  std::set<std::string> bandwidths, volumes;
  for (const std::string& id : server_ids) {
    Show(id);
    for (const auto& one : answer_["band_widths"].GetArray())
      bandwidths.insert(one["band_width_id"].GetString());
    for (const auto& one : answer_["volumes"].GetArray()) volumes.insert(one["volume_id"].GetString());
  }
  EXPECT_EQ(server_ids.size(), 3u);
  EXPECT_EQ(bandwidths.size(), 4u);
  EXPECT_EQ(volumes.size(), 3u);
}

TEST_F(DefaultWorldTest, PhonesAreReachedByTheirServersAddressesOnPortsOfTheirOwn) {
  std::vector<std::pair<std::string, std::string>> phones;  // Id, and its server's.
  simulator_->Edit([&](World* world) {
    for (const Phone& phone : world->phones()) phones.emplace_back(phone.id, phone.server_id);
  });
  std::set<std::string> ports, phone_ips;
  for (const auto& [phone_id, server_id] : phones) {
    Show(server_id);
    const std::string public_ip = At("addresses[0].public_ip");
    const std::string server_ip = At("addresses[0].server_ip");
    Get(absl::StrCat("v1/cloud-phone/phones/", phone_id));
    for (const auto& port : answer_["access_infos"].GetArray()) {
      EXPECT_EQ(port["public_ip"].GetString(), public_ip);
      EXPECT_EQ(port["access_ip"].GetString(), public_ip);
      EXPECT_EQ(port["server_ip"].GetString(), server_ip);
      EXPECT_EQ(port["intranet_ip"].GetString(), server_ip);
      ports.insert(absl::StrCat(public_ip, ":", port["access_port"].GetInt()));
      phone_ips.insert(port["phone_ip"].GetString());
    }
  }
  EXPECT_EQ(phones.size(), 120u);
  EXPECT_EQ(ports.size(), 240u);
  EXPECT_EQ(phone_ips.size(), 120u);
}

TEST_F(DefaultWorldTest, AddressesForClientsAreTheServersToo) {
  for (const char* server : {"cph-server-1", "cph-server-2"}) {
    const std::string server_id = ServerId(server);
    Show(server_id);
    const std::string public_ip = At("addresses[0].public_ip");
    const std::string server_ip = At("addresses[0].server_ip");
    Get(absl::StrCat("v1/cloud-phone/phones?server_id=", server_id, "&status=2"));
    Send("POST", "v1/cloud-phone/phones/batch-connection",
         absl::StrCat(R"({"client_type":"ANDROID","phone_ids":[")", At("phones[0].phone_id"), "\"]}"));
    EXPECT_EQ(At("connect_infos[0].access_info.access_ip"), public_ip);
    EXPECT_EQ(At("connect_infos[0].access_info.intranet_ip"), server_ip);
  }
  Get("v1/cloud-phone/encode-servers");
  const std::string encoder = At("encode_servers[0].access_infos[0].public_ip");
  Show(At("encode_servers[0].server_id"));
  EXPECT_EQ(encoder, At("addresses[0].public_ip"));
}

TEST_F(DefaultWorldTest, HasWhatIsBesideServers) {
  Get("v1/cloud-phone/encode-servers?status=1");
  EXPECT_EQ(At("encode_servers"), "[2]");
  Get("v1/cloud-phone/scheduled-events?state=inquiring");
  EXPECT_EQ(At("count"), "1");
  Get("v1/server-model-offerings");
  EXPECT_NE(At("models"), "[0]");
  Get("v1/cph-server/tags");
  EXPECT_EQ(At("total_count"), "2");
}

TEST_F(DefaultWorldTest, HasAnImageOfItsOwnAndOnesOfOthers) {
  Get("v1/cloud-phone/images?image_type=private");
  EXPECT_EQ(At("image_infos"), "[1]");
  Get("v1/cloud-phone/phone-images?image_type=share");
  EXPECT_EQ(At("phone_images"), "[2]") << "one accepted, one waiting";
}

TEST_F(DefaultWorldTest, TheAccountHasASecondProject) {
  SigningClient client(simulator_->address(),
                       {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
  client.SendSigned("GET", "/v3/projects");
  const std::string body = client.ReadAnswer().body;
  for (const std::string& id : {options_.project_id, options_.second_project_id})
    EXPECT_TRUE(absl::StrContains(body, id)) << body;
}

TEST_F(DefaultWorldTest, TheObjectStoreHasWhatTheExamplesName) {
  ObjectClient client(simulator_->address(),
                      {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
  for (const char* object :
       {"/push-bucket/my_apps/test.apk", "/push-bucket/my_apps/test.tar", "/bucketa/my_apps/test.tar",
        "/mybucket/apps/com.cph.config.tar", "/mybucket/backup/phone1.tar"})
    EXPECT_EQ(client.Call("GET", object).status, 200) << object;
}

TEST_F(DefaultWorldTest, BothServersCameByOneCompletedOrder) {
  simulator_->Edit([](World* world) {
    Order* const order = world->orders().Find("CS1710111105S8IPB");
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order->status, kOrderCompleted);
    EXPECT_EQ(order->items.size(), 2u);
  });
}

}  // namespace
}  // namespace cloudphone::simulator
