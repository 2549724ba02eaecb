// Purchases: servers that appear in their time, as they were asked for; orders; every refusal.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

constexpr char kBuy[] = "v2/cloud-phone/servers";
constexpr char kBuyBare[] = "v2.1/cloud-phone/servers";

// As documented, but paid at once.
constexpr char kPurchase[] =
    R"({"server_name":"cph-kertus-1110","server_model_name":"physical.kg1.4xlarge.cp",)"
    R"("phone_model_name":"kg1.cp.c20.d64SSD.e1v1","image_id":"20060220200717f201120a2300000e91","count":1,)"
    R"("keypair_name":"keypair","ports":[{"name":"myServer1","listen_port":20000,)"
    R"("internet_accessible":"false"},{"name":"myServer2","listen_port":20001,"internet_accessible":"true"}],)"
    R"("extend_param":{"charging_mode":0,"period_type":2,"period_num":1,"is_auto_pay":1},)"
    R"("tenant_vpc_id":"fca063f6-b942-42a8-9004-e5545f58d6a2",)"
    R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908"}],"public_ip":{"eip":{"type":"5_bgp"}},)"
    R"("band_width":{"band_width_share_type":0,"band_width_size":300,"band_width_charge_mode":1}})";
constexpr char kBarePurchase[] =
    R"({"server_name":"bare-1","server_model_name":"physical.kg1.4xlarge.cp","count":1,)"
    R"("order_param":{"charging_mode":0,"period_type":2,"period_num":1,"is_auto_pay":1},)"
    R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908","ipv6_enable":false}],)"
    R"("public_ip":{"type":"5_bgp","count":1,"band_width":{"band_width_size":300,"band_width_charge_mode":1,)"
    R"("band_width_share_type":0}},"availability_zone":"cn-east-3a",)"
    R"("data_volume":{"volume_type":"GPSSD","size":100,"count":2},"keypair_name":"keypair"})";
// What makes it one of phones of the second version.
constexpr char kVolumes[] =
    R"("phone_data_volume":{"volume_type":"GPSSD","size":20},)"
    R"("server_share_data_volume":{"volume_type":"SSD","size":100},"phone_model_name":"rs2.plus")";
constexpr char kImage[] = "20060220200717f201120a2300000e91";
constexpr char kOtherImage[] = "1564567b8bab40f34711234cb80d8574";  // Of the label cloud_phone.

// A text of the body, and what stands in its place.
struct Change {
  const char* from;
  const char* to;
  const char* outcome;
};
constexpr char kPhoneModel[] = R"("phone_model_name":"kg1.cp.c20.d64SSD.e1v1")";
constexpr char kTerms[] = R"({"charging_mode":0,"period_type":2,"period_num":1,"is_auto_pay":1})";
constexpr char kAddress[] = R"("public_ip":{"eip":{"type":"5_bgp"}})";
constexpr char kBandwidth[] =
    R"("band_width":{"band_width_share_type":0,"band_width_size":300,"band_width_charge_mode":1})";

class PurchasesTest : public CloudTest {
 protected:
  std::string Changed(const char* body, const char* from, const char* to) {
    std::string changed = absl::StrReplaceAll(body, {{from, to}});
    EXPECT_NE(changed, body) << from;
    return changed;
  }
  // Buys; the first server.
  std::string Bought(const char* path, const std::string& body) {
    EXPECT_EQ(Send("POST", path, body), "200 ") << body_;
    order_id_ = At("order_id");
    return At("server_ids[0]");
  }
  int StatusOfOrder() {
    int status = 0;
    simulator_->Edit([&](World* world) { status = world->orders().Find(order_id_)->status; });
    return status;
  }
  std::string StatusOf(const std::string& server_id) {
    return Show(server_id) == "200 " ? At("status") : "gone";
  }
  void EachIsRefused(const char* path, const char* body, const std::vector<Change>& changes) {
    for (const Change& change : changes)
      EXPECT_EQ(Send("POST", path, Changed(body, change.from, change.to)), change.outcome) << change.to;
  }

  std::string order_id_;
};

TEST_F(PurchasesTest, AServerComesThroughItsStatesWithItsPhones) {
  const std::string id = Bought(kBuy, kPurchase);
  EXPECT_EQ(At("product_id"), "00301-25217-0--0");
  EXPECT_EQ(StatusOf(id), "1");
  EXPECT_EQ(StatusOfOrder(), kOrderProcessing);
  clock_.Advance(options_.job_duration / 2);
  EXPECT_EQ(StatusOf(id), "3");
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  EXPECT_EQ(At("count"), "20");
  EXPECT_EQ(At("phones[0].status"), "1");
  clock_.Advance(options_.job_duration / 2);
  EXPECT_EQ(StatusOf(id), "5");
  EXPECT_EQ(StatusOfOrder(), kOrderCompleted);
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id, "&status=2"));
  EXPECT_EQ(At("count"), "20");
  EXPECT_EQ(At("phones[19].phone_name"), "cph-kertus-1110-00001");
  EXPECT_EQ(At("phones[0].image_id"), "20060220200717f201120a2300000e91");
  EXPECT_EQ(At("phones[0].phone_model_name"), "kg1.cp.c20.d64SSD.e1v1");
  EXPECT_EQ(At("phones[0].metadata.order_id"), order_id_);
  Get("v1/cloud-phone/servers");
  EXPECT_EQ(At("servers[0].server_id"), id) << "newest first";
}

TEST_F(PurchasesTest, ReadsBackAsItWasAsked) {
  Show(Bought(kBuy, absl::StrReplaceAll(kPurchase, {{kPhoneModel, kVolumes}, {kImage, kOtherImage}})));
  const std::vector<std::pair<const char*, const char*>> kRows = {
      {"server_name", "cph-kertus-1110"},
      {"server_model_name", "physical.kg1.4xlarge.cp"},
      {"phone_model_name", "rs2.plus"},
      {"keypair_name", "keypair"},
      {"vpc_id", "fca063f6-b942-42a8-9004-e5545f58d6a2"},
      {"subnet_id", "f1cbfc37-eb42-4357-a0ec-9e4f11950908"},
      {"network_version", "v2"},
      {"band_widths", "[1]"},
      {"band_widths[0].band_width_size", "300"},
      {"band_widths[0].band_width_charge_mode", "1"},
      {"band_widths[0].band_width_share_type", "0"},
      {"volumes", "[1]"},
      {"volumes[0].volume_type", "GPSSD"},
      {"volumes[0].volume_size", "20"},
      {"share_volume_info.volume_type", "SSD"},
      {"share_volume_info.size", "100"},
      {"share_volume_info.version", "1"},
      {"metadata.charging_mode", "0"},
      {"enterprise_project_id", "0"},
  };
  for (const auto& [member, value] : kRows) EXPECT_EQ(At(member), value) << member;
  EXPECT_EQ(At("metadata.order_id"), order_id_);
  EXPECT_NE(At("addresses[0].public_ip"), "");
}

TEST_F(PurchasesTest, PhonesShowThePortsThatWereBought) {
  const std::string bought = Bought(kBuy, kPurchase);
  FinishJobs();
  EXPECT_EQ(PortsOf(bought), "adb 5555 public, myServer1 20000, myServer2 20001 public");
  const std::string first = At("access_infos[1].access_port");
  EXPECT_NE(first, At("access_infos[2].access_port"));
  // Without a public address none is public; any case of "true" is true, and nothing else.
  const std::string inside = absl::StrReplaceAll(
      kPurchase, {{absl::StrCat(",", kAddress, ",", kBandwidth), ""}, {"\"true\"", "\"TRUE\""}});
  const std::string without = Bought(kBuy, inside);
  FinishJobs();
  EXPECT_EQ(PortsOf(without), "adb 5555, myServer1 20000, myServer2 20001");
  const std::string texts =
      Bought(kBuy, absl::StrReplaceAll(kPurchase, {{"\"false\"", "\"yes\""}, {"\"true\"", "\"TRUE\""}}));
  FinishJobs();
  EXPECT_EQ(PortsOf(texts), "adb 5555 public, myServer1 20000, myServer2 20001 public");
}

TEST_F(PurchasesTest, NoTwoPhonesShareAPortOfTheirServer) {
  const std::string id = Bought(kBuy, kPurchase);
  FinishJobs();
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  std::vector<std::string> phones;
  phones.reserve(20);
  for (int i = 0; i < 20; ++i) phones.push_back(At(absl::StrCat("phones[", i, "].phone_id")));
  std::set<std::string> ports;
  for (const std::string& phone : phones) {
    Get(absl::StrCat("v1/cloud-phone/phones/", phone));
    for (int i = 0; i < 3; ++i) ports.insert(At(absl::StrCat("access_infos[", i, "].access_port")));
  }
  EXPECT_EQ(ports.size(), 60u);
}

TEST_F(PurchasesTest, TerraformLeavesOutAddressAndBandwidth) {
  const std::string none =
      absl::StrReplaceAll(kPurchase, {{absl::StrCat(",", kAddress, ",", kBandwidth), ""}});
  Show(Bought(kBuy, none));
  EXPECT_EQ(At("band_widths"), "[0]");
  EXPECT_EQ(At("volumes"), "[0]");
  EXPECT_EQ(At("addresses[0].public_ip"), "");
  const std::string existing = absl::StrReplaceAll(
      kPurchase, {{absl::StrCat(",", kBandwidth), ""},
                  {kAddress, R"("public_ip":{"ids":["77ba6f4b-6365-4895-8dda-bc7142af4dde"]})"}});
  Show(Bought(kBuy, existing + "\n"));
  EXPECT_NE(At("addresses[0].public_ip"), "");
  const std::string shared = Changed(
      kPurchase, kBandwidth,
      R"("band_width":{"band_width_share_type":1,"band_width_id":"8b85d44b-ac6f-48fb-bbab-e876e9c3502a"})");
  Show(Bought(kBuy, shared));
  EXPECT_EQ(At("band_widths[0].band_width_id"), "8b85d44b-ac6f-48fb-bbab-e876e9c3502a");
  EXPECT_EQ(At("band_widths[0].band_width_share_type"), "1");
  EXPECT_EQ(At("band_widths[0].band_width_name"), "BANDWIDTH_SHARED")
      << "as the server has it that shares it";
  Show(Bought(kBuy, Changed(shared.c_str(), "8b85d44b-ac6f-48fb-bbab-e876e9c3502a",
                            "8b85d44b-ac6f-48fb-bbab-e876e9c35000")));
  EXPECT_EQ(At("band_widths[0].band_width_size"), "300");
}

// What the acceptance tests of Terraform buy, with an image that they find by the label cloud_phone.
TEST_F(PurchasesTest, WhatTerraformsOwnTestsBuyIsSold) {
  Get("v1/cloud-phone/phone-images?image_label=cloud_phone");
  std::string image;
  for (const auto& one : answer_["phone_images"].GetArray()) {
    if (image.empty() && std::string(one["image_label"].GetString()) == "cloud_phone")
      image = one["image_id"].GetString();
  }
  const struct {
    const char* server_model;
    const char* phone_model;
    size_t phones;
  } kRows[] = {{"physical.rx1.xlarge", "rx1.cp.c15.d46.e1v1", 15},
               {"physical.kg1.4xlarge.cp", "rs2.max", 30}};
  for (const auto& row : kRows) {
    const std::string id =
        Bought(kBuy, absl::StrReplaceAll(kPurchase, {{"physical.kg1.4xlarge.cp", row.server_model},
                                                     {"kg1.cp.c20.d64SSD.e1v1", row.phone_model},
                                                     {kImage, image}}));
    FinishJobs();
    EXPECT_EQ(Show(id), "200 ");
    EXPECT_EQ(At("phone_model_name"), row.phone_model);
    EXPECT_EQ(At("volumes"), "[0]") << "none was asked for";
    Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id, "&status=2"));
    EXPECT_EQ(At("count"), absl::StrCat(row.phones));
  }
}

TEST_F(PurchasesTest, SeveralAreNumbered) {
  Bought(kBuy, Changed(kPurchase, "\"count\":1", "\"count\":10"));
  EXPECT_EQ(At("server_ids"), "[10]");
  const std::string last = At("server_ids[9]");
  Show(At("server_ids[0]"));
  EXPECT_EQ(At("server_name"), "cph-kertus-1110-0001");
  Show(last);
  EXPECT_EQ(At("server_name"), "cph-kertus-1110-0010");
}

TEST_F(PurchasesTest, AnUnpaidOrderStaysUnpaid) {
  const std::string id = Bought(kBuy, Changed(kPurchase, "\"is_auto_pay\":1", "\"is_auto_pay\":0"));
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(StatusOf(id), "0") << "not running";
  EXPECT_EQ(StatusOfOrder(), kOrderUnpaid);
  simulator_->Edit([&](World* world) {
    EXPECT_EQ(RefuseUnsubscribe(world, id), UnsubscribeRefusal::kUnknown);
    EXPECT_TRUE(PayOrder(world, world->orders().Find(order_id_)));
    EXPECT_FALSE(PayOrder(world, world->orders().Find(order_id_))) << "once";
    EXPECT_FALSE(CancelOrder(world, world->orders().Find(order_id_)));
  });
  EXPECT_EQ(StatusOf(id), "1");
  FinishJobs();
  EXPECT_EQ(StatusOf(id), "5");
  EXPECT_EQ(StatusOfOrder(), kOrderCompleted);
}

TEST_F(PurchasesTest, ACancelledOrderTakesItsServersAway) {
  // Without is_auto_pay it is not paid either.
  const std::string id = Bought(kBuy, Changed(kPurchase, ",\"is_auto_pay\":1", ""));
  EXPECT_EQ(StatusOf(id), "0");
  simulator_->Edit([&](World* world) { EXPECT_TRUE(CancelOrder(world, world->orders().Find(order_id_))); });
  EXPECT_EQ(StatusOf(id), "gone");
  EXPECT_EQ(StatusOfOrder(), kOrderCancelled);
}

TEST_F(PurchasesTest, AnUnsubscribedServerGoes) {
  const std::string id = ServerId("cph-server-2");
  simulator_->Edit([&](World* world) {
    EXPECT_EQ(RefuseUnsubscribe(world, "nobody"), UnsubscribeRefusal::kUnknown);
    EXPECT_EQ(RefuseUnsubscribe(world, id), UnsubscribeRefusal::kNone);
    order_id_ = Unsubscribe(world, id)->id;
    EXPECT_EQ(RefuseUnsubscribe(world, id), UnsubscribeRefusal::kUnknown) << "a second time";
  });
  EXPECT_EQ(StatusOf(id), "6");
  EXPECT_EQ(StatusOfOrder(), kOrderProcessing);
  FinishJobs();
  EXPECT_EQ(StatusOf(id), "gone");
  EXPECT_EQ(StatusOfOrder(), kOrderCompleted);
}

TEST_F(PurchasesTest, ABareServerHasNoPhones) {
  const std::string id = Bought(kBuyBare, kBarePurchase);
  FinishJobs();
  EXPECT_EQ(StatusOf(id), "5");
  EXPECT_EQ(At("server_name"), "bare-1");
  EXPECT_EQ(At("phone_model_name"), "");
  EXPECT_EQ(At("volumes"), "[2]");
  EXPECT_EQ(At("volumes[1].volume_size"), "100");
  EXPECT_EQ(At("band_widths[0].band_width_size"), "300");
  Get(absl::StrCat("v1/cloud-phone/phones?server_id=", id));
  EXPECT_EQ(At("count"), "0");
}

TEST_F(PurchasesTest, RefusesWhatIsWrongWithNameModelsAndTerms) {
  EachIsRefused(
      kBuy, kPurchase,
      {{"cph-kertus-1110", "a b", "400 CPS.0087"},
       {"\"server_name\"", "\"name\"", "400 CPS.0087"},
       {"physical.kg1.4xlarge.cp", "", "400 CPS.0088"},
       {"physical.kg1.4xlarge.cp", "unknown", "400 CPS.0089"},
       {"physical.kg1.4xlarge.cp", "physical.rx1.xlarge", "400 CPS.0157"},
       {"\"count\":1", "\"count\":0", "400 CPS.0024"},
       {"\"count\":1", "\"count\":11", "400 CPS.0024"},
       {"\"count\":1", "\"count\":\"1\"", "400 CPS.0024"},
       {"kg1.cp.c20.d64SSD.e1v1", "", "400 CPS.0027"},
       {"kg1.cp.c20.d64SSD.e1v1", "unknown", "400 CPS.0028"},
       {"kg1.cp.c20.d64SSD.e1v1", "aphs1.large.2.aosp", "400 CPS.0028"},
       {"20060220200717f201120a2300000e91", "", "400 CPS.0029"},
       {"20060220200717f201120a2300000e91", "20060220200717f201120a2300000e911", "400 CPS.0030"},
       {"20060220200717f201120a2300000e91", "unknown", "404 CPS.0166"},
       {"20060220200717f201120a2300000e91", "88b8449b896f3a4f0ad57222dd919090", "400 CPS.0142"},
       {"\"keypair\"", "\"missing-keypair\"", "404 CPS.0067"},
       {kTerms, "1", "400 CPS.0055"},
       {"\"charging_mode\":0", "\"charging_mode\":2", "400 CPS.0056"},
       {"\"period_type\":2", "\"period_type\":1", "400 CPS.0057"},
       {"\"period_num\":1", "\"period_num\":10", "400 CPS.0058"},
       {"\"period_type\":2,\"period_num\":1", "\"period_type\":3,\"period_num\":11", "400 CPS.0058"},
       {"\"period_num\":1", "\"period_num\":1,\"is_auto_renew\":2", "400 CPS.0059"},
       {"\"is_auto_pay\":1", "\"is_auto_pay\":true", "400 CPS.0060"},
       {"\"count\":1", "\"count\":1,\"property\":\"x\"", "400 CPS.0078"},
       {"\"count\":1", "\"count\":1,\"property\":\"{\\\"unknown\\\":1}\"", "400 CPS.0163"},
       {"\"count\":1", "\"count\":1,\"phone_count_per_ip\":21", "400 APIGW.0201"},
       {"\"count\":1", "\"count\":1,\"phone_count_per_ip\":20", "200 "}});
  EXPECT_EQ(Send("POST", kBuy, "no JSON"), "400 CPS.0087");
}

TEST_F(PurchasesTest, RefusesWhatIsWrongWithNetworkAndDisks) {
  constexpr char kVpc[] = "fca063f6-b942-42a8-9004-e5545f58d6a2";
  constexpr char kSubnet[] = "f1cbfc37-eb42-4357-a0ec-9e4f11950908";
  EachIsRefused(
      kBuy, kPurchase,
      {{"\"myServer2\"", "\"adb\"", "400 CPS.0038"},
       {"\"myServer2\"", "\"VNC\"", "400 CPS.0038"},
       {"\"myServer2\"", "\"myServer1\"", "400 CPS.0039"},
       {"20001", "9999", "400 CPS.0040"},
       {"20001", "20000", "400 CPS.0041"},
       {",\"internet_accessible\":\"true\"", "", "400 CPS.0093"},
       {kVpc, "vpc", "400 CPS.0223"},
       {kVpc, "00000000-0000-0000-0000-000000000000", "404 CPS.0236"},
       {kSubnet, "subnet", "400 CPS.0224"},
       {kSubnet, "00000000-0000-0000-0000-000000000000", "404 CPS.0229"},
       {"\"nics\":[{", "\"nics\":[],\"x\":[{", "400 CPS.0226"},
       {kAddress, "\"public_ip\":1", "400 CPS.0238"},
       {kAddress, "\"public_ip\":{\"ids\":[\"a\"]}", "400 CPS.0238"},
       {"5_bgp", "6_bgp", "400 CPS.0239"},
       {kBandwidth, "\"x\":1", "400 CPS.0031"},
       {"\"band_width_share_type\":0", "\"band_width_share_type\":2", "400 CPS.0034"},
       {"\"band_width_share_type\":0", "\"band_width_share_type\":1", "400 CPS.0032"},
       {"\"band_width_share_type\":0", "\"band_width_share_type\":1,\"band_width_id\":\"x\"", "400 CPS.0033"},
       {"\"band_width_charge_mode\":1", "\"band_width_charge_mode\":2", "400 CPS.0035"},
       {"\"band_width_size\":300", "\"band_width_size\":0", "400 CPS.0036"},
       {"\"count\":1", "\"count\":1,\"availability_zone\":\"cn-east-3b\"", "400 CPS.0066"},
       {"\"count\":1", "\"count\":1,\"availability_zone\":\"mars-1\"", "400 APIGW.0201"},
       {"\"count\":1", "\"count\":1,\"availability_zone\":\"cn-east-3a\"", "200 "},
       {"\"count\":1", R"("count":1,"server_share_data_volume":{"volume_type":"SSD","size":10})",
        "400 APIGW.0201"}});
  const std::string other = Changed(kPurchase, kImage, kOtherImage);
  EachIsRefused(
      kBuy, other.c_str(),
      {{kPhoneModel, "\"phone_model_name\":\"rs2.plus\"", "400 APIGW.0201"},
       {kPhoneModel, R"("phone_data_volume":{"volume_type":"HDD","size":20},"phone_model_name":"rs2.plus")",
        "400 APIGW.0201"}});
}

TEST_F(PurchasesTest, RefusesBareServersThatAreNone) {
  EachIsRefused(kBuyBare, kBarePurchase,
                {{"\"charging_mode\":0", "\"charging_mode\":1", "400 CPS.0056"},
                 {"\"order_param\"", "\"extend_param\"", "400 CPS.0055"},
                 {",\"keypair_name\":\"keypair\"", "", "400 CPS.0068"},
                 {"\"count\":1,\"band_width\"", "\"count\":2,\"band_width\"", "400 CPS.0238"},
                 {"5_bgp", "", "400 CPS.0239"},
                 {"\"size\":100,\"count\":2", "\"size\":100,\"count\":61", "400 APIGW.0201"},
                 {"cn-east-3a", "mars-1", "400 APIGW.0201"}});
  const auto with_image = [&](size_t bytes) {
    return absl::StrReplaceAll(
        kBarePurchase, {{"\"count\":1,\"order", absl::StrCat("\"count\":1,\"image_id\":\"",
                                                             std::string(bytes, 'a'), "\",\"order")}});
  };
  EXPECT_EQ(Send("POST", kBuyBare, with_image(37)), "400 CPS.0030");
  EXPECT_EQ(Send("POST", kBuyBare, with_image(36)), "200 ");
}

TEST_F(PurchasesTest, TheAccountHasAQuota) {
  const std::string ten = Changed(kPurchase, "\"count\":1", "\"count\":10");
  for (int i = 0; i < 9; ++i) EXPECT_EQ(Send("POST", kBuy, ten), "200 ");
  EXPECT_EQ(Send("POST", kBuy, ten), "400 CPS.0065") << "93 and 10 are more than 100";
}

}  // namespace
}  // namespace cloudphone::simulator
