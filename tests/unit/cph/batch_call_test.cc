// Calls on many targets: every target is accounted for exactly once, whatever becomes of the parts.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> TargetsIn(const std::string& body) {
  rapidjson::Document document;
  document.Parse(body.data(), body.size());
  std::vector<std::string> ids;
  for (const auto& id : document["phone_ids"].GetArray()) ids.emplace_back(id.GetString());
  return ids;
}

HttpResult Answer(int status, std::string body) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  return result;
}

HttpResult Failed(HttpFailure failure, bool maybe_sent) {
  HttpResult result;
  result.failure = failure;
  result.maybe_sent = maybe_sent;
  return result;
}

// A job for each target, under a request id of its own.
HttpResult Accept(const HttpRequest& request) {
  const std::vector<std::string> ids = TargetsIn(request.body);
  const std::string jobs = absl::StrJoin(ids, ",", [](std::string* out, const std::string& id) {
    absl::StrAppend(out, R"({"phone_id":")", id, R"(","job_id":"job-)", id, R"("})");
  });
  return Answer(200, absl::StrCat(R"({"request_id":"request-)", ids.front(), R"(","jobs":[)", jobs, "]}"));
}

HttpResult Refuse(int status, const char* code) {
  return Answer(status, absl::StrCat(R"({"error_code":")", code, R"(","error_msg":"no"})"));
}

std::string ReasonOf(const google::rpc::Status& status) { return cloudphone::ReasonOf(ToStatus(status)); }

class BatchCallTest : public ::testing::Test {
 protected:
  BatchCallTest()
      : client_(&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}) {}

  void Stop(int phones, absl::Duration timeout = absl::Seconds(30)) {
    v1::BatchStopPhonesRequest request;
    for (int i = 0; i < phones; ++i) request.add_phone_ids(absl::StrCat("p", i));
    Start(std::move(request), timeout);
  }
  template <typename Request>
  void Start(Request request, absl::Duration timeout) {
    auto call = client_.Call(
        std::make_shared<Request>(std::move(request)), timers_.Now() + timeout,
        [this](const CallResult& result) {
          ++ends_;
          status_ = result.status;
          if (!status_.ok()) return;
          group_.CopyFrom(static_cast<const v1::BatchStopPhonesResponse&>(*result.response).group());
        });
    ASSERT_TRUE(call.ok()) << call.status();
    call_ = *call;
  }

  // The oldest call that has no answer yet; answers it.
  HttpRequest Next() const { return transport_.sent().at(answered_); }
  void AnswerNext(HttpResult result) {
    ++answered_;
    ASSERT_TRUE(transport_.AnswerFirst(std::move(result)));
  }
  void AcceptAll() {
    while (transport_.in_flight() > 0) AnswerNext(Accept(Next()));
  }

  // How many targets the group accounts for; each must be there once.
  size_t Accounted() const {
    std::map<std::string, int> seen;
    for (const v1::Job& job : group_.jobs()) ++seen[job.phone_id()];
    for (const v1::Refusal& refusal : group_.refused()) ++seen[refusal.phone_id()];
    for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
    return seen.size();
  }
  std::map<std::string, int> Reasons() const {
    std::map<std::string, int> reasons;
    for (const v1::Refusal& refusal : group_.refused()) ++reasons[ReasonOf(refusal.error())];
    return reasons;
  }
  std::vector<size_t> SentSizes() const {
    std::vector<size_t> sizes;
    for (const HttpRequest& request : transport_.sent()) sizes.push_back(TargetsIn(request.body).size());
    return sizes;
  }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
  std::shared_ptr<CphCall> call_;
  size_t answered_ = 0;
  int ends_ = 0;
  absl::Status status_;
  v1::JobGroup group_;
};

TEST_F(BatchCallTest, SplitsAThousandTargetsAndMergesTheAnswersInTheirOrder) {
  Stop(1000);
  EXPECT_THAT(transport_.sent(), SizeIs(4)) << "a few parts at once";
  AcceptAll();
  EXPECT_THAT(SentSizes(), AllOf(SizeIs(20), Each(50u)));
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(Accounted(), 1000u);
  ASSERT_THAT(group_.jobs(), SizeIs(1000));
  EXPECT_THAT(group_.request_ids(), SizeIs(20));
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(group_.jobs(i).phone_id(), absl::StrCat("p", i));
  EXPECT_EQ(group_.jobs(999).request_id(), "request-p950");
}

TEST_F(BatchCallTest, MergesInTheOrderOfTheRequestWhateverComesFirst) {
  Stop(100);
  ASSERT_THAT(transport_.sent(), SizeIs(2));
  const HttpRequest second = transport_.sent()[1];
  ASSERT_TRUE(transport_.AnswerLast(500)) << "the second part has an unknown outcome";
  AnswerNext(Accept(Next()));
  ASSERT_TRUE(status_.ok());
  EXPECT_EQ(group_.jobs(0).phone_id(), "p0");
  EXPECT_EQ(group_.refused(0).phone_id(), "p50");
  EXPECT_EQ(Accounted(), 100u);
}

TEST_F(BatchCallTest, ARefusedPartRefusesItsTargetsOnly) {
  Stop(150);
  AnswerNext(Accept(Next()));
  AnswerNext(Refuse(403, "CPS.0001"));
  AnswerNext(Accept(Next()));
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(Accounted(), 150u);
  EXPECT_THAT(group_.jobs(), SizeIs(100));
  ASSERT_THAT(group_.refused(), SizeIs(50));
  EXPECT_EQ(group_.refused(0).phone_id(), "p50");
  EXPECT_EQ(group_.refused(0).error().code(), google::rpc::PERMISSION_DENIED);
}

TEST_F(BatchCallTest, AThrottledPartHoldsBackWhatIsNotSentYet) {
  Stop(400, absl::Seconds(10));
  ASSERT_THAT(transport_.sent(), SizeIs(4));
  AnswerNext(Refuse(429, "APIGW.0308"));  // The window of a minute is longer than the deadline: not again.
  AcceptAll();
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_THAT(transport_.sent(), SizeIs(4)) << "nothing more was sent";
  EXPECT_EQ(Accounted(), 400u);
  EXPECT_THAT(group_.jobs(), SizeIs(150));
  EXPECT_THAT(Reasons(), ElementsAre(std::make_pair("NOT_SENT", 200), std::make_pair("RATE_LIMITED", 50)));
  for (const v1::Refusal& refusal : group_.refused()) {
    EXPECT_EQ(refusal.error().code(), google::rpc::RESOURCE_EXHAUSTED);
    EXPECT_TRUE(RetryDelayOf(ToStatus(refusal.error())).has_value());
  }
}

TEST_F(BatchCallTest, AThrottledPartIsSentAgainWhereTheDeadlineAllows) {
  Stop(60, absl::Minutes(5));
  HttpResult throttled = Refuse(429, "APIGW.0308");
  throttled.headers.push_back({"Retry-After", "2"});
  AnswerNext(throttled);
  AnswerNext(Accept(Next()));
  EXPECT_EQ(ends_, 0);
  timers_.Advance(absl::Seconds(1.9));
  EXPECT_THAT(transport_.sent(), SizeIs(2));
  timers_.Advance(absl::Seconds(1));
  ASSERT_THAT(transport_.sent(), SizeIs(3));
  AnswerNext(Accept(Next()));
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_THAT(group_.jobs(), SizeIs(60));
}

TEST_F(BatchCallTest, APartThatWasCutIsUnknownAndNeverSentAgain) {
  Stop(100);
  AnswerNext(Accept(Next()));
  AnswerNext(Failed(HttpFailure::kLost, true));
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_THAT(transport_.sent(), SizeIs(2));
  EXPECT_EQ(Accounted(), 100u);
  EXPECT_THAT(Reasons(), ElementsAre(std::make_pair("OUTCOME_UNKNOWN", 50)));
  EXPECT_FALSE(RetryDelayOf(ToStatus(group_.refused(0).error())).has_value());
}

TEST_F(BatchCallTest, APartThatNeverLeftIsSentAgain) {
  Stop(50);
  AnswerNext(Failed(HttpFailure::kNotConnected, false));
  timers_.Advance(absl::Seconds(1));
  ASSERT_THAT(transport_.sent(), SizeIs(2));
  AcceptAll();
  EXPECT_THAT(group_.jobs(), SizeIs(50));
}

TEST_F(BatchCallTest, TheDeadlineInTheMiddleHoldsBackTheRest) {
  Stop(400, absl::Seconds(10));
  AnswerNext(Accept(Next()));  // The fifth part leaves.
  timers_.Advance(absl::Seconds(10));
  AnswerNext(Failed(HttpFailure::kTimedOut, true));
  AnswerNext(Failed(HttpFailure::kTimedOut, true));
  AnswerNext(Failed(HttpFailure::kTimedOut, false));
  EXPECT_EQ(ends_, 0);
  AnswerNext(Failed(HttpFailure::kTimedOut, true));
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_THAT(transport_.sent(), SizeIs(5));
  EXPECT_EQ(Accounted(), 400u);
  EXPECT_THAT(Reasons(),
              ElementsAre(std::make_pair("NOT_SENT", 200), std::make_pair("OUTCOME_UNKNOWN", 150)));
}

TEST_F(BatchCallTest, HalvesWhatIsTooMany) {
  Stop(50);
  for (int i = 0; i < 100 && transport_.in_flight() > 0; ++i) {
    const HttpRequest next = Next();
    AnswerNext(TargetsIn(next.body).size() > 13 ? Refuse(400, "CPS.0190") : Accept(next));
  }
  ASSERT_EQ(ends_, 1);
  ASSERT_TRUE(status_.ok()) << status_;
  EXPECT_THAT(group_.jobs(), SizeIs(50));
  EXPECT_EQ(Accounted(), 50u);
  EXPECT_EQ(group_.jobs(0).phone_id(), "p0");
  EXPECT_EQ(group_.jobs(49).phone_id(), "p49");
}

TEST_F(BatchCallTest, OnceHalvedLaterPartsAreSmallFromTheStart) {
  Stop(400);
  for (int i = 0; i < 100 && transport_.in_flight() > 0; ++i) {
    const HttpRequest next = Next();
    AnswerNext(TargetsIn(next.body).size() > 25 ? Refuse(400, "CPS.0190") : Accept(next));
  }
  EXPECT_EQ(Accounted(), 400u);
  size_t large = 0;
  for (const size_t size : SentSizes()) large += size > 25 ? 1 : 0;
  EXPECT_EQ(large, 4u) << "only those that were out already";
}

TEST_F(BatchCallTest, OneTargetThatIsTooManyIsRefused) {
  Stop(2);
  while (transport_.in_flight() > 0) AnswerNext(Refuse(400, "CPS.0190"));
  ASSERT_EQ(ends_, 1);
  EXPECT_EQ(cloudphone::ReasonOf(status_), "TOO_MANY_TARGETS") << status_;
  EXPECT_THAT(SentSizes(), ElementsAre(2u, 1u, 1u));
}

TEST_F(BatchCallTest, FailsWhenNothingWasAcceptedWithTheUnknownOutcomeFirst) {
  Stop(150);
  AnswerNext(Refuse(403, "CPS.0001"));
  AnswerNext(Failed(HttpFailure::kLost, true));
  AnswerNext(Refuse(403, "CPS.0001"));
  ASSERT_EQ(ends_, 1);
  EXPECT_TRUE(absl::IsAborted(status_)) << status_;
  EXPECT_EQ(cloudphone::ReasonOf(status_), "OUTCOME_UNKNOWN");
}

TEST_F(BatchCallTest, FailsWithTheFirstRefusalWhereAllOutcomesAreKnown) {
  Stop(100);
  AnswerNext(Refuse(403, "CPS.0001"));
  AnswerNext(Refuse(400, "CPS.0080"));
  EXPECT_TRUE(absl::IsPermissionDenied(status_)) << status_;
}

TEST_F(BatchCallTest, RefusesTheOversizedAndTheDoubleBeforeAnythingLeaves) {
  v1::BatchStopPhonesRequest many;
  for (int i = 0; i < 1001; ++i) many.add_phone_ids(absl::StrCat("p", i));
  v1::BatchStopPhonesRequest twice;
  for (const char* id : {"a", "b", "a"}) twice.add_phone_ids(id);
  for (const auto& [request, field] :
       {std::make_pair(many, "phone_ids"), std::make_pair(twice, "phone_ids[2]")}) {
    const auto call = client_.Call(std::make_shared<v1::BatchStopPhonesRequest>(request),
                                   absl::InfiniteFuture(), [](const CallResult&) {});
    ASSERT_TRUE(absl::IsInvalidArgument(call.status()));
    EXPECT_THAT(std::string(call.status().message()), ::testing::StartsWith(field));
  }
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

TEST_F(BatchCallTest, AnErrorNamesTheTargetByItsPlaceInTheWholeRequest) {
  v1::BatchResetPhonesRequest request;
  for (int i = 0; i < 60; ++i) request.add_phones()->set_phone_id(absl::StrCat("p", i));
  v1::JobGroup group;
  const auto call = client_.Call(
      std::make_shared<v1::BatchResetPhonesRequest>(request), absl::InfiniteFuture(),
      [&](const CallResult& result) {
        group.CopyFrom(static_cast<const v1::BatchResetPhonesResponse&>(*result.response).group());
      });
  ASSERT_TRUE(call.ok());
  for (int part = 0; part < 2; ++part) {
    AnswerNext(Answer(
        200,
        R"({"request_id":"r","jobs":[{"phone_id":"p55","error_code":"CPS.0004","error_msg":"Parameter: phone_id is invalid."}]})"));
  }
  bool found = false;
  for (const v1::Refusal& refusal : group.refused()) {
    google::rpc::BadRequest bad;
    for (const auto& detail : refusal.error().details()) {
      if (!detail.UnpackTo(&bad)) continue;
      found = true;
      EXPECT_EQ(bad.field_violations(0).field(), "phones[55].phone_id");
    }
  }
  EXPECT_TRUE(found);
}

TEST_F(BatchCallTest, ACancelHoldsBackWhatIsNotSentAndLetsTheRestEnd) {
  Stop(400);
  call_->Cancel();
  EXPECT_THAT(transport_.cancelled(), SizeIs(4)) << "the transport knows which writes have left";
  EXPECT_EQ(ends_, 0);
  AcceptAll();
  EXPECT_EQ(ends_, 1);
  EXPECT_THAT(transport_.sent(), SizeIs(4));
  EXPECT_EQ(Accounted(), 400u);
}

TEST_F(BatchCallTest, ValidateOnlyChecksAndSendsNothing) {
  v1::BatchResetPhonesRequest request;
  request.add_phones()->set_phone_id("a");
  request.set_validate_only(true);
  int ends = 0;
  const auto done = [&](const CallResult& result) {
    ++ends;
    EXPECT_TRUE(result.status.ok());
    EXPECT_EQ(result.response->ByteSizeLong(), 0u);
  };
  ASSERT_TRUE(
      client_.Call(std::make_shared<v1::BatchResetPhonesRequest>(request), absl::InfiniteFuture(), done)
          .ok());
  EXPECT_EQ(ends, 0) << "never inside Call()";
  timers_.Advance(absl::ZeroDuration());
  EXPECT_EQ(ends, 1);
  request.add_phones()->set_phone_id("a");
  EXPECT_FALSE(
      client_.Call(std::make_shared<v1::BatchResetPhonesRequest>(request), absl::InfiniteFuture(), done)
          .ok());
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
