// How agents are found by GetPhone, and what is remembered.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/phone_agent/agent_token.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/media/cph_phone_agents.h"
#include "tests/matchers.h"
#include "tests/unit/media/link/link_bindings.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kRunning[] =
    R"({"request_id":"r","phone_id":"p1","status":2,"access_infos":[{"type":"cloudphone_agent",)"
    R"("server_ip":"127.0.0.1","access_port":7}]})";

class PhoneAgentsTest : public testing::Test {
 protected:
  static PhoneAgentsOptions Options() {
    PhoneAgentsOptions options;
    options.token_secret = "agent-secret";
    options.channels.plaintext = true;
    return options;
  }

  // Where the result will be.
  size_t Find(const std::string& phone_id = "p1") {
    const size_t place = found_.size();
    found_.emplace_back();
    agents_.Find(&account_, phone_id, timers_.Now() + absl::Seconds(5),
                 [this, place](absl::StatusOr<AgentLink> link) { found_[place] = std::move(link); });
    return place;
  }
  void Answer(int status, const std::string& body) {
    HttpResult result;
    result.status = status;
    result.maybe_sent = true;
    result.body = body;
    ASSERT_TRUE(transport_.AnswerFirst(std::move(result)));
  }

  FakeTimers timers_;
  FakeHttpTransport transport_;
  CphClient client_{&LinkBindings(), &transport_, &timers_, {"http://cloud.example", "project"}};
  TestAccount account_{&client_, nullptr};
  std::vector<std::optional<absl::StatusOr<AgentLink>>> found_;
  CphPhoneAgents agents_{Options(), &timers_};
};

TEST_F(PhoneAgentsTest, AsksTheCloudAndBringsChannelPhoneAndToken) {
  Find();
  ASSERT_THAT(transport_.sent(), SizeIs(1));
  EXPECT_FALSE(found_[0].has_value());
  Answer(200, kRunning);
  ASSERT_TRUE(found_[0].has_value());
  ASSERT_THAT(*found_[0], IsOk());
  EXPECT_NE((*found_[0])->channel, nullptr);
  EXPECT_EQ((*found_[0])->phone_id, "p1");
  EXPECT_EQ((*found_[0])->token, AgentToken("agent-secret", "p1"));
}

TEST_F(PhoneAgentsTest, CallersThatWaitForOnePhoneShareALookUp) {
  Find();
  Find();
  Find();
  EXPECT_THAT(transport_.sent(), SizeIs(1));
  Answer(200, kRunning);
  for (const auto& found : found_) EXPECT_TRUE(found.has_value() && found->ok());
  EXPECT_EQ((*found_[0])->channel, (*found_[2])->channel);
}

TEST_F(PhoneAgentsTest, AWayIsRememberedForFiveMinutes) {
  Find();
  Answer(200, kRunning);
  timers_.Advance(absl::Minutes(5) - absl::Seconds(1));
  Find();
  ASSERT_TRUE(found_[1].has_value()) << "at once";
  EXPECT_THAT(transport_.sent(), SizeIs(1));
  timers_.Advance(absl::Seconds(1));
  Find();
  EXPECT_THAT(transport_.sent(), SizeIs(2));
}

TEST_F(PhoneAgentsTest, AfterAFailureTheCloudIsAskedAgainUnlessItWasAskedJustNow) {
  Find();
  Answer(200, kRunning);
  agents_.Forget(&account_, "p1");
  Find();
  EXPECT_THAT(transport_.sent(), SizeIs(1)) << "just now";
  timers_.Advance(absl::Seconds(2));
  agents_.Forget(&account_, "p1");
  Find();
  EXPECT_THAT(transport_.sent(), SizeIs(2));
}

TEST_F(PhoneAgentsTest, AnErrorPassesToAllWhoWaitAndIsNotRemembered) {
  Find();
  Find();
  Answer(200, R"({"request_id":"r","phone_id":"p1","status":8,"access_infos":[]})");
  for (size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(found_[i].has_value());
    EXPECT_THAT(*found_[i], HasReason("PHONE_NOT_RUNNING"));
  }
  Find();
  EXPECT_THAT(transport_.sent(), SizeIs(2));
  Answer(404, R"({"error_code":"CPS.0013","error_msg":"no such phone"})");
  ASSERT_TRUE(found_[2].has_value());
  EXPECT_FALSE(found_[2]->ok());
  EXPECT_FALSE(ReasonOf(found_[2]->status()).empty()) << "with the details of GetPhone";
}

TEST_F(PhoneAgentsTest, ARequestThatCannotGoOutFailsAtOnce) {
  Find(std::string(33, 'x'));
  ASSERT_TRUE(found_[0].has_value());
  EXPECT_THAT(*found_[0], StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
