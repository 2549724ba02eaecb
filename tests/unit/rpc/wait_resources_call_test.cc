// WaitPhones and WaitServers as a client sees them.

#include "service/gateway/rpc/wait_resources_call.h"

#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/rpc/resource_server.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::WaitPhonesRequest PhonesRequest(const std::vector<std::string>& ids,
                                    v1::PhoneCondition condition = v1::PHONE_CONDITION_RUNNING) {
  v1::WaitPhonesRequest request;
  for (const std::string& id : ids) request.add_phone_ids(id);
  request.set_condition(condition);
  return request;
}

v1::WaitServersRequest ServersRequest(v1::ServerCondition condition) {
  v1::WaitServersRequest request;
  request.add_server_ids("s");
  request.set_condition(condition);
  return request;
}

class WaitResourcesCallTest : public ::testing::Test {
 protected:
  ~WaitResourcesCallTest() override {
    if (thread_.joinable()) thread_.join();
  }

  // A call whose first look is made when this returns.
  void Begin(const v1::WaitPhonesRequest& request) {
    thread_ = std::thread(
        [this, request] { status_ = server_.phone_stub->WaitPhones(&context_, request, &phones_); });
    AwaitFirstLook();
  }
  void Begin(const v1::WaitServersRequest& request) {
    thread_ = std::thread(
        [this, request] { status_ = server_.server_stub->WaitServers(&context_, request, &servers_); });
    AwaitFirstLook();
  }
  grpc::Status End() {
    thread_.join();
    return status_;
  }
  // A call that is refused.
  grpc::Status Call(const v1::WaitPhonesRequest& request) {
    grpc::ClientContext context;
    return server_.phone_stub->WaitPhones(&context, request, &phones_);
  }
  grpc::Status Call(const v1::WaitServersRequest& request) {
    grpc::ClientContext context;
    return server_.server_stub->WaitServers(&context, request, &servers_);
  }

  ResourceServer server_;
  grpc::ClientContext context_;
  v1::WaitPhonesResponse phones_;
  v1::WaitServersResponse servers_;

 private:
  void AwaitFirstLook() {
    while (server_.timers.pending() == 0) std::this_thread::yield();
    server_.timers.Advance(absl::ZeroDuration());
  }

  std::thread thread_;
  grpc::Status status_;
};

TEST_F(WaitResourcesCallTest, WhatHoldsAlreadyAnswersAtOnce) {
  server_.phones.resources = {MakePhone("a"), MakePhone("b")};
  Begin(PhonesRequest({"b", "a"}));
  ASSERT_THAT(End(), IsOk());
  EXPECT_TRUE(phones_.done());
  ASSERT_THAT(phones_.phones(), SizeIs(2));
  EXPECT_EQ(phones_.phones(0).phone_id(), "b");
  EXPECT_THAT(phones_.unreachable(), IsEmpty());
}

TEST_F(WaitResourcesCallTest, WaitsForTheLastPhone) {
  server_.phones.resources = {MakePhone("a"), MakePhone("b", v1::PHONE_STATE_RESTARTING)};
  Begin(PhonesRequest({"a", "b"}));
  server_.timers.Advance(absl::Seconds(10));
  EXPECT_EQ(server_.calls.size(), 1);
  server_.phones.Find("b")->set_state(v1::PHONE_STATE_RUNNING);
  server_.timers.Advance(absl::Seconds(3));
  ASSERT_THAT(End(), IsOk());
  EXPECT_TRUE(phones_.done());
}

TEST_F(WaitResourcesCallTest, AWaitThatIsTooShortAnswersWithTheStateReached) {
  server_.phones.resources = {MakePhone("a", v1::PHONE_STATE_STOPPING)};
  v1::WaitPhonesRequest request = PhonesRequest({"a"}, v1::PHONE_CONDITION_STOPPED);
  request.mutable_wait_timeout()->set_seconds(5);
  Begin(request);
  server_.timers.Advance(absl::Seconds(5));
  ASSERT_THAT(End(), IsOk());
  EXPECT_FALSE(phones_.done());
  ASSERT_THAT(phones_.phones(), SizeIs(1));
  EXPECT_EQ(phones_.phones(0).state(), v1::PHONE_STATE_STOPPING);
}

TEST_F(WaitResourcesCallTest, AnswersBeforeTheDeadlineOfTheCaller) {
  server_.phones.resources = {MakePhone("a", v1::PHONE_STATE_STOPPING)};
  context_.set_deadline(absl::ToChronoTime(server_.timers.Now() + absl::Seconds(20)));
  Begin(PhonesRequest({"a"}));
  server_.timers.Advance(absl::Seconds(20) - absl::Milliseconds(150));
  ASSERT_THAT(End(), IsOk());
  EXPECT_FALSE(phones_.done());
}

TEST_F(WaitResourcesCallTest, NamesWhoCannotGetThere) {
  server_.phones.resources = {MakePhone("a"), MakePhone("b", v1::PHONE_STATE_RESTART_FAILED)};
  Begin(PhonesRequest({"a", "b"}));
  ASSERT_THAT(End(), IsOk());
  EXPECT_FALSE(phones_.done());
  EXPECT_THAT(phones_.phones(), SizeIs(2));
  ASSERT_THAT(phones_.unreachable(), SizeIs(1));
  EXPECT_EQ(phones_.unreachable(0).phone_id(), "b");
  EXPECT_THAT(phones_.unreachable(0).error(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(phones_.unreachable(0).error(), HasReason("PHONE_STATE_INVALID"));
}

TEST_F(WaitResourcesCallTest, AnUnknownPhoneIsNotFound) {
  Begin(PhonesRequest({"nobody"}));
  const grpc::Status end = End();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(end, HasReason("PHONE_NOT_FOUND"));
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(end).resource_name(), "nobody");
}

TEST_F(WaitResourcesCallTest, WhatCannotBeWaitedForIsNamed) {
  EXPECT_THAT(Call(PhonesRequest({})), NamesField("phone_ids"));
  EXPECT_THAT(Call(PhonesRequest({"a", "a"})), NamesField("phone_ids[1]"));
  EXPECT_THAT(Call(PhonesRequest({"a"}, v1::PHONE_CONDITION_UNSPECIFIED)), NamesField("condition"));
  EXPECT_THAT(Call(PhonesRequest({"a"}, static_cast<v1::PhoneCondition>(99))), NamesField("condition"));
  v1::WaitPhonesRequest negative = PhonesRequest({"a"});
  negative.mutable_wait_timeout()->set_seconds(-1);
  EXPECT_THAT(Call(negative), NamesField("wait_timeout"));
  EXPECT_THAT(Call(ServersRequest(v1::SERVER_CONDITION_UNSPECIFIED)), NamesField("condition"));
  EXPECT_THAT(Call(ServersRequest(v1::SERVER_CONDITION_MODEL_CHANGED)), NamesField("server_model_name"));
  EXPECT_THAT(server_.phones.reads, IsEmpty());
  EXPECT_TRUE(server_.calls.WaitUntilEmpty(absl::Seconds(30)));
}

TEST_F(WaitResourcesCallTest, ServersAndTheirPhonesAreWaitedForTogether) {
  server_.servers.resources = {MakeServer("s", v1::SERVER_STATE_STARTING)};
  server_.phones.resources = {MakePhone("1", v1::PHONE_STATE_RESTARTING)};
  Begin(ServersRequest(v1::SERVER_CONDITION_PHONES_RUNNING));
  server_.timers.Advance(absl::Seconds(3));
  EXPECT_THAT(server_.phones.reads, IsEmpty());
  server_.servers.Find("s")->set_state(v1::SERVER_STATE_RUNNING);
  server_.timers.Advance(absl::Seconds(3));
  EXPECT_EQ(server_.calls.size(), 1);
  server_.phones.Find("1")->set_state(v1::PHONE_STATE_RUNNING);
  server_.timers.Advance(absl::Seconds(3));
  ASSERT_THAT(End(), IsOk());
  EXPECT_TRUE(servers_.done());
  EXPECT_THAT(servers_.servers(), SizeIs(1));
}

TEST_F(WaitResourcesCallTest, ADeletedServerIsWhatWasWaitedFor) {
  Begin(ServersRequest(v1::SERVER_CONDITION_DELETED));
  ASSERT_THAT(End(), IsOk());
  EXPECT_TRUE(servers_.done());
  EXPECT_THAT(servers_.servers(), IsEmpty());
}

TEST_F(WaitResourcesCallTest, ADrainEndsItAtOnce) {
  server_.phones.resources = {MakePhone("a", v1::PHONE_STATE_STOPPING)};
  Begin(PhonesRequest({"a"}));
  server_.calls.EndStreams();
  const grpc::Status end = End();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(end, RetryIn(absl::Seconds(1)));
  EXPECT_THAT(Call(PhonesRequest({"a"})), StatusIs(absl::StatusCode::kUnavailable)) << "and takes no more";
}

TEST_F(WaitResourcesCallTest, ACallerThatGoesIsForgotten) {
  server_.phones.resources = {MakePhone("a", v1::PHONE_STATE_STOPPING)};
  Begin(PhonesRequest({"a"}));
  context_.TryCancel();
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_TRUE(server_.calls.WaitUntilEmpty(absl::Seconds(30)));
  server_.timers.Advance(absl::ZeroDuration());
  EXPECT_EQ(server_.timers.pending(), 0);
}

}  // namespace
}  // namespace cloudphone
