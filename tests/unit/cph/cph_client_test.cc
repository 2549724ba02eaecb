// A whole upstream call against the fake transport: what goes out, what comes back.

#include "adapters/cph/call/cph_client.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class CphClientTest : public ::testing::Test {
 protected:
  CphClientTest()
      : client_(&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}) {}

  // Calls, and answers with `status` and `body`; returns how the call ended.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(Request request, int status, std::string body,
                                absl::Time deadline = absl::InfiniteFuture()) {
    absl::Status end = absl::UnknownError("not called");
    Response response;
    const auto call =
        client_.Call(std::make_shared<Request>(std::move(request)), deadline, [&](CallResult result) {
          end = result.status;
          if (end.ok()) response = static_cast<const Response&>(*result.response);
        });
    if (!call.ok()) return call.status();
    HttpResult result;
    result.status = status;
    result.maybe_sent = true;
    result.body = std::move(body);
    transport_.AnswerFirst(std::move(result));
    if (!end.ok()) return end;
    return response;
  }
  HttpRequest Sent() const { return transport_.sent().back(); }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
};

TEST_F(CphClientTest, ListsPhones) {
  v1::ListPhonesRequest request;
  request.set_page_size(2);
  request.set_phone_name("a b&c");
  request.set_state(v1::PHONE_STATE_RUNNING);
  const auto response = Call<v1::ListPhonesResponse>(
      request, 200,
      R"({"request_id":"r","count":3,"phones":[{"phone_id":"1","status":2},{"phone_id":"2","status":77}]})");
  EXPECT_EQ(Sent().method, "GET");
  EXPECT_EQ(
      Sent().url,
      "http://cloud.example/v1/project/cloud-phone/phones?limit=2&offset=0&phone_name=a%20b%26c&status=2");
  EXPECT_THAT(Sent().body, IsEmpty());
  EXPECT_FALSE(Sent().finish_once_sent);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total_size(), 3);
  EXPECT_EQ(response->phones(0).state(), v1::PHONE_STATE_RUNNING);
  EXPECT_EQ(response->phones(1).state(), v1::PHONE_STATE_UNSPECIFIED);
  EXPECT_EQ(response->phones(1).upstream_state(), 77) << "a state that nobody documented stays readable";
  request.set_page_token(response->next_page_token());
  const auto last = Call<v1::ListPhonesResponse>(request, 200, R"({"count":3,"phones":[{"phone_id":"3"}]})");
  EXPECT_THAT(Sent().url, ::testing::HasSubstr("offset=2"));
  EXPECT_THAT(last->next_page_token(), IsEmpty());
}

TEST_F(CphClientTest, WalksAStateThatIsSeveralUpstream) {
  v1::ListPhonesRequest request;
  request.set_state(v1::PHONE_STATE_CREATING);
  std::vector<std::string> asked;
  for (int page = 0; page < 5; ++page) {
    const auto response = Call<v1::ListPhonesResponse>(request, 200, R"({"count":0,"phones":[]})");
    ASSERT_TRUE(response.ok());
    asked.push_back(Sent().url.substr(Sent().url.find("status=")));
    if (response->next_page_token().empty()) break;
    request.set_page_token(response->next_page_token());
  }
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre("status=0", "status=1"));
}

TEST_F(CphClientTest, RestartsPhonesAndAccountsForEachTarget) {
  v1::BatchRestartPhonesRequest request;
  for (const char* id : {"a", "b", "c"}) request.add_phones()->set_phone_id(id);
  (*request.mutable_phones(0)->mutable_properties())["k"] = "v";
  const auto response = Call<v1::BatchRestartPhonesResponse>(
      request, 200,
      R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"j"},{"phone_id":"b","error_code":"CPS.0053","error_msg":"x"}]})");
  EXPECT_EQ(Sent().method, "POST");
  EXPECT_EQ(Sent().url, "http://cloud.example/v1/project/cloud-phone/phones/batch-restart");
  EXPECT_EQ(Sent().body,
            R"({"phones":[{"phone_id":"a","property":"{\"k\":\"v\"}"},{"phone_id":"b"},{"phone_id":"c"}]})");
  EXPECT_TRUE(Sent().finish_once_sent);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::JobGroup& group = response->group();
  EXPECT_THAT(group.request_ids(), ::testing::ElementsAre("r"));
  ASSERT_THAT(group.jobs(), SizeIs(1));
  EXPECT_EQ(group.jobs(0).request_id(), "r");
  EXPECT_EQ(group.jobs(0).state(), v1::JOB_STATE_RUNNING);
  ASSERT_THAT(group.refused(), SizeIs(2));
  EXPECT_EQ(group.refused(0).phone_id(), "b");
  EXPECT_EQ(group.refused(0).error().code(), google::rpc::FAILED_PRECONDITION);
  EXPECT_EQ(group.refused(1).phone_id(), "c");
  EXPECT_EQ(group.refused(1).error().code(), google::rpc::ABORTED);
}

TEST_F(CphClientTest, AFailedJobIsNoFailedCall) {
  v1::GetJobRequest request;
  request.set_job_id("j");
  const auto response = Call<v1::GetJobResponse>(
      request, 200, R"({"request_id":"q","job_id":"j","status":-1,"error_code":"CPS.0054","error_msg":"x"})");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->job().state(), v1::JOB_STATE_FAILED);
  EXPECT_EQ(response->job().error().code(), google::rpc::DEADLINE_EXCEEDED);
  EXPECT_THAT(response->job().request_id(), IsEmpty()) << "the id of the query is not the job's request";
}

TEST_F(CphClientTest, PastTheEndOfAJobListIsTheEnd) {
  v1::ListJobsRequest request;
  request.add_request_ids("r");
  request.set_page_size(1);
  const auto first = Call<v1::ListJobsResponse>(request, 200, R"({"jobs":[{"job_id":"j","status":1}]})");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->jobs(0).request_id(), "r");
  request.set_page_token(first->next_page_token());
  const auto second =
      Call<v1::ListJobsResponse>(request, 400, R"({"error_code":"CPS.0002","error_msg":"x"})");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(second->jobs(), IsEmpty());
  request.clear_page_token();
  EXPECT_FALSE(Call<v1::ListJobsResponse>(request, 400, R"({"error_code":"CPS.0002","error_msg":"x"})").ok());
}

TEST_F(CphClientTest, PagesByTheUpstreamsOwnMarker) {
  v1::ListServerModelsRequest request;
  request.set_product_type(v1::PRODUCT_TYPE_CLOUD_PHONE);
  request.set_page_size(7);
  auto page = Call<v1::ListServerModelsResponse>(
      request, 200,
      R"({"server_models":[{"server_model_name":"a","extend_spec":{"gpu_count":3,"os_volume":{"size":40}}}],"page_info":{"next_marker":"m.1/x"}})");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(Sent().url, ::testing::EndsWith("/server-models?limit=7&product_type=0"));
  EXPECT_EQ(page->server_models(0).extend_spec().os_volume().size(), 40);
  request.set_page_token(page->next_page_token());
  page = Call<v1::ListServerModelsResponse>(request, 200, R"({"page_info":{"next_marker":"m.1/x"}})");
  EXPECT_THAT(Sent().url, ::testing::EndsWith("/server-models?limit=7&marker=m.1%2Fx&product_type=0"));
  EXPECT_THAT(page->next_page_token(), IsEmpty()) << "a marker that does not move would go on for ever";
  page = Call<v1::ListServerModelsResponse>(request, 200, R"({"server_models":[{"server_model_name":"a"}]})");
  EXPECT_THAT(page->next_page_token(), IsEmpty()) << "older revisions do not page";
}

TEST_F(CphClientTest, RenamesWithinTheCharactersThatNamesMayHave) {
  v1::UpdatePhoneNameRequest request;
  request.set_phone_id("p");
  const std::pair<std::string, bool> kNames[] = {
      {"a-Z_09", true}, {"云手机", true}, {std::string(60, 'x'), true},         {std::string(61, 'x'), false},
      {"a b", false},   {"é", false},     {std::string(60 * 3, '\xE4'), false}, {"", false}};
  for (const auto& [name, fits] : kNames) {
    request.set_phone_name(name);
    const auto response = Call<v1::UpdatePhoneNameResponse>(request, 200, R"({"request_id":"r"})");
    EXPECT_EQ(response.ok(), fits) << name;
  }
  EXPECT_EQ(Sent().method, "PUT");
  EXPECT_EQ(Sent().url, "http://cloud.example/v1/project/cloud-phone/phones/p");
  EXPECT_EQ(Sent().body, absl::StrCat(R"({"phone_name":")", std::string(60, 'x'), R"("})"));
  request.set_phone_name("x");
  const auto refused = Call<v1::UpdatePhoneNameResponse>(request, 200, R"({"error_code":"CPS.0025"})");
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status())) << "an error code in a 200 is a failure";
}

TEST_F(CphClientTest, GivesTheUpstreamWhatIsLeftOfTheDeadlineLessAMargin) {
  const absl::Time now = timers_.Now();
  EXPECT_TRUE(Call<v1::ListPhonesResponse>(v1::ListPhonesRequest(), 200, "{}", now + absl::Seconds(10)).ok());
  EXPECT_EQ(Sent().deadline, now + absl::Seconds(10) - absl::Milliseconds(200));
  EXPECT_TRUE(Call<v1::ListPhonesResponse>(v1::ListPhonesRequest(), 200, "{}", now + absl::Seconds(1)).ok());
  EXPECT_EQ(Sent().deadline, now + absl::Milliseconds(900));
  EXPECT_TRUE(Call<v1::ListPhonesResponse>(v1::ListPhonesRequest(), 200, "{}").ok());
  EXPECT_EQ(Sent().deadline, now + absl::Seconds(30)) << "the default";
}

TEST_F(CphClientTest, ABadRequestNeverLeaves) {
  v1::GetPhoneRequest request;
  request.set_phone_id("a/b");
  const auto response = Call<v1::GetPhoneResponse>(request, 200, "{}");
  EXPECT_TRUE(absl::IsInvalidArgument(response.status()));
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

TEST_F(CphClientTest, AnAnswerWithoutTheThingIsUnreadable) {
  v1::GetPhoneRequest request;
  request.set_phone_id("a");
  EXPECT_TRUE(absl::IsDataLoss(Call<v1::GetPhoneResponse>(request, 200, "{}").status()));
  EXPECT_TRUE(absl::IsDataLoss(Call<v1::GetPhoneResponse>(request, 200, "").status()));
  v1::BatchRestartPhonesRequest write;
  write.add_phones()->set_phone_id("a");
  EXPECT_TRUE(absl::IsAborted(Call<v1::BatchRestartPhonesResponse>(write, 200, R"({"jobs":[]})").status()));
}

}  // namespace
}  // namespace cloudphone
