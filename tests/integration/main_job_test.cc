// The main job against the simulator: list phones, restart some, watch their jobs to the end.

#include <set>

#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;

constexpr char kNobody[] = "00000000000000000000000000000000";

class MainJobTest : public GatewayFixture {
 protected:
  MainJobTest() { StartWithSimulator(); }

  std::vector<std::string> RunningPhones(size_t count) {
    v1::ListPhonesRequest request;
    request.set_state(v1::PHONE_STATE_RUNNING);
    std::vector<std::string> ids;
    for (const v1::Phone& phone : ListAll(request)) {
      if (ids.size() < count) ids.push_back(phone.phone_id());
    }
    return ids;
  }
  std::string OnlyPhoneIn(v1::PhoneState state) {
    v1::ListPhonesRequest request;
    request.set_state(state);
    const std::vector<v1::Phone> phones = ListAll(request);
    EXPECT_THAT(phones, SizeIs(1));
    return phones.empty() ? "" : phones.front().phone_id();
  }
  v1::PhoneState StateOf(const std::string& phone_id) {
    const auto answer = GetPhone(phone_id);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->phone().state() : v1::PHONE_STATE_UNSPECIFIED;
  }
  // Restarts phones that the simulator takes; the jobs.
  v1::JobGroup RestartAll(const std::vector<std::string>& phone_ids) {
    const auto answer = Restart(phone_ids);
    EXPECT_THAT(answer, IsOk());
    if (!answer.ok()) return {};
    EXPECT_THAT(answer->group().refused(), IsEmpty());
    return answer->group();
  }
};

TEST_F(MainJobTest, ListsEveryPhoneOnceThroughPages) {
  v1::ListPhonesRequest request;
  request.set_page_size(50);
  std::set<std::string> seen;
  int pages = 0;
  do {
    const auto page = Call(&PhoneStub::ListPhones, request);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->total_size(), 120);
    for (const v1::Phone& phone : page->phones()) EXPECT_TRUE(seen.insert(phone.phone_id()).second);
    request.set_page_token(page->next_page_token());
    request.set_page_size(60);  // It may change from page to page.
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(seen, SizeIs(120));
}

TEST_F(MainJobTest, EachFilterSelects) {
  const v1::Phone some = ListAll().front();
  v1::ListPhonesRequest by_server;
  by_server.set_server_id(some.server_id());
  EXPECT_THAT(ListAll(by_server), AllOf(SizeIs(60), Each(Property(&v1::Phone::server_id, some.server_id()))));
  v1::ListPhonesRequest by_name;
  by_name.set_phone_name(some.phone_name());
  EXPECT_THAT(ListAll(by_name), ElementsAre(Property(&v1::Phone::phone_id, some.phone_id())));
  v1::ListPhonesRequest by_type;
  by_type.set_type(v1::PHONE_TYPE_TRIAL);
  EXPECT_THAT(ListAll(by_type), IsEmpty());
  v1::ListPhonesRequest creating;  // Two states upstream, walked one after the other.
  creating.set_state(v1::PHONE_STATE_CREATING);
  EXPECT_THAT(ListAll(creating), IsEmpty());
}

TEST_F(MainJobTest, ShowsAPhoneWithItsPortsAndProperties) {
  const auto answer = GetPhone(RunningPhones(1).front());
  ASSERT_THAT(answer, IsOk());
  const v1::Phone& phone = answer->phone();
  EXPECT_EQ(phone.state(), v1::PHONE_STATE_RUNNING);
  EXPECT_EQ(phone.upstream_state(), 2);
  EXPECT_EQ(phone.type(), v1::PHONE_TYPE_ORDINARY);
  ASSERT_THAT(phone.access_infos(), SizeIs(2));
  EXPECT_EQ(phone.access_infos(0).type(), "adb");
  EXPECT_EQ(phone.access_infos(0).listen_port(), 5555);
  EXPECT_EQ(phone.properties().at("persist.sys.locale"), "en-US");
  EXPECT_EQ(phone.phone_data_volume().volume_type(), v1::VOLUME_TYPE_GPSSD);
  EXPECT_GT(phone.create_time().seconds(), 0);
}

TEST_F(MainJobTest, RestartsPhonesAndWatchesTheirJobsToTheEnd) {
  const std::vector<std::string> chosen = RunningPhones(5);
  const v1::JobGroup group = RestartAll(chosen);
  ASSERT_THAT(group.request_ids(), SizeIs(1));
  EXPECT_THAT(group.jobs(), SizeIs(5));
  EXPECT_EQ(StateOf(chosen.front()), v1::PHONE_STATE_RESTARTING) << "out of RUNNING when the call answers";

  const auto watch = BeginWatch({group.request_ids(0)});
  v1::WatchJobsResponse message;
  ASSERT_TRUE(watch->Next(&message));
  EXPECT_THAT(message.jobs(), AllOf(SizeIs(5), Each(Property(&v1::Job::request_id, group.request_ids(0)))));
  EXPECT_EQ(message.progress().total(), 5);
  while (watch->Next(&message)) {
    EXPECT_EQ(message.progress().running() + message.progress().succeeded(), 5);
  }
  EXPECT_EQ(message.progress().succeeded(), 5);
  EXPECT_THAT(watch->End(), IsOk());
  for (const std::string& phone_id : chosen) EXPECT_EQ(StateOf(phone_id), v1::PHONE_STATE_RUNNING);
}

TEST_F(MainJobTest, RefusesWhatCannotBeRestartedAndGoesOnWithTheRest) {
  const std::string frozen = OnlyPhoneIn(v1::PHONE_STATE_FROZEN);
  const std::string stopped = OnlyPhoneIn(v1::PHONE_STATE_STOPPED);
  const auto answer = Restart({frozen, stopped, kNobody});
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->group().jobs(), ElementsAre(Property(&v1::Job::phone_id, stopped)));
  ASSERT_THAT(answer->group().refused(), SizeIs(2));
  const v1::Refusal& of_frozen = answer->group().refused(0);
  EXPECT_EQ(of_frozen.phone_id(), frozen);
  EXPECT_THAT(of_frozen.error(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("RESOURCE_FROZEN")));
  const v1::Refusal& of_nobody = answer->group().refused(1);
  EXPECT_EQ(of_nobody.phone_id(), kNobody);
  EXPECT_THAT(of_nobody.error(), AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("PHONE_NOT_FOUND")));
  EXPECT_THAT(BeginWatch({answer->group().request_ids(0)})->End(), IsOk());
  EXPECT_EQ(StateOf(stopped), v1::PHONE_STATE_RUNNING) << "a restart also starts";
}

TEST_F(MainJobTest, AFailedJobSaysWhyAndIsNoFailedWatch) {
  v1::ListPhonesRequest by_name;
  by_name.set_phone_name("cph-server-2-00058");  // The simulator's phone that never comes back.
  const std::string phone_id = ListAll(by_name).front().phone_id();
  const v1::JobGroup group = RestartAll({phone_id});
  const auto watch = BeginWatch({group.request_ids(0)});
  v1::WatchJobsResponse message;
  while (watch->Next(&message)) {
  }
  EXPECT_THAT(watch->End(), IsOk());
  EXPECT_EQ(message.progress().failed(), 1);
  ASSERT_THAT(message.jobs(), SizeIs(1));
  EXPECT_EQ(message.jobs(0).state(), v1::JOB_STATE_FAILED);
  EXPECT_THAT(message.jobs(0).error(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(StateOf(phone_id), v1::PHONE_STATE_RESTART_FAILED);
  v1::GetJobRequest request;
  request.set_job_id(group.jobs(0).job_id());
  const auto job = Call(&JobStub::GetJob, request);
  ASSERT_THAT(job, IsOk()) << "a failed job is no failed call";
  EXPECT_EQ(job->job().state(), v1::JOB_STATE_FAILED);
}

TEST_F(MainJobTest, SetsPropertiesWithTheRestart) {
  const std::string phone_id = RunningPhones(1).front();
  v1::BatchRestartPhonesRequest request = RestartRequest({phone_id});
  (*request.mutable_phones(0)->mutable_properties())["persist.sys.locale"] = "de-DE";
  EXPECT_THAT(Call(&PhoneStub::BatchRestartPhones, request), IsOk());
  const auto answer = GetPhone(phone_id);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->phone().properties().at("persist.sys.locale"), "de-DE");
}

TEST_F(MainJobTest, ListsTheJobsOfARequestThroughPages) {
  const v1::JobGroup group = RestartAll(RunningPhones(5));
  v1::ListJobsRequest request;
  request.add_request_ids(group.request_ids(0));
  request.set_page_size(2);
  std::set<std::string> seen;
  do {
    const auto page = Call(&JobStub::ListJobs, request);
    ASSERT_THAT(page, IsOk());
    for (const v1::Job& job : page->jobs()) {
      EXPECT_EQ(job.request_id(), group.request_ids(0));
      EXPECT_TRUE(seen.insert(job.job_id()).second);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, SizeIs(5));
}

TEST_F(MainJobTest, ListsAndWatchesTheJobsOfSeveralRequests) {
  const std::vector<std::string> chosen = RunningPhones(3);
  const v1::JobGroup one = RestartAll({chosen[0]});
  const v1::JobGroup other = RestartAll({chosen[1], chosen[2]});
  v1::ListJobsRequest request;
  request.add_request_ids(one.request_ids(0));
  request.add_request_ids(other.request_ids(0));
  const auto list = Call(&JobStub::ListJobs, request);
  ASSERT_THAT(list, IsOk());
  EXPECT_THAT(list->jobs(), AllOf(SizeIs(3), Each(Property(&v1::Job::request_id, IsEmpty()))))
      << "the vendor's rows do not name their request";
  const auto watch = BeginWatch({one.request_ids(0), other.request_ids(0)});
  v1::WatchJobsResponse message;
  ASSERT_TRUE(watch->Next(&message));
  EXPECT_THAT(message.jobs(), SizeIs(3));
  while (watch->Next(&message)) {
  }
  EXPECT_EQ(message.progress().succeeded(), 3);
  EXPECT_THAT(watch->End(), IsOk());
  EXPECT_THAT(BeginWatch({other.request_ids(0)})->End(), IsOk()) << "what is over can be watched again";
}

TEST_F(MainJobTest, WhatIsUnknownIsNamed) {
  const auto is_unknown = [](const char* reason) {
    return AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason(reason), SaysNothingOfRetry());
  };
  const auto names = [](const absl::Status& status) {
    return DetailOf<google::rpc::ResourceInfo>(status).resource_name();
  };
  const absl::Status phone = GetPhone(kNobody).status();
  EXPECT_THAT(phone, AllOf(is_unknown("PHONE_NOT_FOUND"), HasMetadata("upstream_code", "CPS.0005"),
                           HasMetadata("upstream_request_id", SizeIs(32))));
  EXPECT_EQ(names(phone), kNobody);
  v1::GetJobRequest get;
  get.set_job_id(kNobody);
  const absl::Status job = Call(&JobStub::GetJob, get).status();
  EXPECT_THAT(job, is_unknown("JOB_NOT_FOUND"));
  EXPECT_EQ(names(job), kNobody);
  v1::ListJobsRequest list;
  list.add_request_ids(kNobody);
  const absl::Status jobs = Call(&JobStub::ListJobs, list).status();
  EXPECT_THAT(jobs, is_unknown("REQUEST_NOT_FOUND"));
  EXPECT_EQ(names(jobs), kNobody);
  const absl::Status watch = BeginWatch({kNobody})->End();
  EXPECT_THAT(watch, is_unknown("REQUEST_NOT_FOUND"));
  EXPECT_EQ(names(watch), kNobody);
}

}  // namespace
}  // namespace cloudphone
