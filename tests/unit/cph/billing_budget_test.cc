// Calls of the billing service take turns of their own, by account.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

constexpr size_t kASecond = 10;

class BillingBudgetTest : public ::testing::Test {
 protected:
  BillingBudgetTest()
      : client_(&ContractBindings(), &transport_, &timers_,
                {"http://cloud.example", "project", "http://billing.example"}) {}
  ~BillingBudgetTest() override {
    while (transport_.in_flight() > 0) transport_.AnswerFirst(404);
  }

  template <typename Request>
  void Start(Request request) {
    const auto call = client_.Call(std::make_shared<Request>(std::move(request)),
                                   timers_.Now() + absl::Seconds(30), [](const CallResult&) {});
    EXPECT_THAT(call, IsOk());
    timers_.Advance(absl::ZeroDuration());
  }
  void AskForOrders(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      v1::GetOrderRequest request;
      request.set_order_id(absl::StrCat("CS", i));
      Start(std::move(request));
    }
  }
  size_t sent() const { return transport_.sent().size(); }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
};

TEST_F(BillingBudgetTest, TheEleventhCallOfASecondWaits) {
  AskForOrders(kASecond + 1);
  EXPECT_EQ(sent(), kASecond);
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(sent(), kASecond) << "a window there is longer than one here";
  timers_.Advance(absl::Milliseconds(200));
  EXPECT_EQ(sent(), kASecond + 1);
}

TEST_F(BillingBudgetTest, OtherCallsDoNotWaitForIt) {
  AskForOrders(kASecond + 1);
  v1::GetServerRequest server;
  server.set_server_id("s1");
  Start(std::move(server));
  v1::RunSyncCommandRequest command;
  command.set_content("ls");
  command.add_phone_ids("p1");
  Start(std::move(command));
  EXPECT_EQ(sent(), kASecond + 2);
}

}  // namespace
}  // namespace cloudphone
