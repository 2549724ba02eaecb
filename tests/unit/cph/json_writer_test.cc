#include "adapters/cph/json/json_writer.h"

#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

template <typename M>
std::string Write(const M& message) {
  PlanSet plans;
  return WriteJson(message, **plans.Add(M::descriptor(), Direction::kRequest), {});
}

TEST(JsonWriterTest, LeavesOutWhatIsUnset) {
  v1::BatchRestartPhonesRequest request;
  EXPECT_EQ(Write(request), "{}");
  request.add_phones()->set_phone_id("p");
  EXPECT_EQ(Write(request), R"({"phones":[{"phone_id":"p"}]})");
}

TEST(JsonWriterTest, WritesPropertiesAsTextThatHoldsJsonSortedByKey) {
  v1::BatchRestartPhonesRequest request;
  request.set_image_id("i");
  v1::PhoneToRestart* phone = request.add_phones();
  phone->set_phone_id("p");
  (*phone->mutable_properties())["b"] = "say \"2\"\n";
  (*phone->mutable_properties())["a"] = "1";
  EXPECT_EQ(
      Write(request),
      R"({"phones":[{"phone_id":"p","property":"{\"a\":\"1\",\"b\":\"say \\\"2\\\"\\n\"}"}],"image_id":"i"})");
}

TEST(JsonWriterTest, WritesTextsAsUtf8AndEscapesWhatJsonMust) {
  v1::BatchRestartPhonesRequest request;
  request.add_phones()->set_phone_id("中😀\"\\\x01/");
  EXPECT_EQ(Write(request), "{\"phones\":[{\"phone_id\":\"中😀\\\"\\\\\\u0001/\"}]}");
}

TEST(JsonWriterTest, FieldsThatGoElsewhereStayOut) {
  PlanSet plans;
  const MessagePlan* plan = *plans.Add(v1::BatchRestartPhonesRequest::descriptor(), Direction::kRequest);
  v1::BatchRestartPhonesRequest request;
  request.set_image_id("i");
  EXPECT_EQ(WriteJson(request, *plan, {plan->FindByRestName("image_id")}), "{}");
}

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

}  // namespace
}  // namespace cloudphone
