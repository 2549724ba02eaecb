// Waits and watches of phones and servers over sockets, in front of the simulated cloud.

#include <algorithm>
#include <map>

#include "cloudphone/v1/server_service.grpc.pb.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ResourceWaitsTest : public GatewayFixture {
 protected:
  ResourceWaitsTest() {
    StartWithSimulator();
    servers_ = v1::ServerService::NewStub(channel());
    for (const v1::Phone& phone : ListAll()) {
      if (phone.state() == v1::PHONE_STATE_RUNNING) running_.push_back(phone);
    }
  }

  v1::WaitPhonesRequest WaitFor(const std::vector<std::string>& ids, v1::PhoneCondition condition) {
    v1::WaitPhonesRequest request;
    for (const std::string& id : ids) request.add_phone_ids(id);
    request.set_condition(condition);
    request.mutable_wait_timeout()->set_seconds(8);
    return request;
  }
  absl::StatusOr<v1::WaitServersResponse> WaitServer(const std::string& id, v1::ServerCondition condition) {
    v1::WaitServersRequest request;
    request.add_server_ids(id);
    request.set_condition(condition);
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::WaitServersResponse response;
    const grpc::Status status = servers_->WaitServers(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // Begins the restart of a phone; its request.
  std::string BeginRestart(const std::string& phone_id) {
    const auto begun = Restart({phone_id});
    EXPECT_THAT(begun, IsOk());
    return begun.ok() ? begun->group().request_ids(0) : "";
  }
  // Where the only job of a request is now.
  v1::JobState JobOf(const std::string& request_id) {
    v1::ListJobsRequest request;
    request.add_request_ids(request_id);
    const auto listed = Call(&JobStub::ListJobs, request);
    EXPECT_THAT(listed, IsOk());
    return listed.ok() && listed->jobs_size() == 1 ? listed->jobs(0).state() : v1::JOB_STATE_UNSPECIFIED;
  }

  std::vector<v1::Phone> running_;
  std::unique_ptr<ServerStub> servers_;
};

TEST_F(ResourceWaitsTest, ARestartedPhoneIsWaitedForUntilItRunsAgain) {
  ASSERT_FALSE(running_.empty());
  const std::string id = running_[0].phone_id();
  const std::string restart = BeginRestart(id);
  const auto waited = Call(&PhoneStub::WaitPhones, WaitFor({id}, v1::PHONE_CONDITION_RUNNING));
  ASSERT_THAT(waited, IsOk());
  EXPECT_TRUE(waited->done());
  EXPECT_EQ(JobOf(restart), v1::JOB_STATE_SUCCEEDED) << "the state before the restart was no answer";
  ASSERT_THAT(waited->phones(), SizeIs(1));
  EXPECT_EQ(waited->phones(0).state(), v1::PHONE_STATE_RUNNING);
  EXPECT_THAT(waited->phones(0).access_infos(), IsEmpty()) << "what lists show";
}

TEST_F(ResourceWaitsTest, ManyPhonesAreWaitedForByTheList) {
  ASSERT_GE(running_.size(), 10u);
  std::vector<std::string> ids;
  ids.reserve(10);
  for (int i = 0; i < 10; ++i) ids.push_back(running_[i].phone_id());
  v1::BatchStopPhonesRequest stop;
  for (const std::string& id : ids) stop.add_phone_ids(id);
  ASSERT_THAT(Call(&PhoneStub::BatchStopPhones, stop), IsOk());
  const auto waited = Call(&PhoneStub::WaitPhones, WaitFor(ids, v1::PHONE_CONDITION_STOPPED));
  ASSERT_THAT(waited, IsOk());
  EXPECT_TRUE(waited->done());
  EXPECT_THAT(waited->phones(), SizeIs(10));
}

TEST_F(ResourceWaitsTest, UnknownOnesAreNotFound) {
  const auto phone = Call(&PhoneStub::WaitPhones, WaitFor({"nobody"}, v1::PHONE_CONDITION_RUNNING));
  EXPECT_THAT(phone, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(phone, HasReason("PHONE_NOT_FOUND"));
  const auto server = WaitServer("nobody", v1::SERVER_CONDITION_SERVER_RUNNING);
  EXPECT_THAT(server, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(server, HasReason("SERVER_NOT_FOUND"));
  const auto deleted = WaitServer("nobody", v1::SERVER_CONDITION_DELETED);
  ASSERT_THAT(deleted, IsOk());
  EXPECT_TRUE(deleted->done());
}

TEST_F(ResourceWaitsTest, AServerIsWaitedForWithItsPhones) {
  std::map<std::string, std::vector<v1::Phone>> by_server;
  for (const v1::Phone& phone : ListAll()) by_server[phone.server_id()].push_back(phone);
  const auto healthy = std::find_if(by_server.begin(), by_server.end(), [](const auto& server) {
    return std::all_of(server.second.begin(), server.second.end(),
                       [](const v1::Phone& phone) { return phone.state() == v1::PHONE_STATE_RUNNING; });
  });
  ASSERT_NE(healthy, by_server.end()) << "the simulated cloud has a server all of whose phones run";
  const std::string restart = BeginRestart(healthy->second[0].phone_id());
  const auto server = WaitServer(healthy->first, v1::SERVER_CONDITION_SERVER_RUNNING);
  ASSERT_THAT(server, IsOk());
  EXPECT_TRUE(server->done());
  const auto phones = WaitServer(healthy->first, v1::SERVER_CONDITION_PHONES_RUNNING);
  ASSERT_THAT(phones, IsOk());
  EXPECT_TRUE(phones->done());
  EXPECT_EQ(JobOf(restart), v1::JOB_STATE_SUCCEEDED);
}

TEST_F(ResourceWaitsTest, AWatcherSeesAPhoneGoAndComeBack) {
  ASSERT_FALSE(running_.empty());
  const std::string id = running_[0].phone_id();
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::WatchPhonesRequest request;
  request.set_state(v1::PHONE_STATE_RUNNING);
  const auto reader = v1::PhoneService::NewStub(channel())->WatchPhones(&context, request);
  v1::WatchPhonesResponse message;
  size_t phones = 0;
  do {
    ASSERT_TRUE(reader->Read(&message));
    phones += message.phones_size();
  } while (!message.synced());
  EXPECT_EQ(phones, running_.size());
  ASSERT_THAT(Restart({id}), IsOk());
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_THAT(message.left_phone_ids(), Contains(id));
  ASSERT_TRUE(reader->Read(&message));
  ASSERT_THAT(message.phones(), SizeIs(1));
  EXPECT_EQ(message.phones(0).phone_id(), id);
}

TEST_F(ResourceWaitsTest, ADrainEndsWaitsAndWatches) {
  ASSERT_FALSE(running_.empty());
  const auto wait =
      Begin(&PhoneStub::WaitPhones, WaitFor({running_[0].phone_id()}, v1::PHONE_CONDITION_STOPPED));
  grpc::ClientContext context;
  SetDeadline(&context);
  const auto reader = servers_->WatchServers(&context, v1::WatchServersRequest());
  v1::WatchServersResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_TRUE(message.synced());
  std::future<void> drained = Drain({});
  while (reader->Read(&message)) {
  }
  const grpc::Status watch_end = reader->Finish();
  EXPECT_THAT(watch_end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(watch_end, RetryIn(absl::Seconds(1)));
  EXPECT_THAT(wait->Wait(), StatusIs(absl::StatusCode::kUnavailable));
  drained.get();
}

}  // namespace
}  // namespace cloudphone
