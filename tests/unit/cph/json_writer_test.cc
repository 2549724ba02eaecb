#include "adapters/cph/json/json_writer.h"

#include "cloudphone/v1/phone_service.pb.h"
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

}  // namespace
}  // namespace cloudphone
