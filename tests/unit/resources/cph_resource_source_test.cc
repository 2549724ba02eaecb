// The source of the hubs over the upstream calls, against the fake transport.

#include "service/gateway/accounts/cph_resource_source.h"

#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CphResourceSourceTest : public ::testing::Test {
 protected:
  absl::StatusOr<ResourcePage> ListPage(const ResourceType& type, SharedFilter filter, std::string token,
                                        int status, std::string body) {
    absl::StatusOr<ResourcePage> page = absl::UnknownError("not called");
    Source(type).ListPage(std::move(filter), std::move(token), timers_.Now() + absl::Seconds(10),
                          [&](absl::StatusOr<ResourcePage> result) { page = std::move(result); });
    Answer(status, std::move(body));
    return page;
  }
  absl::StatusOr<SharedResource> Get(const ResourceType& type, std::string id, int status, std::string body) {
    absl::StatusOr<SharedResource> row = absl::UnknownError("not called");
    Source(type).Get(std::move(id), timers_.Now() + absl::Seconds(10),
                     [&](absl::StatusOr<SharedResource> result) { row = std::move(result); });
    Answer(status, std::move(body));
    return row;
  }
  CphResourceSource& Source(const ResourceType& type) {
    return &type == &PhoneResource() ? phones_ : servers_;
  }
  void Answer(int status, std::string body) {
    HttpResult result;
    result.status = status;
    result.maybe_sent = true;
    result.body = std::move(body);
    transport_.AnswerFirst(std::move(result));
    timers_.Advance(absl::ZeroDuration());
  }

  FakeHttpTransport transport_;
  FakeTimers timers_;
  CphClient client_{&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}};
  CphResourceSource phones_{PhoneResource(), &client_, &timers_};
  CphResourceSource servers_{ServerResource(), &client_, &timers_};
};

TEST_F(CphResourceSourceTest, ReadsTheLargestPagesOneAfterTheOther) {
  v1::ListPhonesRequest request;
  request.set_server_id("s");
  const auto first = ListPage(PhoneResource(), MakeFilter(request), "", 200,
                              R"({"count":3,"phones":[{"phone_id":"1","status":2},{"phone_id":"2"}]})");
  EXPECT_THAT(transport_.sent().back().url, HasSubstr("limit=200&offset=0&server_id=s"));
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(first->rows, SizeIs(2));
  EXPECT_EQ(IdOf(PhoneResource(), *first->rows[0]), "1");
  EXPECT_EQ(static_cast<const v1::Phone&>(*first->rows[0]).state(), v1::PHONE_STATE_RUNNING);
  EXPECT_EQ(IdOf(PhoneResource(), *first->rows[1]), "2");
  const auto last = ListPage(PhoneResource(), MakeFilter(request), first->next_page_token, 200,
                             R"({"count":3,"phones":[{"phone_id":"3"}]})");
  EXPECT_THAT(transport_.sent().back().url, HasSubstr("offset=2"));
  ASSERT_TRUE(last.ok());
  EXPECT_THAT(last->rows, SizeIs(1));
  EXPECT_THAT(last->next_page_token, IsEmpty());
}

TEST_F(CphResourceSourceTest, GetsAResourceAsListsShowIt) {
  const auto row = Get(PhoneResource(), "1", 200,
                       R"({"phone_id":"1","status":8,"imei":"9","property":"{\"a\":\"b\"}",)"
                       R"("access_infos":[{"type":"adb"}],"phone_data_volume":{"volume_size":10}})");
  EXPECT_THAT(transport_.sent().back().url, HasSubstr("/cloud-phone/phones/1"));
  ASSERT_TRUE(row.ok()) << row.status();
  const auto& phone = static_cast<const v1::Phone&>(**row);
  EXPECT_EQ(phone.phone_id(), "1");
  EXPECT_EQ(phone.state(), v1::PHONE_STATE_STOPPED);
  EXPECT_EQ(phone.imei(), "9");
  EXPECT_THAT(phone.access_infos(), IsEmpty());
  EXPECT_THAT(phone.properties(), IsEmpty());
  EXPECT_FALSE(phone.has_phone_data_volume());
}

TEST_F(CphResourceSourceTest, ReadsServersAlike) {
  const auto page = ListPage(ServerResource(), MakeFilter<v1::ListServersRequest>(), "", 200,
                             R"({"count":1,"servers":[{"server_id":"s","status":5}]})");
  EXPECT_THAT(transport_.sent().back().url, HasSubstr("/cloud-phone/servers?limit=100&offset=0"));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->rows, SizeIs(1));
  EXPECT_EQ(static_cast<const v1::Server&>(*page->rows[0]).state(), v1::SERVER_STATE_RUNNING);
  const auto row = Get(ServerResource(), "s", 200, R"({"server_id":"s","volumes":[{"volume_id":"v"}]})");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_THAT(static_cast<const v1::Server&>(**row).volumes(), IsEmpty());
}

TEST_F(CphResourceSourceTest, PassesErrorsOnAndTriesNothingAgain) {
  const auto unknown =
      Get(PhoneResource(), "1", 404, R"({"error_code":"CPS.0005","error_msg":"no such phone"})");
  EXPECT_TRUE(absl::IsNotFound(unknown.status())) << unknown.status();
  const auto down = ListPage(PhoneResource(), MakeFilter<v1::ListPhonesRequest>(), "", 503, "");
  EXPECT_TRUE(absl::IsUnavailable(down.status())) << down.status();
  timers_.Advance(absl::Seconds(5));
  EXPECT_THAT(transport_.sent(), SizeIs(2)) << "the hub asks again, in its own time";
}

TEST_F(CphResourceSourceTest, ACallThatCannotBeMadeIsAnsweredLater) {
  const auto row = Get(PhoneResource(), "..", 200, "");
  EXPECT_TRUE(absl::IsInvalidArgument(row.status())) << row.status();
  EXPECT_THAT(transport_.sent(), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
