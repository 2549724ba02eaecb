// When a wait is over, and what it says then.

#include "service/gateway/resources/wait_board.h"

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ResourceNews Rows(std::vector<SharedResource> rows) {
  ResourceNews news;
  news.rows = std::move(rows);
  return news;
}
ResourceNews Deleted(const std::string& id) {
  ResourceNews news;
  news.deleted = {id};
  return news;
}
ResourceNews Unread(const std::string& id) {
  ResourceNews news;
  news.unread = {id};
  return news;
}
ResourceNews Phone(const std::string& id, v1::PhoneState state) {
  return Rows({Share(MakePhone(id, state))});
}
ResourceNews Server(v1::ServerState state) { return Rows({Share(MakeServer("s", state))}); }

std::string ReasonOf(const v1::Refusal& refusal) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : refusal.error().details()) detail.UnpackTo(&info);
  return info.reason();
}

WaitBoard BoardOfPhones(const std::vector<std::string>& ids) {
  v1::WaitPhonesRequest request;
  for (const std::string& id : ids) request.add_phone_ids(id);
  request.set_condition(v1::PHONE_CONDITION_RUNNING);
  return WaitBoard(PhoneResource(), PlanWait(request).value());
}

WaitBoard BoardOfServer(v1::ServerCondition condition) {
  v1::WaitServersRequest request;
  request.add_server_ids("s");
  request.set_condition(condition);
  request.set_server_model_name("m");
  return WaitBoard(ServerResource(), PlanWait(request).value());
}

TEST(WaitBoardTest, IsDoneWhenEveryTargetIsThereAtOnce) {
  WaitBoard board = BoardOfPhones({"b", "a"});
  board.Take(Phone("a", v1::PHONE_STATE_RUNNING));
  board.Take(Phone("b", v1::PHONE_STATE_RESTARTING));
  EXPECT_FALSE(board.over());
  board.Take(Phone("a", v1::PHONE_STATE_STOPPING));
  board.Take(Phone("b", v1::PHONE_STATE_RUNNING));
  EXPECT_FALSE(board.over()) << "a was there, but is no longer";
  board.Take(Phone("a", v1::PHONE_STATE_RUNNING));
  EXPECT_TRUE(board.over());
  const auto result = board.Result();
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->done);
  ASSERT_THAT(result->seen, SizeIs(2));
  EXPECT_EQ(IdOf(PhoneResource(), *result->seen[0]), "b") << "in the order of the request";
  EXPECT_THAT(result->unreachable, IsEmpty());
}

TEST(WaitBoardTest, TellsWhatItKnowsWhenTheTimeIsOver) {
  WaitBoard board = BoardOfPhones({"a", "b"});
  board.Take(Phone("b", v1::PHONE_STATE_STOPPED));
  const auto result = board.Result();
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result->done);
  EXPECT_THAT(result->seen, SizeIs(1)) << "a was not seen yet";
}

TEST(WaitBoardTest, AFailedTargetEndsTheWaitAndIsNamed) {
  WaitBoard board = BoardOfPhones({"a", "b"});
  board.Take(Phone("a", v1::PHONE_STATE_RUNNING));
  board.Take(Phone("b", v1::PHONE_STATE_RESTARTING));
  board.Take(Phone("b", v1::PHONE_STATE_RESTART_FAILED));
  EXPECT_TRUE(board.over());
  const auto result = board.Result();
  EXPECT_FALSE(result->done);
  EXPECT_THAT(result->seen, SizeIs(2));
  ASSERT_THAT(result->unreachable, SizeIs(1));
  const v1::Refusal& refusal = result->unreachable[0];
  EXPECT_EQ(refusal.phone_id(), "b");
  EXPECT_EQ(refusal.server_id(), "");
  EXPECT_EQ(refusal.error().code(), google::rpc::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refusal), "PHONE_STATE_INVALID");
  google::rpc::ErrorInfo info;
  google::rpc::PreconditionFailure failure;
  for (const auto& detail : refusal.error().details()) {
    detail.UnpackTo(&info);
    detail.UnpackTo(&failure);
  }
  EXPECT_EQ(info.metadata().at("state"), "PHONE_STATE_RESTART_FAILED");
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).subject(), "b");
}

TEST(WaitBoardTest, NamesEveryTargetThatTheFirstLookShowsToBeUnreachable) {
  WaitBoard board = BoardOfPhones({"a", "b", "c"});
  board.Take(Phone("a", v1::PHONE_STATE_FROZEN));
  EXPECT_FALSE(board.over()) << "b and c have not been looked at";
  board.Take(Phone("c", v1::PHONE_STATE_ABNORMAL));
  board.Take(Unread("b"));
  EXPECT_TRUE(board.over()) << "one that cannot be read holds nothing up";
  const auto result = board.Result();
  ASSERT_THAT(result->unreachable, SizeIs(2));
  EXPECT_EQ(ReasonOf(result->unreachable[0]), "RESOURCE_FROZEN");
  EXPECT_EQ(ReasonOf(result->unreachable[1]), "PHONE_STATE_INVALID");
}

TEST(WaitBoardTest, ATargetThatWasUnknownFromTheStartIsAnError) {
  WaitBoard board = BoardOfPhones({"a", "b"});
  board.Take(Deleted("b"));
  EXPECT_TRUE(board.over());
  const absl::Status status = board.Result().status();
  EXPECT_TRUE(absl::IsNotFound(status));
  google::rpc::ResourceInfo resource;
  const google::rpc::Status rich = FromStatus(status);
  for (const auto& detail : rich.details()) detail.UnpackTo(&resource);
  EXPECT_EQ(resource.resource_name(), "b");
}

TEST(WaitBoardTest, ATargetThatIsDeletedLaterIsUnreachable) {
  WaitBoard board = BoardOfPhones({"a"});
  board.Take(Phone("a", v1::PHONE_STATE_RESTARTING));
  board.Take(Deleted("a"));
  board.Take(Deleted("a"));
  EXPECT_TRUE(board.over());
  const auto result = board.Result();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->done);
  EXPECT_THAT(result->seen, IsEmpty());
  ASSERT_THAT(result->unreachable, SizeIs(1));
  EXPECT_EQ(result->unreachable[0].phone_id(), "a");
  EXPECT_EQ(result->unreachable[0].error().code(), google::rpc::NOT_FOUND);
  EXPECT_EQ(ReasonOf(result->unreachable[0]), "PHONE_NOT_FOUND");
}

TEST(WaitBoardTest, ADeletedServerIsWhatWasWaitedFor) {
  WaitBoard unknown = BoardOfServer(v1::SERVER_CONDITION_DELETED);
  unknown.Take(Deleted("s"));
  EXPECT_TRUE(unknown.over());
  EXPECT_TRUE(unknown.Result()->done) << "also where it was never known";
  WaitBoard board = BoardOfServer(v1::SERVER_CONDITION_DELETED);
  board.Take(Server(v1::SERVER_STATE_ABNORMAL));
  EXPECT_FALSE(board.over());
  board.Take(Server(v1::SERVER_STATE_DELETED));
  EXPECT_TRUE(board.over());
  EXPECT_TRUE(board.Result()->done);
  EXPECT_THAT(board.Result()->seen, IsEmpty());
}

TEST(WaitBoardTest, AServerInTheStateDeletedIsGone) {
  WaitBoard board = BoardOfServer(v1::SERVER_CONDITION_SERVER_RUNNING);
  board.Take(Server(v1::SERVER_STATE_DELETED));
  EXPECT_TRUE(board.over());
  ASSERT_TRUE(board.Result().ok()) << "it was known";
  ASSERT_THAT(board.Result()->unreachable, SizeIs(1));
  EXPECT_EQ(board.Result()->unreachable[0].server_id(), "s");
  EXPECT_EQ(ReasonOf(board.Result()->unreachable[0]), "SERVER_NOT_FOUND");
}

TEST(WaitBoardTest, OthersNewsAreNotItsOwn) {
  WaitBoard board = BoardOfPhones({"a"});
  board.Take(Phone("x", v1::PHONE_STATE_RUNNING));
  board.Take(Deleted("y"));
  EXPECT_FALSE(board.over());
  EXPECT_THAT(board.Result()->seen, IsEmpty());
}

class PhonesRunningTest : public ::testing::Test {
 protected:
  WaitBoard board_ = BoardOfServer(v1::SERVER_CONDITION_PHONES_RUNNING);
};

TEST_F(PhonesRunningTest, WantsTheServerAndThenEachPhoneToRun) {
  board_.Take(Server(v1::SERVER_STATE_STARTING));
  EXPECT_THAT(board_.ServersToWatch(), IsEmpty()) << "no phone runs on a server that does not";
  board_.Take(Server(v1::SERVER_STATE_RUNNING));
  EXPECT_THAT(board_.ServersToWatch(), ElementsAre("s"));
  EXPECT_THAT(board_.ServersToWatch(), IsEmpty()) << "once";
  EXPECT_FALSE(board_.over());
  board_.TakePhones("s", Rows({Share(MakePhone("1")), Share(MakePhone("2", v1::PHONE_STATE_RESTARTING))}));
  EXPECT_FALSE(board_.over());
  board_.TakePhones("s", Phone("2", v1::PHONE_STATE_RUNNING));
  EXPECT_TRUE(board_.over());
  EXPECT_TRUE(board_.Result()->done);
  board_.Take(Server(v1::SERVER_STATE_STOPPING));
  EXPECT_FALSE(board_.Result()->done);
}

TEST_F(PhonesRunningTest, AFailedPhoneIsNamedWithItsServer) {
  board_.Take(Server(v1::SERVER_STATE_RUNNING));
  board_.TakePhones("s", Rows({Share(MakePhone("1")), Share(MakePhone("2", v1::PHONE_STATE_CREATE_FAILED))}));
  EXPECT_TRUE(board_.over());
  ASSERT_THAT(board_.Result()->unreachable, SizeIs(1));
  EXPECT_EQ(board_.Result()->unreachable[0].server_id(), "s");
  EXPECT_EQ(board_.Result()->unreachable[0].phone_id(), "2");
}

TEST_F(PhonesRunningTest, PhonesThatAreGoneNeedNotRun) {
  board_.Take(Server(v1::SERVER_STATE_RUNNING));
  board_.TakePhones("s", Rows({Share(MakePhone("1")), Share(MakePhone("2", v1::PHONE_STATE_RESTARTING)),
                               Share(MakePhone("3", v1::PHONE_STATE_RESTARTING))}));
  board_.TakePhones("s", Deleted("2"));
  ResourceNews left;
  left.left = {"3"};
  board_.TakePhones("s", left);
  EXPECT_TRUE(board_.Result()->done);
}

TEST_F(PhonesRunningTest, PhonesThatAreStillToComeAreWaitedFor) {
  v1::Server server = MakeServer("s");
  server.set_phone_model_name("rx1.cp");
  board_.Take(Rows({Share(server)}));
  board_.TakePhones("s", {});
  EXPECT_FALSE(board_.over());
  board_.TakePhones("s", Phone("1", v1::PHONE_STATE_RUNNING));
  EXPECT_TRUE(board_.Result()->done);
}

TEST_F(PhonesRunningTest, AServerForNoPhonesNeedsNone) {
  board_.Take(Server(v1::SERVER_STATE_RUNNING));
  EXPECT_FALSE(board_.over());
  board_.TakePhones("s", {});
  EXPECT_TRUE(board_.Result()->done);
}

}  // namespace
}  // namespace cloudphone
