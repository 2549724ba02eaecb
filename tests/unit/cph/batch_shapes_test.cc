// Calls on many targets whose answers are not one row for each: what BatchCall makes of the parts.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "cloudphone/v1/tag_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const BindingTable& Bindings() {
  static const auto* const kTable =
      BindingTable::Compile({v1::RunShellCommandRequest::descriptor()->file()->service(0),
                             v1::BatchGetPhoneConnectionsRequest::descriptor()->file()->service(0),
                             v1::DeleteServersRequest::descriptor()->file()->service(0),
                             v1::BatchCreateTagsRequest::descriptor()->file()->service(0)})
          .value()
          .release();
  return *kTable;
}

HttpResult Answer(int status, std::string body) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  return result;
}

std::vector<std::string> Ids(const char* prefix, int count) {
  std::vector<std::string> ids;
  ids.reserve(count);
  for (int i = 0; i < count; ++i) ids.push_back(absl::StrCat(prefix, i));
  return ids;
}

class BatchShapesTest : public ::testing::Test {
 protected:
  BatchShapesTest() : client_(&Bindings(), &transport_, &timers_, {"http://cloud.example", "project"}) {}

  template <typename Response, typename Request>
  std::shared_ptr<Response> Start(const Request& request) {
    auto response = std::make_shared<Response>();
    auto call = client_.Call(std::make_shared<Request>(request), timers_.Now() + absl::Seconds(30),
                             [this, response](const CallResult& result) {
                               status_ = result.status;
                               ended_ = true;
                               response->CopyFrom(*result.response);
                             });
    EXPECT_THAT(call, IsOk());
    return response;
  }
  void AnswerNext(int status, std::string body) {
    ASSERT_TRUE(transport_.AnswerFirst(Answer(status, std::move(body))));
  }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_;
  absl::Status status_;
  bool ended_ = false;
};

TEST_F(BatchShapesTest, SessionsOfManyPhonesAreOpenedTenAtATime) {
  v1::BatchGetPhoneConnectionsRequest request;
  request.set_client_type(v1::CLIENT_TYPE_ANDROID);
  for (const std::string& id : Ids("p", 12)) request.add_phone_ids(id);
  const auto response = Start<v1::BatchGetPhoneConnectionsResponse>(request);
  ASSERT_THAT(transport_.sent(), SizeIs(2));
  std::vector<std::string> first = Ids("p", 10);
  first.erase(first.begin() + 3);  // Of this one the answer says nothing.
  const std::string rows = absl::StrJoin(first, ",", [](std::string* out, const std::string& id) {
    absl::StrAppend(out, R"({"phone_id":")", id, R"(","access_info":{"ticket":"t"}})");
  });
  AnswerNext(200, absl::StrCat(R"({"request_id":"r","connect_infos":[)", rows, "]}"));
  EXPECT_FALSE(ended_);
  AnswerNext(200, R"({"request_id":"s","connect_infos":[{"phone_id":"p11"}],)"
                  R"("errors":[{"phone_id":"p10","error_code":"CPS.0005","error_msg":"no"}]})");
  ASSERT_TRUE(ended_);
  ASSERT_THAT(status_, IsOk());
  ASSERT_THAT(response->connections(), SizeIs(10));
  EXPECT_EQ(response->connections(0).phone_id(), "p0");
  EXPECT_EQ(response->connections(9).phone_id(), "p11");
  ASSERT_THAT(response->refused(), SizeIs(2));
  EXPECT_EQ(response->refused(0).phone_id(), "p3");
  EXPECT_THAT(response->refused(0).error(), HasReason("OUTCOME_UNKNOWN"));
  EXPECT_EQ(response->refused(1).phone_id(), "p10");
  EXPECT_THAT(response->refused(1).error(), HasReason("PHONE_NOT_FOUND"));
}

TEST_F(BatchShapesTest, ServersStandForTheirPhones) {
  v1::RunShellCommandRequest request;
  request.set_content("id");
  for (const std::string& id : Ids("s", 60)) request.add_server_ids(id);
  const auto response = Start<v1::RunShellCommandResponse>(request);
  ASSERT_THAT(transport_.sent(), SizeIs(2));
  EXPECT_THAT(transport_.sent()[0].body, HasSubstr(R"("server_ids":["s0",)"));
  AnswerNext(200, R"({"request_id":"r","jobs":[{"phone_id":"a","job_id":"1"},{"phone_id":"b","job_id":"2"},)"
                  R"({"server_id":"s7","error_code":"CPS.0097","error_msg":"no"}]})");
  AnswerNext(400, R"({"error_code":"CPS.0094","error_msg":"no"})");
  ASSERT_TRUE(ended_);
  ASSERT_THAT(status_, IsOk());
  EXPECT_THAT(response->group().jobs(), SizeIs(2)) << "the phones that were named, whatever their servers";
  ASSERT_THAT(response->group().refused(), SizeIs(11)) << "one server, and the ten of the part that failed";
  EXPECT_EQ(response->group().refused(0).server_id(), "s7");
  EXPECT_EQ(response->group().refused(10).server_id(), "s59");
  EXPECT_THAT(response->group().refused(10).phone_id(), IsEmpty());
}

TEST_F(BatchShapesTest, OneJobOfTheVendorsStandsForEachServer) {
  v1::DeleteServersRequest request;
  for (const std::string& id : Ids("s", 12)) request.add_server_ids(id);
  const auto response = Start<v1::DeleteServersResponse>(request);
  ASSERT_THAT(transport_.sent(), SizeIs(2)) << "ten at a time";
  AnswerNext(200, R"({"request_id":"r","job_id":"one"})");
  AnswerNext(200, R"({"request_id":"s","job_id":"two"})");
  ASSERT_TRUE(ended_);
  ASSERT_THAT(status_, IsOk());
  ASSERT_THAT(response->group().jobs(), SizeIs(12));
  EXPECT_EQ(response->group().jobs(9).job_id(), "one");
  EXPECT_EQ(response->group().jobs(9).server_id(), "s9");
  EXPECT_EQ(response->group().jobs(11).job_id(), "two");
  EXPECT_EQ(response->group().jobs(11).request_id(), "s");
}

TEST_F(BatchShapesTest, AnAnswerThatHasToNameTheOneJobAndDoesNotIsUnknown) {
  v1::DeleteServersRequest request;
  request.add_server_ids("s");
  Start<v1::DeleteServersResponse>(request);
  AnswerNext(200, R"({"request_id":"r"})");
  ASSERT_TRUE(ended_);
  EXPECT_THAT(status_, HasReason("OUTCOME_UNKNOWN"));
}

TEST_F(BatchShapesTest, ARefusalInA200RefusesTheWholeCall) {
  v1::DeleteServersRequest request;
  request.add_server_ids("s");
  Start<v1::DeleteServersResponse>(request);
  AnswerNext(200, R"({"request_id":"r","error_code":"CPS.0159","error_msg":"Server not found."})");
  ASSERT_TRUE(ended_);
  EXPECT_THAT(status_, HasReason("SERVER_NOT_FOUND"));
}

TEST_F(BatchShapesTest, AnEmptyAnswerIsSuccessOnlyWhereItMayBe) {
  v1::BatchCreateTagsRequest tags;
  tags.set_resource_type(v1::TAG_RESOURCE_TYPE_SERVER);
  tags.set_resource_id("s");
  v1::TagToCreate* tag = tags.add_tags();
  tag->set_key("k");
  tag->set_value("v");
  Start<v1::BatchCreateTagsResponse>(tags);
  AnswerNext(204, "");
  EXPECT_TRUE(ended_);
  EXPECT_THAT(status_, IsOk());
  v1::DeleteServersRequest servers;
  servers.add_server_ids("s");
  Start<v1::DeleteServersResponse>(servers);
  AnswerNext(204, "");
  EXPECT_THAT(status_, HasReason("OUTCOME_UNKNOWN"));
}

TEST_F(BatchShapesTest, PhonesOrServersButNotBoth) {
  v1::RunShellCommandRequest request;
  request.set_content("id");
  const auto neither = client_.Call(std::make_shared<v1::RunShellCommandRequest>(request),
                                    absl::InfiniteFuture(), [](const CallResult&) {});
  EXPECT_THAT(neither.status(), HasReason("PARAMETER_MISSING"));
  request.add_phone_ids("p");
  request.add_server_ids("s");
  const auto both = client_.Call(std::make_shared<v1::RunShellCommandRequest>(request),
                                 absl::InfiniteFuture(), [](const CallResult&) {});
  EXPECT_THAT(both.status(), HasReason("PARAMETER_INVALID"));
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
