// What is waited for, and the table of conditions and states, row by row.

#include "service/gateway/resources/wait_plan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

constexpr Outlook R = Outlook::kReached;
constexpr Outlook W = Outlook::kWaiting;
constexpr Outlook F = Outlook::kFailed;
constexpr Outlook Z = Outlook::kFrozen;
constexpr Outlook G = Outlook::kGone;

TEST(WaitConditionsTest, OfPhones) {
  struct Row {
    v1::PhoneState state;
    Outlook running;
    Outlook stopped;
  };
  const Row rows[] = {
      {v1::PHONE_STATE_UNSPECIFIED, W, W},    {v1::PHONE_STATE_CREATING, W, W},
      {v1::PHONE_STATE_RUNNING, R, W},        {v1::PHONE_STATE_RESETTING, W, W},
      {v1::PHONE_STATE_RESTARTING, W, W},     {v1::PHONE_STATE_FROZEN, Z, Z},
      {v1::PHONE_STATE_STOPPING, W, W},       {v1::PHONE_STATE_STOPPED, W, R},
      {v1::PHONE_STATE_ABNORMAL, F, F},       {v1::PHONE_STATE_RESET_FAILED, F, F},
      {v1::PHONE_STATE_RESTART_FAILED, F, F}, {v1::PHONE_STATE_CREATE_FAILED, F, F},
      {v1::PHONE_STATE_STOP_FAILED, F, F},
  };
  EXPECT_EQ(std::size(rows), v1::PhoneState_descriptor()->value_count()) << "every state has its row";
  for (const Row& row : rows) {
    EXPECT_EQ(PhoneOutlook(v1::PHONE_CONDITION_RUNNING, row.state), row.running) << row.state;
    EXPECT_EQ(PhoneOutlook(v1::PHONE_CONDITION_STOPPED, row.state), row.stopped) << row.state;
  }
}

TEST(WaitConditionsTest, OfServers) {
  struct Row {
    v1::ServerState state;
    Outlook running;
    Outlook deleted;
  };
  const Row rows[] = {
      {v1::SERVER_STATE_UNSPECIFIED, W, W}, {v1::SERVER_STATE_CREATING, W, W},
      {v1::SERVER_STATE_RUNNING, R, W},     {v1::SERVER_STATE_ABNORMAL, F, W},
      {v1::SERVER_STATE_DELETED, G, G},     {v1::SERVER_STATE_FROZEN, Z, W},
      {v1::SERVER_STATE_STOPPED, W, W},     {v1::SERVER_STATE_STOPPING, W, W},
      {v1::SERVER_STATE_STOP_FAILED, F, W}, {v1::SERVER_STATE_STARTING, W, W},
  };
  EXPECT_EQ(std::size(rows), v1::ServerState_descriptor()->value_count()) << "every state has its row";
  for (const Row& row : rows) {
    for (const auto condition : {v1::SERVER_CONDITION_SERVER_RUNNING, v1::SERVER_CONDITION_PHONES_RUNNING,
                                 v1::SERVER_CONDITION_MODEL_CHANGED})
      EXPECT_EQ(ServerOutlook(condition, row.state), row.running) << row.state;
    EXPECT_EQ(ServerOutlook(v1::SERVER_CONDITION_DELETED, row.state), row.deleted) << row.state;
  }
}

TEST(WaitPlanTest, AModelThatIsToBeReachedMustBeNamed) {
  v1::WaitServersRequest request;
  request.set_condition(v1::SERVER_CONDITION_MODEL_CHANGED);
  EXPECT_THAT(PlanWait(request), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PlanWait(request), NamesField("server_model_name"));
  request.set_server_model_name("m");
  EXPECT_THAT(PlanWait(request), IsOk());
}

TEST(WaitPlanTest, ServersChangeTheirModelWhileTheyRun) {
  v1::WaitServersRequest request;
  request.set_condition(v1::SERVER_CONDITION_MODEL_CHANGED);
  request.set_server_model_name("large");
  const auto plan = PlanWait(request);
  ASSERT_TRUE(plan.ok());
  v1::Server server = MakeServer("s");
  server.set_server_model_name("small");
  EXPECT_EQ(plan->outlook(server), W);
  server.set_server_model_name("large");
  EXPECT_EQ(plan->outlook(server), R);
  server.set_state(v1::SERVER_STATE_STARTING);
  EXPECT_EQ(plan->outlook(server), W);
  server.set_server_model_name("small");
  server.set_state(v1::SERVER_STATE_FROZEN);
  EXPECT_EQ(plan->outlook(server), Z);
}

TEST(WaitPlanTest, TheModelMattersWhereItIsWaitedForOnly) {
  v1::WaitServersRequest request;
  request.set_condition(v1::SERVER_CONDITION_SERVER_RUNNING);
  request.set_server_model_name("large");
  EXPECT_EQ(PlanWait(request)->outlook(MakeServer("s")), R);
}

}  // namespace
}  // namespace cloudphone
