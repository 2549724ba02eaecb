// The calls of the vendor's billing service, row by row: they are not among the operations of
// cloud phones.

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/answer_reader.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/upstream/v1/billing_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr char kGetOrder[] = "cloudphone.v1.ServerService.GetOrder";
constexpr char kUnsubscribe[] = "cloudphone.upstream.v1.BillingService.UnsubscribeResources";

// What a request of ours becomes.
struct RequestRow {
  const char* rpc;
  const char* request;  // As protobuf JSON.
  const char* method;
  const char* url;
  const char* body;
};

constexpr RequestRow kRequests[] = {
    {kGetOrder, R"({"order_id": "CS2/1"})", "GET",
     "https://billing.example/v2/orders/customer-orders/details/CS2%2F1", ""},
    {kUnsubscribe, R"({"resource_ids": ["s1", "s2"], "unsubscribe_type": 1})", "POST",
     "https://billing.example/v2/orders/subscriptions/resources/unsubscribe",
     R"({"resource_ids":["s1","s2"],"unsubscribe_type":1})"},
};

TEST(BillingRequestTest, GoesToTheBillingServiceAsDocumented) {
  for (const RequestRow& row : kRequests) {
    SCOPED_TRACE(row.rpc);
    const auto binding = BindingOf(row.rpc);
    ASSERT_TRUE(binding.ok()) << binding.status();
    const auto request = FromProtoJson(row.request, (*binding)->method->input_type());
    ASSERT_TRUE(request.ok()) << request.status();
    const HttpRequest http =
        BuildRequest(**binding, **request, {"https://phones.example", "project", "https://billing.example"});
    EXPECT_EQ(http.method, row.method);
    EXPECT_EQ(http.url, row.url);
    EXPECT_EQ(http.body, row.body);
    EXPECT_EQ(FindHeader(http.headers, "X-Language"), "en_US");
  }
}

TEST(BillingRequestTest, EveryCallOfTheBillingServiceHasItsRowAndTakesTurns) {
  std::set<std::string> rows;
  for (const RequestRow& row : kRequests) rows.insert(row.rpc);
  std::set<std::string> calls;
  for (const CallBinding* binding : AllBindings()) {
    const bool is_billing = absl::StrContains(binding->call.http(), " billing:");
    EXPECT_EQ(binding->is_billing, is_billing) << binding->method->full_name();
    EXPECT_EQ(binding->call.budget() == "billing", is_billing) << binding->method->full_name();
    if (is_billing) calls.insert(binding->method->full_name());
  }
  EXPECT_EQ(rows, calls);
}

TEST(BillingRequestTest, AWrongRequestNamesItsField) {
  struct WrongRow {
    const char* rpc;
    std::string request;
    const char* field;
  };
  const WrongRow rows[] = {
      {kGetOrder, "{}", "order_id"},
      {kGetOrder, absl::StrCat(R"({"order_id": ")", std::string(65, 'x'), R"("})"), "order_id"},
      {kUnsubscribe, R"({"unsubscribe_type": 1})", "resource_ids"},
      {kUnsubscribe, R"({"resource_ids": ["s", "s"], "unsubscribe_type": 1})", "resource_ids[1]"},
      {kUnsubscribe, R"({"resource_ids": ["s"], "unsubscribe_type": 3})", "unsubscribe_type"},
  };
  for (const WrongRow& row : rows) {
    SCOPED_TRACE(row.request);
    const auto binding = BindingOf(row.rpc);
    ASSERT_TRUE(binding.ok()) << binding.status();
    const auto request = FromProtoJson(row.request, (*binding)->method->input_type());
    ASSERT_TRUE(request.ok()) << request.status();
    EXPECT_THAT(CheckCall(**binding, **request), ElementsAre(::testing::Field(&Violation::field, row.field)));
  }
}

// Reads an answer to the smallest request of the type.
template <typename Response>
absl::Status Read(const char* rpc, int http_status, std::string body, Response* response) {
  const auto binding = BindingOf(rpc);
  if (!binding.ok()) return binding.status();
  const auto request = NewMessage((*binding)->method->input_type());
  HttpResult answer;
  answer.maybe_sent = true;
  answer.status = http_status;
  answer.body = std::move(body);
  AnswerInfo info;
  return ReadAnswer(**binding, *request, *request, std::move(answer), response, &info);
}

TEST(BillingAnswerTest, AnOrderReads) {
  v1::GetOrderResponse response;
  ASSERT_TRUE(
      Read(kGetOrder, 200,
           R"({"total_count":1,"order_info":{"order_id":"CS1","customer_id":"c","status":6,)"
           R"("order_type":1,"amount_after_discount":12.5,"currency":"CNY","user_name":"u",)"
           R"("create_time":"2026-11-26T02:00:00Z","pending_payment_end_time":"2026-12-03T02:00:00Z"},)"
           R"("order_line_items":[{"order_line_item_id":"CS1-1","product_id":"p",)"
           R"("product_spec_desc":"a server","period_type":2,"expire_time":"2026-12-26T02:00:00Z"}]})",
           &response)
          .ok());
  EXPECT_EQ(ToProtoJson(response),
            R"({"order":{"order_id":"CS1","state":"ORDER_STATE_PENDING_PAYMENT","upstream_state":6,)"
            R"("type":"ORDER_TYPE_NEW","upstream_type":1,"create_time":"2026-11-26T02:00:00Z",)"
            R"("pending_payment_end_time":"2026-12-03T02:00:00Z","user_name":"u","currency":"CNY"},)"
            R"("items":[{"order_line_item_id":"CS1-1","product_id":"p","product_spec_desc":"a server",)"
            R"("expire_time":"2026-12-26T02:00:00Z"}]})");
}

// States and types by the vendor's numbers.
TEST(BillingAnswerTest, EveryDocumentedStateAndTypeHasItsName) {
  const std::pair<int, v1::OrderState> states[] = {{1, v1::ORDER_STATE_PENDING_APPROVAL},
                                                   {2, v1::ORDER_STATE_PENDING_REFUND},
                                                   {3, v1::ORDER_STATE_PROCESSING},
                                                   {4, v1::ORDER_STATE_CANCELLED},
                                                   {5, v1::ORDER_STATE_COMPLETED},
                                                   {6, v1::ORDER_STATE_PENDING_PAYMENT},
                                                   {9, v1::ORDER_STATE_PENDING_CONFIRMATION},
                                                   {10, v1::ORDER_STATE_UNSPECIFIED}};
  const std::pair<int, v1::OrderType> types[] = {{1, v1::ORDER_TYPE_NEW},
                                                 {2, v1::ORDER_TYPE_RENEWAL},
                                                 {3, v1::ORDER_TYPE_CHANGE},
                                                 {4, v1::ORDER_TYPE_UNSUBSCRIBE},
                                                 {10, v1::ORDER_TYPE_TO_PAY_PER_USE},
                                                 {11, v1::ORDER_TYPE_TO_SUBSCRIPTION},
                                                 {13, v1::ORDER_TYPE_TRIAL},
                                                 {14, v1::ORDER_TYPE_COMMERCIAL},
                                                 {15, v1::ORDER_TYPE_FEE_ADJUSTMENT},
                                                 {99, v1::ORDER_TYPE_UNSPECIFIED}};
  const auto order = [](int state, int type) {
    v1::GetOrderResponse response;
    EXPECT_TRUE(Read(kGetOrder, 200,
                     absl::StrCat(R"({"order_info":{"order_id":"CS1","status":)", state, R"(,"order_type":)",
                                  type, "}}"),
                     &response)
                    .ok());
    return response.order();
  };
  for (const auto& [number, state] : states) {
    EXPECT_EQ(order(number, 1).state(), state) << number;
    EXPECT_EQ(order(number, 1).upstream_state(), number);
  }
  for (const auto& [number, type] : types) {
    EXPECT_EQ(order(5, number).type(), type) << number;
    EXPECT_EQ(order(5, number).upstream_type(), number);
  }
}

TEST(BillingAnswerTest, AnAnswerWithoutItsOrderIsNone) {
  v1::GetOrderResponse response;
  const absl::Status status = Read(kGetOrder, 200, R"({"total_count":0})", &response);
  EXPECT_EQ(ReasonOf(status), "UPSTREAM_ANSWER_INVALID");
}

TEST(BillingAnswerTest, WhatWasNotGivenUpWasRefused) {
  upstream::v1::UnsubscribeResourcesResponse response;
  ASSERT_TRUE(Read(kUnsubscribe, 200,
                   R"({"order_ids":["CS1"],"fail_resource_infos":[)"
                   R"({"resource_id":"s1","error_code":"CBC.30000067","error_msg":"gone"},)"
                   R"({"resource_id":"s2","error_code":"CBC.12345","error_msg":"new"}]})",
                   &response)
                  .ok());
  EXPECT_THAT(response.order_ids(), ElementsAre("CS1"));
  ASSERT_THAT(response.fail_resource_infos(), SizeIs(2));
  EXPECT_EQ(ReasonOf(ToStatus(response.fail_resource_infos(0).error())), "SUBSCRIPTION_NOT_FOUND");
  const absl::Status unknown = ToStatus(response.fail_resource_infos(1).error());
  EXPECT_EQ(unknown.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(unknown), "UPSTREAM_REFUSED");
}

TEST(BillingAnswerTest, ACodeInA200IsAFailureButForThatOfSuccess) {
  upstream::v1::UnsubscribeResourcesResponse response;
  EXPECT_TRUE(Read(kUnsubscribe, 200, R"({"error_code":"CBC.0000","order_ids":["CS1"]})", &response).ok());
  EXPECT_THAT(response.order_ids(), ElementsAre("CS1"));
  const absl::Status locked =
      Read(kUnsubscribe, 200, R"({"error_code":"CBC.3002","error_msg":"locked"})", &response);
  EXPECT_EQ(ReasonOf(locked), "UNSUBSCRIBE_REFUSED");
  const absl::Status unknown =
      Read(kUnsubscribe, 200, R"({"error_code":"CBC.12345","error_msg":"new"})", &response);
  EXPECT_EQ(ReasonOf(unknown), "OUTCOME_UNKNOWN") << "nobody can tell whether something was given up";
}

}  // namespace
}  // namespace cloudphone
