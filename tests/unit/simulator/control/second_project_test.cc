// The second project: its keys, its world, and an image that goes from the first one to it.

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/object_client.h"
#include "tests/unit/simulator/server_order.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

class SecondProjectTest : public ::testing::Test {
 protected:
  SecondProjectTest() {
    auto started = Simulator::Start(options_, &clock_);
    EXPECT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }
  std::string Call(const SigningKeys& keys, absl::string_view method, const std::string& path,
                   const std::string& body = "") {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    answer_ = client.Call(method, path, body);
    return client.outcome();
  }
  // The same for a call without the project in its path, or with a path of another version.
  std::string Send(const SigningKeys& keys, absl::string_view method, const std::string& target,
                   const std::string& body = "") {
    SigningClient client(simulator_->address(), keys, clock_.Now());
    client.SendSigned(method, target, body);
    const LoopbackClient::Answer answer = client.ReadAnswer();
    answer_.Parse(answer.body.data(), answer.body.size());
    EXPECT_FALSE(answer_.HasParseError()) << answer.body;
    return absl::StrCat(answer.status, " ", answer.status < 400 ? "" : answer_["error_code"].GetString());
  }
  std::string OrderStatus(const std::string& order_id) {
    EXPECT_EQ(Send(second_, "GET", absl::StrCat("/v2/orders/customer-orders/details/", order_id)), "200 ");
    return answer_.HasMember("order_info") ? absl::StrCat(answer_["order_info"]["status"].GetInt()) : "-";
  }
  // How the first listed image of that type looks from the second project: "" where there is none.
  std::string SharedWithSecond() {
    EXPECT_EQ(Call(second_, "GET", "/cloud-phone/phone-images?image_type=share"), "200 ");
    const auto& images = answer_["phone_images"];
    return images.Empty()
               ? ""
               : absl::StrCat(images[0]["image_id"].GetString(), " ", images[0]["receive_status"].GetInt());
  }

  const SimulatorOptions options_;
  const SigningKeys first_ = {options_.access_key, options_.secret_key, "", options_.project_id};
  const SigningKeys second_ = {options_.second_access_key, options_.second_secret_key, "",
                               options_.second_project_id};
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  rapidjson::Document answer_;
};

TEST_F(SecondProjectTest, HasAWorldOfItsOwn) {
  EXPECT_EQ(Call(second_, "GET", "/cloud-phone/servers"), "200 ");
  EXPECT_EQ(answer_["count"].GetInt(), 0);
  EXPECT_EQ(Call(second_, "GET", "/cloud-phone/phone-models"), "200 ");
  std::string phone_id;
  simulator_->Edit([&](World* world) { phone_id = world->phones().front().id; });
  EXPECT_EQ(Call(second_, "GET", absl::StrCat("/cloud-phone/phones/", phone_id)), "404 CPS.0005");
}

TEST_F(SecondProjectTest, KeysAreGoodForTheirOwnProject) {
  SigningKeys mixed = first_;
  mixed.project_id = second_.project_id;
  EXPECT_EQ(Call(mixed, "GET", "/cloud-phone/servers"), "403 CPS.0001");
  mixed = second_;
  mixed.project_id = first_.project_id;
  EXPECT_EQ(Call(mixed, "GET", "/cloud-phone/servers"), "403 CPS.0001");
  mixed = second_;
  mixed.secret_key = first_.secret_key;
  EXPECT_EQ(Call(mixed, "GET", "/cloud-phone/servers"), "401 APIGW.0301");
}

TEST_F(SecondProjectTest, WrongSignaturesLockTheirOwnKeyAlone) {
  SigningKeys wrong = second_;
  wrong.secret_key = "wrong";
  for (int i = 0; i < 10; ++i) Call(wrong, "GET", "/cloud-phone/servers");
  EXPECT_EQ(Call(second_, "GET", "/cloud-phone/servers"), "401 APIGW.0301");
  EXPECT_EQ(Call(first_, "GET", "/cloud-phone/servers"), "200 ");
}

TEST_F(SecondProjectTest, ReceivesAnImageAndLosesItAgain) {
  EXPECT_EQ(Call(first_, "GET", "/cloud-phone/images?image_type=private"), "200 ");
  const std::string image_id = answer_["image_infos"][0]["image_id"].GetString();
  const std::string members = absl::StrCat("/cloud-phone/images/", image_id, "/members");
  EXPECT_EQ(SharedWithSecond(), "");
  EXPECT_EQ(Call(first_, "POST", members, absl::StrCat(R"({"member":")", second_.project_id, "\"}")), "200 ");
  EXPECT_EQ(SharedWithSecond(), image_id + " 0");
  EXPECT_EQ(Call(first_, "PUT", members, R"({"status":"accepted"})"), "404 CPS.0166") << "not its to accept";
  EXPECT_EQ(Call(second_, "PUT", members, R"({"status":"accepted"})"), "200 ");
  EXPECT_EQ(SharedWithSecond(), image_id + " 1");
  EXPECT_EQ(Call(second_, "GET", "/cloud-phone/images"), "200 ");
  ASSERT_EQ(answer_["image_infos"].Size(), 1u);
  EXPECT_STREQ(answer_["image_infos"][0]["src_project_id"].GetString(), first_.project_id.c_str());
  EXPECT_EQ(Call(second_, "DELETE", absl::StrCat("/cloud-phone/images/", image_id)), "404 CPS.0166");
  EXPECT_EQ(Call(first_, "DELETE", absl::StrCat(members, "/", second_.project_id)), "200 ");
  EXPECT_EQ(SharedWithSecond(), "");
}

TEST_F(SecondProjectTest, TheObjectStoreKnowsBothKeys) {
  ObjectClient first(simulator_->address(), first_, clock_.Now());
  ObjectClient second(simulator_->address(), second_, clock_.Now());
  EXPECT_EQ(second.Call("PUT", "/cph-staging/a", "content").status, 200);
  EXPECT_EQ(first.Call("GET", "/cph-staging/a").body, "content");
  EXPECT_EQ(second.CallByUrl("GET", "/cph-staging/a").body, "content");
}

// Billing is the account's (the vendor's billing API reference): no path names a project, and both keys see
// both.
TEST_F(SecondProjectTest, WhatItBoughtIsOnTheAccountsBill) {
  ASSERT_EQ(
      Send(second_, "POST", absl::StrCat("/v2/", second_.project_id, "/cloud-phone/servers"), kServerOrder),
      "200 ");
  const std::string order_id = answer_["order_id"].GetString();
  const std::string server_id = answer_["server_ids"][0].GetString();
  EXPECT_EQ(OrderStatus(order_id), "6");
  SigningClient payer(simulator_->address(), second_, clock_.Now());
  payer.SendSigned("POST", "/v3/orders/customer-orders/pay",
                   absl::StrCat(R"({"order_id":")", order_id, R"(","use_coupon":"NO","use_discount":"NO"})"));
  EXPECT_EQ(payer.ReadAnswer().status, 204);
  clock_.Advance(options_.job_duration);
  EXPECT_EQ(OrderStatus(order_id), "5");
  constexpr char kQuery[] = "/v2/orders/suscriptions/resources/query";
  EXPECT_EQ(Send(first_, "POST", kQuery, "{}"), "200 ");
  ASSERT_EQ(answer_["total_count"].GetInt(), 3) << "two of the first project";
  EXPECT_EQ(answer_["data"][0]["project_id"].GetString(), first_.project_id);
  EXPECT_EQ(answer_["data"][2]["project_id"].GetString(), second_.project_id);
  EXPECT_EQ(Send(second_, "POST", kQuery, absl::StrCat(R"({"order_id":")", order_id, "\"}")), "200 ");
  ASSERT_EQ(answer_["total_count"].GetInt(), 1);
  EXPECT_EQ(answer_["data"][0]["resource_id"].GetString(), server_id);
  EXPECT_TRUE(answer_["data"][0].HasMember("expire_time"));
  EXPECT_EQ(Send(second_, "POST", "/v2/orders/subscriptions/resources/unsubscribe",
                 absl::StrCat(R"({"resource_ids":[")", server_id, R"("],"unsubscribe_type":1})")),
            "200 ");
  const std::string end_id = answer_["order_ids"][0].GetString();
  clock_.Advance(options_.job_duration);
  EXPECT_EQ(OrderStatus(end_id), "5");
  EXPECT_EQ(Call(second_, "GET", absl::StrCat("/cloud-phone/servers/", server_id)), "404 CPS.0015");
}

TEST(SecondProjectOptionsTest, MustBeAnother) {
  FakeTimers clock;
  SimulatorOptions options;
  options.second_project_id = options.project_id;
  EXPECT_FALSE(Simulator::Start(options, &clock).ok());
  options = {};
  options.second_access_key = options.access_key;
  EXPECT_FALSE(Simulator::Start(options, &clock).ok());
}

}  // namespace
}  // namespace cloudphone::simulator
