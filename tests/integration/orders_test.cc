// Orders and the end of subscriptions through a real gateway: the vendor's billing service is on the
// simulator's port.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "service/simulator/fault_plan.h"
#include "tests/integration/captured_log.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const simulator::RoutePattern kUnsubscribe = {"POST", "resources/unsubscribe"};

class OrdersTest : public GatewayFixture {
 protected:
  OrdersTest() {
    simulator_.faults = faults_;
    simulator_.billing_calls_per_second = 0;  // StateAtTheEnd asks without a pause.
  }

  void StartAndLook() {
    StartWithSimulator();
    const auto servers = Call(&ServerStub::ListServers, v1::ListServersRequest());
    ASSERT_THAT(servers, IsOk());
    for (const v1::Server& server : servers->servers()) {
      const bool by_use = server.metadata().charging_mode() == v1::CHARGING_MODE_PAY_PER_USE;
      (by_use ? paid_by_use_ : subscribed_) = server;
    }
  }
  static v1::UnsubscribeServersRequest RequestFor(const v1::Server& server) {
    v1::UnsubscribeServersRequest request;
    request.add_server_ids(server.server_id());
    request.add_server_names(server.server_name());
    return request;
  }
  absl::StatusOr<v1::UnsubscribeServersResponse> Unsubscribe(const v1::UnsubscribeServersRequest& request) {
    return Call(&ServerStub::UnsubscribeServers, request);
  }
  absl::StatusOr<v1::GetOrderResponse> GetOrder(const std::string& order_id) {
    v1::GetOrderRequest request;
    request.set_order_id(order_id);
    return Call(&ServerStub::GetOrder, request);
  }
  v1::OrderState StateOf(const std::string& order_id) {
    const auto order = GetOrder(order_id);
    EXPECT_THAT(order, IsOk());
    return order.ok() ? order->order().state() : v1::ORDER_STATE_UNSPECIFIED;
  }
  // Asks until the order is no longer carried out; the calls take turns, so that is no busy loop.
  v1::OrderState StateAtTheEnd(const std::string& order_id) {
    const absl::Time until = absl::Now() + kCallTimeout;
    v1::OrderState state = StateOf(order_id);
    while (state == v1::ORDER_STATE_PROCESSING && absl::Now() < until) state = StateOf(order_id);
    return state;
  }
  absl::StatusOr<v1::CreateServersResponse> Buy(bool auto_pay) {
    v1::CreateServersRequest request;
    request.set_server_name("bought");
    request.set_server_model_name("physical.kg1.4xlarge.cp");
    request.set_phone_model_name("kg1.cp.c20.d64SSD.e1v1");
    request.set_image_id("20060220200717f201120a2300000e91");
    request.set_keypair_name("keypair");
    request.set_count(1);
    request.mutable_extend_param()->set_charging_mode(v1::CHARGING_MODE_SUBSCRIPTION);
    request.mutable_extend_param()->set_period_type(v1::PERIOD_TYPE_MONTH);
    request.mutable_extend_param()->set_period_num(1);
    request.mutable_extend_param()->set_auto_pay(auto_pay);
    request.set_tenant_vpc_id("fca063f6-b942-42a8-9004-e5545f58d6a2");
    request.add_nics()->set_subnet_id("f1cbfc37-eb42-4357-a0ec-9e4f11950908");
    return Call(&ServerStub::CreateServers, request);
  }
  v1::WaitServersResponse WaitFor(const std::string& server_id, v1::ServerCondition condition) {
    v1::WaitServersRequest request;
    request.add_server_ids(server_id);
    request.set_condition(condition);
    const auto waited = Call(&ServerStub::WaitServers, request);
    EXPECT_THAT(waited, IsOk());
    return waited.ok() ? *waited : v1::WaitServersResponse();
  }

  const std::shared_ptr<simulator::FaultPlan> faults_ = std::make_shared<simulator::FaultPlan>();
  v1::Server subscribed_;
  v1::Server paid_by_use_;
};

TEST_F(OrdersTest, AnUnpaidOrderSaysSo) {
  StartAndLook();
  const auto bought = Buy(/*auto_pay=*/false);
  ASSERT_THAT(bought, IsOk());
  const auto order = GetOrder(bought->order().order_id());
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->order().state(), v1::ORDER_STATE_PENDING_PAYMENT);
  EXPECT_EQ(order->order().upstream_state(), 6);
  EXPECT_EQ(order->order().type(), v1::ORDER_TYPE_NEW);
  EXPECT_GT(order->order().pending_payment_end_time().seconds(), order->order().create_time().seconds());
  EXPECT_FALSE(order->order().has_payment_time());
  EXPECT_THAT(order->items(), SizeIs(1));
}

TEST_F(OrdersTest, APaidOrderIsCarriedOut) {
  StartAndLook();
  const auto bought = Buy(/*auto_pay=*/true);
  ASSERT_THAT(bought, IsOk());
  EXPECT_EQ(StateOf(bought->order().order_id()), v1::ORDER_STATE_PROCESSING);
  EXPECT_TRUE(WaitFor(bought->order().server_ids(0), v1::SERVER_CONDITION_SERVER_RUNNING).done());
  EXPECT_EQ(StateOf(bought->order().order_id()), v1::ORDER_STATE_COMPLETED);
  const auto unknown = GetOrder("CS0000000000NONE");
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ReasonOf(unknown.status()), "ORDER_NOT_FOUND");
}

TEST_F(OrdersTest, ASubscriptionEndsWithItsServer) {
  StartAndLook();
  const auto ended = Unsubscribe(RequestFor(subscribed_));
  ASSERT_THAT(ended, IsOk());
  ASSERT_THAT(ended->order_ids(), SizeIs(1));
  EXPECT_THAT(ended->refused(), IsEmpty());
  EXPECT_EQ(GetOrder(ended->order_ids(0))->order().type(), v1::ORDER_TYPE_UNSUBSCRIBE);
  EXPECT_TRUE(WaitFor(subscribed_.server_id(), v1::SERVER_CONDITION_DELETED).done());
  EXPECT_EQ(ReasonOf(Unsubscribe(RequestFor(subscribed_)).status()), "SUBSCRIPTION_NOT_FOUND");
  EXPECT_EQ(StateAtTheEnd(ended->order_ids(0)), v1::ORDER_STATE_COMPLETED);
  EXPECT_EQ(ReasonOf(Unsubscribe(RequestFor(subscribed_)).status()), "SERVER_NOT_FOUND");
}

TEST_F(OrdersTest, NothingEndsWithoutTheRightNames) {
  StartAndLook();
  v1::UnsubscribeServersRequest request = RequestFor(subscribed_);
  request.set_server_names(0, "another");
  const auto other = Unsubscribe(request);
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(ReasonOf(other.status()), "NAME_MISMATCH");
  request.clear_server_names();
  EXPECT_THAT(Unsubscribe(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = RequestFor(subscribed_);
  request.set_validate_only(true);
  const auto checked = Unsubscribe(request);
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(checked->order_ids(), IsEmpty());
  const auto by_use = Unsubscribe(RequestFor(paid_by_use_));
  EXPECT_THAT(by_use, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(by_use.status()), "NOT_SUBSCRIBED");
  for (int i = 0; i < 10; ++i) {
    request.add_server_ids("id" + std::to_string(i));
    request.add_server_names("name");
  }
  EXPECT_THAT(Unsubscribe(request), StatusIs(absl::StatusCode::kInvalidArgument)) << "more than ten";
  EXPECT_EQ(faults_->Count(kUnsubscribe), 0U);
}

TEST_F(OrdersTest, ALostAnswerIsAnUnknownOutcomeAndNothingIsSentAgain) {
  StartAndLook();
  faults_->CutAfter(kUnsubscribe);
  const auto lost = Unsubscribe(RequestFor(subscribed_));
  EXPECT_THAT(lost, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(ReasonOf(lost.status()), "OUTCOME_UNKNOWN");
  EXPECT_FALSE(RetryDelayOf(lost.status()).has_value());
  EXPECT_THAT(std::string(lost.status().message()), HasSubstr("ListServers")) << "where to look";
  EXPECT_EQ(faults_->Count(kUnsubscribe), 1U);
  EXPECT_TRUE(WaitFor(subscribed_.server_id(), v1::SERVER_CONDITION_DELETED).done());
}

TEST_F(OrdersTest, WhoGoesAwayBeforeTheEndEndsNothing) {
  CapturedLog& log = CapturedLog::Get();
  log.Clear();
  StartAndLook();
  const simulator::RoutePattern server = {"GET", subscribed_.server_id()};
  const auto hold = faults_->HoldNext(server);
  const auto call = Begin(&ServerStub::UnsubscribeServers, RequestFor(subscribed_));
  ASSERT_TRUE(faults_->WaitForCount(server, 1));
  call->Cancel();
  EXPECT_THAT(call->Wait(), StatusIs(absl::StatusCode::kCancelled));
  // Before the answer comes: the gateway hears of the cancel a little later than its caller.
  EXPECT_TRUE(log.WaitForLine({"ServerService/UnsubscribeServers", "CANCELLED"})) << "it is over here, too";
  hold->Release();
  EXPECT_EQ(faults_->Count(kUnsubscribe), 0U);
}

TEST_F(OrdersTest, WhatTheVendorRefusesIsNamed) {
  StartAndLook();
  faults_->Answer(
      kUnsubscribe,
      {200, absl::StrCat(R"({"order_ids":[],"fail_resource_infos":[{"resource_id":")",
                         subscribed_.server_id(), R"(","error_code":"CBC.30000067","error_msg":"gone"}]})")});
  const auto refused = Unsubscribe(RequestFor(subscribed_));
  ASSERT_THAT(refused, IsOk());
  ASSERT_THAT(refused->refused(), SizeIs(1));
  EXPECT_EQ(refused->refused(0).server_id(), subscribed_.server_id());
  EXPECT_EQ(ReasonOf(ToStatus(refused->refused(0).error())), "SUBSCRIPTION_NOT_FOUND");
  faults_->Answer(kUnsubscribe, {200, R"({"error_code":"CBC.0000","order_ids":["CS1"]})"});
  const auto named = Unsubscribe(RequestFor(subscribed_));
  ASSERT_THAT(named, IsOk()) << "a success that has a code";
  EXPECT_EQ(named->order_ids(0), "CS1");
  faults_->Refuse(kUnsubscribe, 400, "CBC.99003651", "Another operation runs.");
  EXPECT_EQ(ReasonOf(Unsubscribe(RequestFor(subscribed_)).status()), "SUBSCRIPTION_BUSY");
}

TEST_F(OrdersTest, AFailureWithoutACodeIsARefusalAllTheSame) {
  StartAndLook();
  faults_->Answer(kUnsubscribe, {200, absl::StrCat(R"({"fail_resource_infos":[{"resource_id":")",
                                                   subscribed_.server_id(), R"("}]})")});
  const auto refused = Unsubscribe(RequestFor(subscribed_));
  ASSERT_THAT(refused, IsOk());
  ASSERT_THAT(refused->refused(), SizeIs(1));
  EXPECT_THAT(refused->refused(0).error(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("UPSTREAM_REFUSED")));
}

TEST_F(OrdersTest, AnAnswerThatProvesNothingIsAnUnknownOutcome) {
  StartAndLook();
  for (const char* body :
       {"{}", R"({"order_ids":[]})",
        R"({"fail_resource_infos":[{"resource_id":"another","error_code":"CBC.30000067"}]})"}) {
    faults_->Answer(kUnsubscribe, {200, body});
    const auto ended = Unsubscribe(RequestFor(subscribed_));
    EXPECT_THAT(ended, AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN"))) << body;
    EXPECT_FALSE(RetryDelayOf(ended.status()).has_value()) << body;
    EXPECT_THAT(std::string(ended.status().message()), HasSubstr("ListServers")) << "where to look";
  }
}

TEST_F(OrdersTest, AnIdThatNoServerHasIsNamedWhereItStands) {
  StartAndLook();
  v1::UnsubscribeServersRequest request = RequestFor(subscribed_);
  request.add_server_ids("../x");
  request.add_server_names("x");
  const auto wrong = Unsubscribe(request);
  EXPECT_THAT(wrong, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(wrong, NamesField("server_ids[1]"));
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("server_ids[1]: "));
  EXPECT_EQ(faults_->Count(kUnsubscribe), 0U);
}

TEST_F(OrdersTest, TheWrongSiteIsTheOperatorsToMend) {
  simulator_.billing_site = simulator::kInternationalSite;
  StartAndLook();
  const auto refused = GetOrder("CS1710111105S8IPB");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(refused.status()), "BILLING_WRONG_SITE");
}

}  // namespace
}  // namespace cloudphone
