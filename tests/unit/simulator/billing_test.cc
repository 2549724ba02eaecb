// The billing service over the socket: an order's life, what was bought, its end, every refusal.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"
#include "tests/unit/simulator/server_order.h"

namespace cloudphone::simulator {
namespace {

constexpr char kDetails[] = "/v2/orders/customer-orders/details/";
constexpr char kPay[] = "/v3/orders/customer-orders/pay";
constexpr char kCancel[] = "/v2/orders/customer-orders/cancel";
constexpr char kQuery[] = "/v2/orders/suscriptions/resources/query";
constexpr char kUnsubscribe[] = "/v2/orders/subscriptions/resources/unsubscribe";
constexpr char kSites[] = "/v2/products/service-types?limit=1";

class BillingTest : public CloudTest {
 protected:
  // Orders a server that nobody has paid; its id.
  std::string Ordered() {
    EXPECT_EQ(Send("POST", "v2/cloud-phone/servers", kServerOrder), "200 ") << body_;
    order_id_ = At("order_id");
    return At("server_ids[0]");
  }
  std::string StatusOf(const std::string& order_id) {
    EXPECT_EQ(Get(absl::StrCat(kDetails, order_id, "?limit=10&offset=0")), "200 ") << body_;
    return At("order_info.status");
  }
  std::string Pay() {
    return Send("POST", kPay,
                absl::StrCat(R"({"order_id":")", order_id_, R"(","use_coupon":"NO","use_discount":"NO"})"));
  }
  std::string Cancel() { return Send("PUT", kCancel, absl::StrCat(R"({"order_id":")", order_id_, R"("})")); }
  std::string Unsubscribe(const std::string& ids, int type = 1) {
    return Send("POST", kUnsubscribe,
                absl::StrCat(R"({"resource_ids":[)", ids, R"(],"unsubscribe_type":)", type, "}"));
  }
  static std::string Quoted(const std::string& id) { return absl::StrCat("\"", id, "\""); }
  void StartWith(const SimulatorOptions& options) {
    simulator_.reset();
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }

  std::string order_id_;
};

TEST_F(BillingTest, AnOrderWaitsForItsPaymentThenIsCarriedOut) {
  const std::string id = Ordered();
  EXPECT_EQ(StatusOf(order_id_), "6");
  EXPECT_EQ(At("order_info.order_type"), "1");
  EXPECT_EQ(At("order_info.payment_time"), "-");
  EXPECT_NE(At("order_info.pending_payment_end_time"), "-");
  EXPECT_EQ(At("total_count"), "1");
  EXPECT_EQ(At("order_line_items[0].product_spec_desc"), "physical.kg1.4xlarge.cp");
  FinishJobs();
  EXPECT_EQ(StatusOf(order_id_), "6") << "nothing happens until somebody pays";
  EXPECT_EQ(Pay(), "204 ");
  EXPECT_EQ(StatusOf(order_id_), "3");
  EXPECT_NE(At("order_info.payment_time"), "-");
  FinishJobs();
  EXPECT_EQ(StatusOf(order_id_), "5");
  EXPECT_NE(At("order_line_items[0].expire_time"), "-");
  EXPECT_EQ(Show(id), "200 ");
  EXPECT_EQ(At("status"), "5");
  EXPECT_EQ(Pay(), "400 CBC.99005010");
  EXPECT_EQ(Cancel(), "400 CBC.99005010");
}

TEST_F(BillingTest, AnUnpaidOrderCanBeGivenUp) {
  const std::string id = Ordered();
  EXPECT_EQ(Cancel(), "204 ");
  EXPECT_EQ(StatusOf(order_id_), "4");
  EXPECT_EQ(Pay(), "400 CBC.99005010");
  EXPECT_EQ(Show(id), "404 CPS.0015");
}

TEST_F(BillingTest, RefusesWhatIsNoOrder) {
  EXPECT_EQ(Get(absl::StrCat(kDetails, "CS0000000000NONE")), "400 CBC.30000010");
  EXPECT_EQ(Get(absl::StrCat(kDetails, std::string(65, 'a'))), "400 CBC.0101");
  order_id_ = "CS0000000000NONE";
  EXPECT_EQ(Pay(), "400 CBC.30000010");
  EXPECT_EQ(Cancel(), "400 CBC.30000010");
  EXPECT_EQ(Send("POST", kPay, R"({"order_id":"CS1710111105S8IPB"})"), "400 CBC.0100");
  EXPECT_EQ(Send("POST", kPay, "no json"), "400 CBC.0100");
  EXPECT_EQ(Send("DELETE", kPay), "404 APIGW.0101");
  EXPECT_EQ(Get("/v2/orders/nothing"), "404 APIGW.0101");
}

TEST_F(BillingTest, ASubscriptionEndsWithItsServer) {
  const std::string id = ServerId("cph-server-1");
  EXPECT_EQ(Unsubscribe(Quoted(id)), "200 ") << body_;
  const std::string order_id = At("order_ids[0]");
  EXPECT_EQ(At("fail_resource_infos"), "[0]");
  EXPECT_EQ(Show(id), "200 ");
  EXPECT_EQ(At("status"), "6");
  EXPECT_EQ(StatusOf(order_id), "3");
  EXPECT_EQ(At("order_info.order_type"), "4");
  EXPECT_EQ(Unsubscribe(Quoted(id)), "400 CBC.30000067") << "it ends already";
  FinishJobs();
  EXPECT_EQ(StatusOf(order_id), "5");
  EXPECT_EQ(Show(id), "404 CPS.0015");
  EXPECT_EQ(Unsubscribe(Quoted(id)), "400 CBC.30000067");
}

TEST_F(BillingTest, OneThatCannotEndKeepsAllOthers) {
  const std::string id = ServerId("cph-server-1");
  EXPECT_EQ(Unsubscribe(absl::StrCat(Quoted(id), ",\"unknown\"")), "400 CBC.30000067");
  EXPECT_EQ(Unsubscribe(absl::StrCat(Quoted(id), ",", Quoted(ServerId("cph-pay-per-use")))),
            "400 CBC.30000067");
  EXPECT_EQ(Show(id), "200 ");
  EXPECT_EQ(At("status"), "5");
  EXPECT_EQ(Send("POST", "v1/cloud-phone/servers/batch-restart",
                 absl::StrCat(R"({"server_ids":[)", Quoted(id), "]}")),
            "200 ");
  EXPECT_EQ(Unsubscribe(Quoted(id)), "400 CBC.99003651") << "it restarts";
  FinishJobs();
  EXPECT_EQ(Unsubscribe(Quoted(id)), "200 ");
}

TEST_F(BillingTest, WhatIsGivenUpIsCountedAndTyped) {
  const std::string id = ServerId("cph-server-1");
  std::string eleven;
  for (int i = 0; i < 11; ++i) absl::StrAppend(&eleven, i == 0 ? "" : ",", Quoted(absl::StrCat("id", i)));
  EXPECT_EQ(Unsubscribe(eleven), "400 CBC.0100");
  EXPECT_EQ(Unsubscribe(""), "400 CBC.0100");
  EXPECT_EQ(Unsubscribe("1"), "400 CBC.0100");
  EXPECT_EQ(Unsubscribe(absl::StrCat(Quoted(id), ",", Quoted(id))), "400 CBC.0100");
  EXPECT_EQ(Unsubscribe(Quoted(id), 3), "400 CBC.0101");
  EXPECT_EQ(Unsubscribe(Quoted(id), 2), "200 ") << "only what it was renewed for";
  EXPECT_EQ(StatusOf(At("order_ids[0]")), "5");
  EXPECT_EQ(Show(id), "200 ");
  EXPECT_EQ(At("status"), "5");
}

TEST_F(BillingTest, ResourcesAreFoundByOrderIdAndState) {
  const std::string id = ServerId("cph-server-1");
  EXPECT_EQ(Send("POST", kQuery, absl::StrCat(R"({"resource_ids":[)", Quoted(id), "]}")), "200 ");
  EXPECT_EQ(At("total_count"), "1");
  EXPECT_EQ(At("data[0].resource_id"), id);
  EXPECT_EQ(At("data[0].resource_name"), "cph-server-1");
  EXPECT_EQ(At("data[0].status"), "2");
  EXPECT_EQ(At("data[0].is_main_resource"), "1");
  EXPECT_EQ(Send("POST", kQuery, R"({"order_id":"CS1710111105S8IPB","limit":1})"), "200 ");
  EXPECT_EQ(At("data"), "[1]");
  EXPECT_EQ(Send("POST", kQuery, R"({"status_list":[3]})"), "200 ");
  EXPECT_EQ(At("total_count"), "0");
  EXPECT_EQ(Unsubscribe(Quoted(id)), "200 ");
  EXPECT_EQ(Send("POST", kQuery, R"({"status_list":[3]})"), "200 ");
  EXPECT_EQ(At("total_count"), "1");
  EXPECT_EQ(Send("POST", kQuery, R"({"limit":0})"), "400 CBC.0100");
}

TEST_F(BillingTest, ResourcesAreFoundByServiceAndEnd) {
  EXPECT_EQ(Send("POST", kQuery, "{}"), "200 ");
  const std::string end = At("data[0].expire_time");
  const struct {
    std::string body;
    const char* count;
  } kRows[] = {
      {R"("service_type_code":"hws.service.type.cph")", "2"},
      {R"("service_type_code":"hws.service.type.ec2")", "0"},
      {absl::StrCat(R"("expire_time_begin":)", Quoted(end)), "2"},
      {absl::StrCat(R"("expire_time_end":)", Quoted(end)), "2"},
      {R"("expire_time_begin":"2999-01-01T00:00:00Z")", "0"},
      {R"("expire_time_end":"2001-01-01T00:00:00Z")", "0"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Send("POST", kQuery, absl::StrCat("{", row.body, "}")), "200 ") << row.body;
    EXPECT_EQ(At("total_count"), row.count) << row.body;
  }
  EXPECT_EQ(Send("POST", kQuery, R"({"expire_time_end":"tomorrow"})"), "400 CBC.0100");
}

TEST_F(BillingTest, TakesTenCallsOfAKindInASecond) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Get(kSites), "200 ");
  EXPECT_EQ(Get(kSites), "429 APIGW.0308");
  EXPECT_EQ(At("error_msg"),
            "The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second");
  EXPECT_EQ(Send("POST", kQuery, "{}"), "200 ") << "each kind by itself";
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Get(kSites), "200 ");
  SimulatorOptions options;
  options.billing_calls_per_second = 0;
  StartWith(options);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(Get(kSites), "200 ");
}

TEST_F(BillingTest, AnAccountInArrearsCannotPay) {
  SimulatorOptions options;
  options.in_arrears = true;
  StartWith(options);
  Ordered();
  EXPECT_EQ(Pay(), "400 CBC.99006006");
  EXPECT_EQ(StatusOf(order_id_), "6");
}

TEST_F(BillingTest, TheOtherSiteRefusesTheAccount) {
  EXPECT_EQ(Get(kSites), "200 ");
  EXPECT_EQ(SendAs({{"host", "bss-intl.myhuaweicloud.com"}}, "GET", kSites, "", false), "403 CBC.0156");
  EXPECT_EQ(SendAs({{"host", "bss.myhuaweicloud.com"}}, "GET", kSites, "", false), "200 ");
  SimulatorOptions options;
  options.billing_site = kInternationalSite;
  StartWith(options);
  EXPECT_EQ(Get(kSites), "403 CBC.0156");
  EXPECT_EQ(SendAs({{"host", "bss-intl.myhuaweicloud.com"}}, "GET", kSites, "", false), "200 ");
}

}  // namespace
}  // namespace cloudphone::simulator
