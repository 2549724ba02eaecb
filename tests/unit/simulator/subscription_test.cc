// More time for what was bought, what comes back of it, and the list of all orders (the vendor's billing API
// reference).

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/cloud_fixture.h"

namespace cloudphone::simulator {
namespace {

constexpr char kOrders[] = "/v2/orders/customer-orders";
constexpr char kResources[] = "/v2/orders/subscriptions/resources/";
constexpr char kFirstOrder[] = "CS1710111105S8IPB";

class SubscriptionTest : public CloudTest {
 protected:
  SubscriptionTest() : SubscriptionTest(SimulatorOptions()) {}
  explicit SubscriptionTest(SimulatorOptions options) : CloudTest(Unbounded(std::move(options))) {
    server_id_ = ServerId("cph-server-1");
  }

  std::string Renew(const std::string& id, const std::string& more) {
    return Send("POST", absl::StrCat(kResources, "renew"),
                absl::StrCat(R"({"resource_ids":[")", id, "\"],", more, "}"));
  }
  std::string AutoRenew(const std::string& method, const std::string& id) {
    return Send(method, absl::StrCat(kResources, "autorenew/", id));
  }
  std::string Unsubscribe(int type) {
    std::string outcome =
        Send("POST", absl::StrCat(kResources, "unsubscribe"),
             absl::StrCat(R"({"resource_ids":[")", server_id_, R"("],"unsubscribe_type":)", type, "}"));
    order_id_ = At("order_ids[0]");
    return outcome;
  }
  // A member of the server as the billing service sees it.
  std::string Resource(const std::string& name) {
    EXPECT_EQ(Send("POST", "/v2/orders/suscriptions/resources/query",
                   absl::StrCat(R"({"resource_ids":[")", server_id_, "\"]}")),
              "200 ");
    return At(absl::StrCat("data[0].", name));
  }
  std::string OrderAt(const std::string& path) {
    EXPECT_EQ(Get(absl::StrCat(kOrders, "/details/", order_id_)), "200 ") << body_;
    return At(path);
  }
  // `months` after the time that a text of the vendor's tells.
  static std::string Later(const std::string& text, int months) {
    absl::CivilSecond at;
    EXPECT_TRUE(absl::ParseCivilTime(text.substr(0, text.size() - 1), &at)) << text;
    const absl::CivilMonth month = absl::CivilMonth(at) + months;
    return absl::StrCat(absl::FormatCivilTime(absl::CivilSecond(month.year(), month.month(), at.day(),
                                                                at.hour(), at.minute(), at.second())),
                        "Z");
  }

  std::string server_id_;
  std::string order_id_;

 private:
  static SimulatorOptions Unbounded(SimulatorOptions options) {
    options.billing_calls_per_second = 0;
    return options;
  }
};

class SubscriptionInArrearsTest : public SubscriptionTest {
 protected:
  SubscriptionInArrearsTest() : SubscriptionTest(InArrears()) {}

 private:
  static SimulatorOptions InArrears() {
    SimulatorOptions options;
    options.in_arrears = true;
    return options;
  }
};

TEST_F(SubscriptionTest, ARenewalMovesTheEnd) {
  const std::string before = Resource("expire_time");
  EXPECT_EQ(Renew(server_id_, R"("period_type":2,"period_num":3,"is_auto_pay":1)"), "200 ") << body_;
  order_id_ = At("order_ids[0]");
  EXPECT_EQ(OrderAt("order_info.status"), "3");
  EXPECT_EQ(At("order_info.order_type"), "2");
  EXPECT_EQ(Resource("expire_time"), before) << "not before the order is carried out";
  FinishJobs();
  EXPECT_EQ(OrderAt("order_info.status"), "5");
  EXPECT_EQ(At("order_line_items[0].effective_time"), before);
  EXPECT_EQ(At("order_line_items[0].expire_time"), Later(before, 3));
  EXPECT_EQ(Resource("expire_time"), Later(before, 3));
  EXPECT_EQ(Renew(server_id_, R"("period_type":3,"period_num":1,"is_auto_pay":1)"), "200 ") << body_;
  FinishJobs();
  EXPECT_EQ(Resource("expire_time"), Later(before, 15)) << "one follows another";
}

TEST_F(SubscriptionTest, ARenewalWaitsForItsPayment) {
  const std::string before = Resource("expire_time");
  EXPECT_EQ(Renew(server_id_, R"("period_type":2,"period_num":1)"), "200 ") << body_;
  order_id_ = At("order_ids[0]");
  FinishJobs();
  EXPECT_EQ(OrderAt("order_info.status"), "6");
  EXPECT_EQ(Resource("expire_time"), before);
  EXPECT_EQ(Send("POST", "/v3/orders/customer-orders/pay",
                 absl::StrCat(R"({"order_id":")", order_id_, R"(","use_coupon":"NO","use_discount":"NO"})")),
            "204 ");
  FinishJobs();
  EXPECT_EQ(Resource("expire_time"), Later(before, 1));
}

TEST_F(SubscriptionTest, RenewedTimeCanBeGivenBackAlone) {
  const std::string before = Resource("expire_time");
  Renew(server_id_, R"("period_type":2,"period_num":2,"is_auto_pay":1)");
  const std::string renewal = At("order_ids[0]");
  FinishJobs();
  EXPECT_EQ(Unsubscribe(2), "200 ");
  EXPECT_EQ(Resource("expire_time"), before);
  EXPECT_EQ(Get(absl::StrCat(kOrders, "/refund-orders?order_id=", order_id_)), "200 ") << body_;
  EXPECT_EQ(At("refund_infos"), "[1]");
  EXPECT_EQ(At("refund_infos[0].base_order_id"), renewal);
  EXPECT_EQ(At("refund_infos[0].amount"), "-2000");
  EXPECT_EQ(At("refund_infos[0].region_code"), "cn-north-4");
  EXPECT_EQ(At("total_count"), "1");
  EXPECT_NE(body_.find(R"("measure_id":"1")"), std::string::npos) << "a text, which orders have as a number";
  EXPECT_EQ(OrderAt("order_info.amount_after_discount"), "-2000");
}

TEST_F(SubscriptionTest, AllOfItComesBackWithTheServer) {
  Renew(server_id_, R"("period_type":2,"period_num":1,"is_auto_pay":1)");
  const std::string renewal = At("order_ids[0]");
  FinishJobs();
  EXPECT_EQ(Unsubscribe(1), "200 ");
  EXPECT_EQ(Get(absl::StrCat(kOrders, "/refund-orders?order_id=", order_id_)), "200 ");
  EXPECT_EQ(At("refund_infos[0].base_order_id"), kFirstOrder);
  EXPECT_EQ(At("refund_infos[1].base_order_id"), renewal);
  EXPECT_EQ(Get(absl::StrCat(kOrders, "/refund-orders?order_id=", kFirstOrder)), "400 CBC.99005026");
  EXPECT_EQ(Get(absl::StrCat(kOrders, "/refund-orders?order_id=CS0000000000NONE")), "400 CBC.30000010");
  EXPECT_EQ(Get(absl::StrCat(kOrders, "/refund-orders")), "400 CBC.0100");
}

TEST_F(SubscriptionTest, RefusesRenewalsThatCannotBe) {
  const std::string pay_per_use = ServerId("cph-pay-per-use");
  const struct {
    std::string id, more;
    const char* refusal;
  } kRows[] = {
      {"unknown", R"("period_type":2,"period_num":1)", "400 CBC.30000067"},
      {pay_per_use, R"("period_type":2,"period_num":1)", "400 CBC.30000067"},
      {server_id_, R"("period_type":1,"period_num":1)", "400 CBC.0101"},
      {server_id_, R"("period_type":2,"period_num":12)", "400 CBC.0101"},
      {server_id_, R"("period_type":3,"period_num":4)", "400 CBC.0101"},
      {server_id_, R"("period_type":2)", "400 CBC.0101"},
      {server_id_, R"("period_type":2,"period_num":1,"is_auto_pay":2)", "400 CBC.0101"},
      {"", R"("period_type":2,"period_num":1)", "400 CBC.0100"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Renew(row.id, row.more), row.refusal) << row.id << row.more;
  EXPECT_EQ(Send("POST", absl::StrCat(kResources, "renew"), R"({"period_type":2,"period_num":1})"),
            "400 CBC.0100");
  EXPECT_EQ(Get(absl::StrCat(kOrders, "?order_type=2")), "200 ");
  EXPECT_EQ(At("total_count"), "0") << "none was placed";
}

TEST_F(SubscriptionInArrearsTest, ARenewalCannotBePaidAtOnce) {
  EXPECT_EQ(Renew(server_id_, R"("period_type":2,"period_num":1,"is_auto_pay":1)"), "400 CBC.99006006");
  EXPECT_EQ(Renew(server_id_, R"("period_type":2,"period_num":1)"), "200 ");
}

TEST_F(SubscriptionTest, IsRenewedByItselfWhereThatWasSaid) {
  EXPECT_EQ(Resource("expire_policy"), "0");
  EXPECT_EQ(AutoRenew("POST", server_id_), "204 ");
  EXPECT_EQ(Resource("expire_policy"), "3");
  const std::string first = server_id_;
  server_id_ = ServerId("cph-server-2");
  EXPECT_EQ(Resource("expire_policy"), "0") << "of the same order, but nobody said so of it";
  server_id_ = first;
  EXPECT_EQ(AutoRenew("DELETE", server_id_), "204 ");
  EXPECT_EQ(Resource("expire_policy"), "0");
  EXPECT_EQ(AutoRenew("POST", "unknown"), "400 CBC.30000067");
  EXPECT_EQ(AutoRenew("DELETE", ServerId("cph-pay-per-use")), "400 CBC.30000067");
  EXPECT_EQ(AutoRenew("PUT", server_id_), "404 APIGW.0101");
}

TEST_F(SubscriptionTest, ListsOrdersTheNewestFirst) {
  Renew(server_id_, R"("period_type":2,"period_num":1)");
  const std::string renewal = At("order_ids[0]");
  EXPECT_EQ(Get(absl::StrCat(kOrders, "?limit=1")), "200 ") << body_;
  EXPECT_EQ(At("total_count"), "2");
  EXPECT_EQ(At("order_infos"), "[1]");
  EXPECT_EQ(At("order_infos[0].order_id"), renewal);
  const struct {
    std::string query, id;
  } kRows[] = {
      {"?limit=1&offset=1", kFirstOrder},
      {"?status=5", kFirstOrder},
      {"?status=6", renewal},
      {"?order_type=2", renewal},
      {"?status=4", "-"},
      {absl::StrCat("?order_id=", renewal), renewal},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Get(absl::StrCat(kOrders, row.query)), "200 ") << row.query;
    EXPECT_EQ(At("order_infos[0].order_id"), row.id) << row.query;
  }
  for (const char* query : {"?limit=101", "?limit=0", "?offset=-1", "?status=7", "?order_type=x"})
    EXPECT_EQ(Get(absl::StrCat(kOrders, query)), "400 CBC.0101") << query;
}

}  // namespace
}  // namespace cloudphone::simulator
