// What is waited for, how long, and the table of conditions and states, row by row.

#include "service/gateway/resources/wait_plan.h"

#include "adapters/cph/errors/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

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

// The fields that an INVALID_ARGUMENT names.
std::vector<std::string> Named(const absl::Status& status) {
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  std::vector<std::string> fields;
  google::rpc::BadRequest bad;
  const google::rpc::Status rich = FromStatus(status);
  for (const auto& detail : rich.details()) detail.UnpackTo(&bad);
  for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(WaitPlanTest, WhatCannotBeWaitedForIsNamed) {
  v1::WaitPhonesRequest phones;
  EXPECT_THAT(Named(PlanWait(phones).status()), ElementsAre("condition"));
  phones.set_condition(static_cast<v1::PhoneCondition>(99));
  EXPECT_THAT(Named(PlanWait(phones).status()), ElementsAre("condition"));
  phones.set_condition(v1::PHONE_CONDITION_STOPPED);
  phones.mutable_wait_timeout()->set_seconds(-1);
  EXPECT_THAT(Named(PlanWait(phones).status()), ElementsAre("wait_timeout"));
  phones.mutable_wait_timeout()->set_seconds(0);
  phones.mutable_wait_timeout()->set_nanos(-1);
  EXPECT_THAT(Named(PlanWait(phones).status()), ElementsAre("wait_timeout"));

  v1::WaitServersRequest servers;
  servers.mutable_wait_timeout()->set_seconds(-1);
  EXPECT_THAT(Named(PlanWait(servers).status()), ElementsAre("condition", "wait_timeout"));
  servers.clear_wait_timeout();
  servers.set_condition(v1::SERVER_CONDITION_MODEL_CHANGED);
  EXPECT_THAT(Named(PlanWait(servers).status()), ElementsAre("server_model_name"));
  servers.set_server_model_name("m");
  EXPECT_TRUE(PlanWait(servers).ok());
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

TEST(WaitPlanTest, WaitsHalfAMinuteByDefaultAndTenMinutesAtMost) {
  v1::WaitPhonesRequest request;
  request.set_condition(v1::PHONE_CONDITION_RUNNING);
  EXPECT_EQ(PlanWait(request)->timeout, absl::Seconds(30));
  request.mutable_wait_timeout()->set_seconds(90);
  request.mutable_wait_timeout()->set_nanos(500000000);
  EXPECT_EQ(PlanWait(request)->timeout, absl::Seconds(90.5));
  request.mutable_wait_timeout()->set_seconds(601);
  EXPECT_EQ(PlanWait(request)->timeout, absl::Minutes(10));
  request.mutable_wait_timeout()->set_seconds(0);
  request.mutable_wait_timeout()->set_nanos(0);
  EXPECT_EQ(PlanWait(request)->timeout, absl::ZeroDuration()) << "set to zero is not unset";
}

TEST(WaitPlanTest, AnswersInTimeForTheCaller) {
  const absl::Time now = absl::UnixEpoch();
  const auto end = [&](absl::Duration deadline, absl::Duration timeout) {
    return WaitEnd(now, now + deadline, timeout) - now;
  };
  EXPECT_EQ(end(absl::InfiniteDuration(), absl::Seconds(30)), absl::Seconds(30));
  EXPECT_EQ(end(absl::Minutes(1), absl::Seconds(30)), absl::Seconds(30));
  EXPECT_EQ(end(absl::Seconds(10), absl::Seconds(30)), absl::Seconds(9.8));
  EXPECT_EQ(end(absl::Seconds(1), absl::Seconds(30)), absl::Seconds(0.9));
  EXPECT_EQ(end(absl::Minutes(1), absl::ZeroDuration()), absl::Seconds(10)) << "one look";
  EXPECT_EQ(end(absl::Seconds(1), absl::ZeroDuration()), absl::Seconds(0.9));
}

}  // namespace
}  // namespace cloudphone
