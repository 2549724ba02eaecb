// What an exchange means to the caller: the corners that cph_client_test does not go into.

#include "adapters/cph/call/answer_reader.h"

#include <string>
#include <utility>

#include "adapters/cph/call/page_token.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::AllOf;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

HttpResult Http(int status, std::string body, std::vector<HttpHeader> headers = {}) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  result.headers = std::move(headers);
  return result;
}

class ReadAnswerTest : public ::testing::Test {
 protected:
  // Reads the end of a call whose request is given in text form.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Read(const std::string& text, HttpResult result) {
    Request request;
    EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
    Response response;
    info_ = {};
    const absl::Status status =
        ReadAnswer(ContractBindings().Get<Request>(), request, request, std::move(result), &response, &info_);
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<v1::GetPhoneResponse> GetPhone(HttpResult result) {
    return Read<v1::GetPhoneResponse, v1::GetPhoneRequest>("phone_id: 'a'", std::move(result));
  }
  absl::StatusOr<v1::GetJobResponse> GetJob(HttpResult result) {
    return Read<v1::GetJobResponse, v1::GetJobRequest>("job_id: 'j'", std::move(result));
  }
  absl::StatusOr<v1::ListPhonesResponse> ListPhones(const std::string& request, HttpResult result) {
    return Read<v1::ListPhonesResponse, v1::ListPhonesRequest>(request, std::move(result));
  }
  absl::StatusOr<v1::ListJobsResponse> ListJobs(const std::string& request, HttpResult result) {
    return Read<v1::ListJobsResponse, v1::ListJobsRequest>(request, std::move(result));
  }
  absl::StatusOr<v1::BatchRestartPhonesResponse> Restart(HttpResult result) {
    return Read<v1::BatchRestartPhonesResponse, v1::BatchRestartPhonesRequest>(
        "phones {phone_id: 'a'} phones {phone_id: 'b'}", std::move(result));
  }

  AnswerInfo info_;
};

TEST_F(ReadAnswerTest, EveryStatusOf2xxIsAnAnswer) {
  for (const int status : {200, 201, 202, 299})
    EXPECT_THAT(GetPhone(Http(status, R"({"phone_id":"a"})")), IsOk()) << status;
  for (const int status : {199, 300, 304})
    EXPECT_THAT(GetPhone(Http(status, R"({"phone_id":"a"})")), Not(IsOk())) << status;
}

TEST_F(ReadAnswerTest, TakesTheUpstreamRequestIdFromTheHeaderElseFromTheBody) {
  EXPECT_THAT(GetPhone(Http(200, R"({"request_id":"body","phone_id":"a"})", {{"x-request-id", "header"}})),
              IsOk());
  EXPECT_EQ(info_.upstream_request_id, "header");
  EXPECT_THAT(GetPhone(Http(200, R"({"request_id":"body","phone_id":"a"})")), IsOk());
  EXPECT_EQ(info_.upstream_request_id, "body");
  EXPECT_THAT(GetPhone(Http(404, R"({"error_code":"CPS.0005"})", {{"X-Request-Id", "header"}})),
              HasMetadata("upstream_request_id", "header"));
  EXPECT_EQ(info_.upstream_request_id, "header");
}

TEST_F(ReadAnswerTest, CountsWhatTheContractDoesNotKnow) {
  EXPECT_THAT(GetPhone(Http(200, R"({"phone_id":"a","new":1,"newer":{"x":[1,2]},"status":2})")), IsOk());
  EXPECT_EQ(info_.unknown_fields, 2);
}

TEST_F(ReadAnswerTest, AnErrorCodeInA200IsARefusalOfTheCall) {
  const HttpResult refusal =
      Http(200, R"({"request_id":"q","error_code":"CPS.0005","error_msg":"Phone is not found."})");
  EXPECT_THAT(GetPhone(refusal), AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("PHONE_NOT_FOUND"),
                                       HasMetadata("upstream_request_id", "q")));
  EXPECT_THAT(ListPhones("", refusal), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Restart(refusal), StatusIs(absl::StatusCode::kNotFound)) << "certain, also for a write";
}

TEST_F(ReadAnswerTest, AThingWithoutItsIdIsNoAnswer) {
  const auto unreadable = AllOf(StatusIs(absl::StatusCode::kDataLoss), HasReason("UPSTREAM_ANSWER_INVALID"),
                                SaysNothingOfRetry());
  EXPECT_THAT(GetPhone(Http(200, R"({"request_id":"q"})")), unreadable);
  EXPECT_THAT(GetPhone(Http(200, R"({"phone_id":"","phone_name":"n"})")), unreadable);
  EXPECT_THAT(GetPhone(Http(200, R"({"phone_id":null})")), unreadable);
  EXPECT_THAT(GetPhone(Http(200, "[]")), unreadable);
  EXPECT_THAT(GetJob(Http(200, R"({"status":1})")), unreadable);
  EXPECT_THAT(GetPhone(Http(204, "")), unreadable);
}

TEST_F(ReadAnswerTest, AnAnswerToAWriteThatCannotBeReadLeavesItsOutcomeUnknown) {
  for (const char* body : {"", "{", "[]", "null", R"({"jobs":[]})", R"({"request_id":"r","jobs":7})"}) {
    EXPECT_THAT(Restart(Http(200, body)), AllOf(StatusIs(absl::StatusCode::kAborted),
                                                HasReason("OUTCOME_UNKNOWN"), SaysNothingOfRetry()))
        << body;
  }
}

TEST_F(ReadAnswerTest, ARequestIdAloneRefusesEveryTargetAsUnknown) {
  const auto answer = Restart(Http(200, R"({"request_id":"r"})"));
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->group().jobs(), IsEmpty());
  ASSERT_THAT(answer->group().refused(), SizeIs(2));
  for (const v1::Refusal& refusal : answer->group().refused())
    EXPECT_THAT(refusal.error(), AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN")));
}

TEST_F(ReadAnswerTest, ARefusedTargetIsNamedByItsPlaceInTheRequest) {
  const auto answer = Restart(Http(
      200, R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"j"},)"
           R"({"phone_id":"b","error_code":"CPS.0004","error_msg":"Parameter: phone_id is invalid."}]})"));
  ASSERT_THAT(answer, IsOk());
  ASSERT_THAT(answer->group().refused(), SizeIs(1));
  EXPECT_THAT(answer->group().refused(0).error(),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), NamesField("phones[1].phone_id")));
}

TEST_F(ReadAnswerTest, AFailedJobWithoutACodeFailedForGood) {
  const auto answer = GetJob(Http(200, R"({"job_id":"j","status":-1,"error_code":null,"error_msg":""})"));
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->job().error(),
              AllOf(StatusIs(absl::StatusCode::kInternal), HasReason("UPSTREAM_FAILED")));
}

TEST_F(ReadAnswerTest, AStateThatNobodyDocumentedIsNotFinalAndStaysReadable) {
  const auto answer = GetJob(Http(200, R"({"job_id":"j","status":77})"));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->job().state(), v1::JOB_STATE_UNSPECIFIED);
  EXPECT_EQ(answer->job().upstream_state(), 77);
  EXPECT_FALSE(answer->job().has_error());
}

TEST_F(ReadAnswerTest, JobsOfOneRequestNameItAndThoseOfSeveralDoNot) {
  const HttpResult rows = Http(200, R"({"request_id":"q","jobs":[{"job_id":"j","status":1}]})");
  const auto of_one = ListJobs("request_ids: ['r']", rows);
  ASSERT_THAT(of_one, IsOk());
  EXPECT_EQ(of_one->jobs(0).request_id(), "r");
  const auto of_two = ListJobs("request_ids: ['r', 's']", rows);
  ASSERT_THAT(of_two, IsOk());
  EXPECT_THAT(of_two->jobs(0).request_id(), IsEmpty());
}

TEST_F(ReadAnswerTest, AListWithACountEndsWithIt) {
  const struct {
    const char* body;
    bool has_next;
  } kRows[] = {
      {R"({"count":3,"phones":[{"phone_id":"a"},{"phone_id":"b"}]})", true},
      {R"({"count":2,"phones":[{"phone_id":"a"},{"phone_id":"b"}]})", false},
      {R"({"count":2,"phones":[{"phone_id":"a"}]})", true},  // A short page is no last page.
      {R"({"count":0,"phones":[]})", false},
      {R"({"count":9,"phones":[]})", false},  // Or a caller would ask for ever.
      {R"({"phones":[{"phone_id":"a"},{"phone_id":"b"}]})", false},
      {R"({"count":"3","phones":[{"phone_id":"a"},{"phone_id":"b"}]})", true},
      {R"({"count":-1,"phones":[{"phone_id":"a"},{"phone_id":"b"}]})", false},
  };
  for (const auto& row : kRows) {
    const auto page = ListPhones("page_size: 2", Http(200, row.body));
    ASSERT_THAT(page, IsOk()) << row.body;
    EXPECT_EQ(!page->next_page_token().empty(), row.has_next) << row.body;
  }
}

TEST_F(ReadAnswerTest, AListWithoutACountEndsWithAShortPage) {
  const char* const kTwo = R"({"jobs":[{"job_id":"i"},{"job_id":"j"}]})";
  const auto next = [&](const char* request) {
    const auto page = ListJobs(request, Http(200, kTwo));
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->next_page_token() : "";
  };
  EXPECT_THAT(next("request_ids: ['r'] page_size: 3"), IsEmpty());
  const std::string token = next("request_ids: ['r'] page_size: 2");
  v1::ListJobsRequest request;
  request.add_request_ids("r");
  request.set_page_token(token);
  const auto position = ReadPageToken(ContractBindings().Get<v1::ListJobsRequest>(), request);
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->offset, 2);
}

TEST_F(ReadAnswerTest, WhatFailedBelowIsTheCallsFailure) {
  HttpResult lost;
  lost.failure = HttpFailure::kLost;
  lost.maybe_sent = true;
  EXPECT_THAT(GetPhone(lost), AllOf(StatusIs(absl::StatusCode::kUnavailable), RetryIn(absl::Seconds(1)),
                                    HasMetadata("operation", "ShowCloudPhoneDetail")));
  EXPECT_THAT(Restart(lost), AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN")));
  lost.maybe_sent = false;
  EXPECT_THAT(Restart(lost), StatusIs(absl::StatusCode::kUnavailable)) << "certainly not sent";
}

}  // namespace
}  // namespace cloudphone
