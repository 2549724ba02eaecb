// Waits over the hubs: from the first look to the one result.

#include "service/gateway/resources/resource_wait.h"

#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

class ResourceWaitTest : public ::testing::Test {
 protected:
  // How a wait goes.
  struct Course {
    std::shared_ptr<ResourceWait> wait;
    int ends = 0;
    absl::StatusOr<WaitResult> result = absl::UnknownError("not over");
  };

  template <typename Request>
  std::shared_ptr<Course> Wait(const Request& request, ResourceHub* hub) {
    auto course = std::make_shared<Course>();
    course->wait = std::make_shared<ResourceWait>(hub, &phones_, PlanWait(request).value(),
                                                  [course = course.get()](absl::StatusOr<WaitResult> result) {
                                                    ++course->ends;
                                                    course->result = std::move(result);
                                                  });
    course->wait->Start(timers_.Now() + absl::Seconds(30));
    Advance(absl::ZeroDuration());
    return course;
  }
  std::shared_ptr<Course> WaitPhones(std::vector<std::string> ids,
                                     v1::PhoneCondition condition = v1::PHONE_CONDITION_RUNNING) {
    v1::WaitPhonesRequest request;
    for (std::string& id : ids) request.add_phone_ids(std::move(id));
    request.set_condition(condition);
    return Wait(request, &phones_);
  }
  std::shared_ptr<Course> WaitServer(v1::ServerCondition condition) {
    v1::WaitServersRequest request;
    request.add_server_ids("s");
    request.set_condition(condition);
    return Wait(request, &servers_);
  }
  void Advance(absl::Duration step) { timers_.Advance(step); }

  FakeTimers timers_;
  FakePhoneSource phone_source_{PhoneResource(), &timers_};
  FakeServerSource server_source_{ServerResource(), &timers_};
  ResourceHub phones_{PhoneResource(), &phone_source_, &timers_, {}};
  ResourceHub servers_{ServerResource(), &server_source_, &timers_, {}};
};

TEST_F(ResourceWaitTest, WhatHoldsAlreadyAnswersAtOnce) {
  phone_source_.resources = {MakePhone("a")};
  const auto course = WaitPhones({"a"});
  ASSERT_EQ(course->ends, 1);
  ASSERT_TRUE(course->result.ok());
  EXPECT_TRUE(course->result->done);
  EXPECT_THAT(course->result->seen, SizeIs(1));
  Advance(absl::Minutes(1));
  EXPECT_THAT(phone_source_.reads, SizeIs(1)) << "and nothing is asked any more";
  EXPECT_EQ(course->ends, 1);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(ResourceWaitTest, ARestartedPhoneIsWaitedForAlthoughItRanWhenItWasSeenLast) {
  phone_source_.resources = {MakePhone("a")};
  const auto before = WaitPhones({"a"}, v1::PHONE_CONDITION_STOPPED);  // Keeps looking at it.
  phone_source_.Find("a")->set_state(v1::PHONE_STATE_RESTARTING);      // The restart has answered.
  const auto course = WaitPhones({"a"});
  EXPECT_EQ(course->ends, 0) << "what was seen before the restart does not count";
  Advance(absl::Seconds(5));
  EXPECT_EQ(course->ends, 0);
  phone_source_.Find("a")->set_state(v1::PHONE_STATE_RUNNING);
  Advance(absl::Seconds(2.5));
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(course->result->done);
}

TEST_F(ResourceWaitTest, AnswersOkWhenTheTimeIsOver) {
  phone_source_.resources = {MakePhone("a", v1::PHONE_STATE_STOPPED)};
  const auto course = WaitPhones({"a"});
  Advance(absl::Seconds(29.9));
  EXPECT_EQ(course->ends, 0);
  Advance(absl::Seconds(0.1));
  ASSERT_EQ(course->ends, 1);
  ASSERT_TRUE(course->result.ok());
  EXPECT_FALSE(course->result->done);
  EXPECT_THAT(course->result->seen, SizeIs(1));
  EXPECT_THAT(course->result->unreachable, IsEmpty());
}

TEST_F(ResourceWaitTest, AnUnknownPhoneIsNotFound) {
  const auto course = WaitPhones({"nobody"});
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(absl::IsNotFound(course->result.status()));
}

TEST_F(ResourceWaitTest, ManyPhonesAreWaitedForByTheList) {
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(absl::StrCat(i));
    phone_source_.Add(MakePhone(ids.back(), i == 0 ? v1::PHONE_STATE_RESTARTING : v1::PHONE_STATE_RUNNING));
  }
  phone_source_.page_size = 200;
  const auto course = WaitPhones(ids);
  EXPECT_EQ(course->ends, 0);
  EXPECT_EQ(phone_source_.pages(), 5);
  phone_source_.Find("0")->set_state(v1::PHONE_STATE_RUNNING);
  Advance(absl::Seconds(12));
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(course->result->done);
  EXPECT_THAT(course->result->seen, SizeIs(1000));
  EXPECT_EQ(phone_source_.gets(), 0);
}

TEST_F(ResourceWaitTest, ManyUnknownPhonesCostFewReads) {
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.push_back(absl::StrCat(i));
  const auto course = WaitPhones(ids);
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(absl::IsNotFound(course->result.status()));
  EXPECT_THAT(phone_source_.gets(), Le(20)) << "the first answer ends it";
}

TEST_F(ResourceWaitTest, MomentaryErrorsAreWaitedOutAndOthersAreTheAnswer) {
  phone_source_.resources = {MakePhone("a")};
  phone_source_.get_failures["a"] = absl::UnavailableError("down");
  const auto course = WaitPhones({"a"});
  EXPECT_EQ(course->ends, 0);
  phone_source_.get_failures.clear();
  Advance(absl::Seconds(3));
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(course->result->done);
  phone_source_.get_failures["a"] = absl::PermissionDeniedError("no");
  const auto refused = WaitPhones({"a"});
  ASSERT_EQ(refused->ends, 1);
  EXPECT_TRUE(absl::IsPermissionDenied(refused->result.status()));
}

TEST_F(ResourceWaitTest, EndedFromOutsideItAsksNoMore) {
  phone_source_.resources = {MakePhone("a", v1::PHONE_STATE_STOPPED)};
  const auto course = WaitPhones({"a"});
  course->wait->End(absl::UnavailableError("draining"));
  course->wait->End(absl::CancelledError("and again"));
  EXPECT_EQ(course->ends, 1);
  EXPECT_TRUE(absl::IsUnavailable(course->result.status()));
  Advance(absl::ZeroDuration());
  const size_t reads = phone_source_.reads.size();
  Advance(absl::Minutes(1));
  EXPECT_EQ(phone_source_.reads.size(), reads);
}

TEST_F(ResourceWaitTest, LetGoItIsForgotten) {
  phone_source_.resources = {MakePhone("a", v1::PHONE_STATE_STOPPED)};
  const auto course = WaitPhones({"a"});
  course->wait.reset();
  Advance(absl::Minutes(5));
  EXPECT_EQ(course->ends, 0);
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(ResourceWaitTest, ADeletedServerIsReached) {
  server_source_.resources = {MakeServer("s")};
  const auto course = WaitServer(v1::SERVER_CONDITION_DELETED);
  EXPECT_EQ(course->ends, 0);
  server_source_.Delete("s");
  Advance(absl::Seconds(3));
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(course->result->done);
}

TEST_F(ResourceWaitTest, PhonesRunningLooksAtThePhonesOfTheServer) {
  server_source_.resources = {MakeServer("s")};
  phone_source_.resources = {MakePhone("1"), MakePhone("2", v1::PHONE_STATE_RESTARTING),
                             MakePhone("3", v1::PHONE_STATE_STOPPED, "other")};
  const auto course = WaitServer(v1::SERVER_CONDITION_PHONES_RUNNING);
  EXPECT_EQ(course->ends, 0);
  ASSERT_THAT(phone_source_.reads, SizeIs(1));
  EXPECT_EQ(static_cast<const v1::ListPhonesRequest&>(*phone_source_.reads[0].filter).server_id(), "s");
  phone_source_.Find("2")->set_state(v1::PHONE_STATE_RUNNING);
  Advance(absl::Seconds(3));
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(course->result->done);
  Advance(absl::Minutes(1));
  EXPECT_EQ(timers_.pending(), 0) << "both hubs are asked no more";
}

TEST_F(ResourceWaitTest, AnErrorAboutThePhonesIsTheAnswerToo) {
  server_source_.resources = {MakeServer("s")};
  phone_source_.list_failure = absl::PermissionDeniedError("no");
  const auto course = WaitServer(v1::SERVER_CONDITION_PHONES_RUNNING);
  ASSERT_EQ(course->ends, 1);
  EXPECT_TRUE(absl::IsPermissionDenied(course->result.status()));
}

}  // namespace
}  // namespace cloudphone
