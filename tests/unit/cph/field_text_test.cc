#include "adapters/cph/json/field_text.h"

#include <string>
#include <utility>

#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/thing_bindings.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNull;
using ::testing::NotNull;

TEST(ScalarTextTest, WritesEachShape) {
  PlanSet plans;
  const MessagePlan* plan = *plans.Add(v1::ListPhonesRequest::descriptor(), Direction::kRequest);
  v1::ListPhonesRequest request;
  EXPECT_EQ(ScalarText(request, *plan->FindByRestName("status")), "");
  request.set_state(v1::PHONE_STATE_STOP_FAILED);
  request.set_type(v1::PHONE_TYPE_ORDINARY);
  request.set_page_size(7);
  request.set_phone_name("a b");
  EXPECT_EQ(ScalarText(request, *plan->FindByRestName("status")), "-9");
  EXPECT_EQ(ScalarText(request, *plan->FindByRestName("type")), "0");
  EXPECT_EQ(ScalarText(request, *plan->FindByRestName("page_size")), "7");
  EXPECT_EQ(ScalarText(request, *plan->FindByRestName("phone_name")), "a b");
  v1::ListServersRequest servers;
  servers.mutable_create_since_time()->set_seconds(1700000000);
  servers.mutable_create_since_time()->set_nanos(900000000);
  const MessagePlan* server_plan = *plans.Add(v1::ListServersRequest::descriptor(), Direction::kRequest);
  EXPECT_EQ(ScalarText(servers, *server_plan->FindByRestName("create_since")), "1700000000");
  const MessagePlan* jobs = *plans.Add(v1::ListJobsRequest::descriptor(), Direction::kRequest);
  v1::ListJobsRequest list;
  list.add_request_ids("a");
  list.add_request_ids("b");
  EXPECT_EQ(ScalarText(list, *jobs->FindByRestName("request_ids")), "a,b");
}

TEST(ScalarTextTest, WritesTimesInEachForm) {
  PlanSet plans;
  FieldPlan field = *(*plans.Add(v1::ListServersRequest::descriptor(), Direction::kRequest))
                         ->FindByRestName("create_since");
  v1::ListServersRequest request;
  request.mutable_create_since_time()->set_seconds(1713320018);
  request.mutable_create_since_time()->set_nanos(58000000);
  const std::pair<rest::v1::Form, const char*> kForms[] = {
      {rest::v1::FORM_UNSPECIFIED, "2024-04-17T02:13:38Z"},
      {rest::v1::FORM_EPOCH_SECONDS, "1713320018"},
      {rest::v1::FORM_EPOCH_MILLIS, "1713320018058"},
      {rest::v1::FORM_LOCAL_TIME, "2024-04-17 02:13:38"},
  };
  for (const auto& [form, text] : kForms) {
    field.form = form;
    EXPECT_EQ(ScalarText(request, field), text);
  }
}

TEST(ScalarTextTest, AnUnsetEnumThatIsSentHasTheValueOfItsZero) {
  PlanSet plans;
  const MessagePlan& plan = **plans.Add(test::v1::Unset::descriptor(), Direction::kRequest);
  test::v1::Unset message;
  EXPECT_EQ(ScalarText(message, *plan.FindByRestName("color")), "any");
  EXPECT_EQ(ScalarText(message, *plan.FindByRestName("note")), "");
  message.set_color(test::v1::COLOR_BLUE);
  EXPECT_EQ(ScalarText(message, *plan.FindByRestName("color")), "b") << "the first of its values";
}

TEST(ListTextsTest, GivesEveryValueOfAnEnumValue) {
  PlanSet plans;
  const MessagePlan& plan = **plans.Add(test::v1::Thing::descriptor(), Direction::kRequest);
  test::v1::Thing thing;
  thing.add_shades(test::v1::COLOR_RED);
  thing.add_shades(test::v1::COLOR_BLUE);
  EXPECT_THAT(ListTexts(thing, *plan.FindByRestName("shades")), ElementsAre("1", "b", "2"));
  EXPECT_THAT(ListTexts(thing, *plan.FindByRestName("names")), ElementsAre());
}

TEST(FirstMissingTest, NamesTheFirstFieldThatAnAnswerLacks) {
  const MessagePlan& plan = *ThingBindings().Get<test::v1::CountThingsRequest>().answer;
  test::v1::CountThingsResponse answer;
  ASSERT_THAT(FirstMissing(answer, plan), NotNull());
  EXPECT_EQ(FirstMissing(answer, plan)->name, "count");
  answer.set_count(1);
  ASSERT_THAT(FirstMissing(answer, plan), NotNull());
  EXPECT_EQ(FirstMissing(answer, plan)->name, "name");
  answer.set_name("n");
  EXPECT_THAT(FirstMissing(answer, plan), IsNull()) << "what is not required may lack";
}

}  // namespace
}  // namespace cloudphone
