#include "adapters/cph/call/request_builder.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/page_token.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::IsEmpty;

constexpr char kPhones[] = "https://cloud.example/v1/project/cloud-phone/phones";

template <typename Request>
HttpRequest Build(const std::string& text, const std::string& project_id = "project") {
  Request request;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
  return BuildRequest(ContractBindings().Get<Request>(), request, {"https://cloud.example", project_id});
}

// The query of ListPhones behind limit and offset, which come first.
std::string Query(const std::string& text) {
  const std::string url = Build<v1::ListPhonesRequest>(text).url;
  const std::string begin = absl::StrCat(kPhones, "?limit=100&offset=0");
  EXPECT_THAT(url, ::testing::StartsWith(begin));
  return url.substr(std::min(begin.size(), url.size()));
}

TEST(BuildRequestTest, EncodesEverythingButTheUnreservedCharacters) {
  EXPECT_EQ(Query("phone_name: 'AZaz09-_.~'"), "&phone_name=AZaz09-_.~");
  EXPECT_EQ(
      Query("phone_name: ' !\"#$%&\\'()*+,/:;<=>?@[]^`{|}'"),
      "&phone_name=%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5D%5E%60%7B%7C%7D");
  EXPECT_EQ(Query("phone_name: '云\\n\\000'"), "&phone_name=%E4%BA%91%0A%00");
  EXPECT_EQ(Build<v1::GetPhoneRequest>("phone_id: 'a~é'", "p/1").url,
            "https://cloud.example/v1/p%2F1/cloud-phone/phones/a~%C3%A9");
}

TEST(BuildRequestTest, SortsTheQueryByItsVendorNames) {
  EXPECT_EQ(
      Build<v1::ListPhonesRequest>(
          "type: PHONE_TYPE_ORDINARY state: PHONE_STATE_STOPPED server_id: 's' phone_name: 'n' page_size: 7")
          .url,
      absl::StrCat(kPhones, "?limit=7&offset=0&phone_name=n&server_id=s&status=8&type=0"));
}

TEST(BuildRequestTest, LeavesOutWhatIsUnset) { EXPECT_EQ(Query(""), ""); }

TEST(BuildRequestTest, JoinsAListByCommas) {
  EXPECT_EQ(Build<v1::ListJobsRequest>("request_ids: ['b', 'a']").url,
            "https://cloud.example/v1/project/cloud-phone/jobs?limit=100&offset=0&request_ids=b%2Ca");
}

TEST(BuildRequestTest, BeginsWhereThePageTokenSays) {
  v1::ListPhonesRequest request;
  request.set_state(v1::PHONE_STATE_CREATING);
  const CallBinding& binding = ContractBindings().Get<v1::ListPhonesRequest>();
  const std::string token = WritePageToken(binding, request, {40, 1});
  EXPECT_EQ(
      Build<v1::ListPhonesRequest>(absl::StrCat("state: PHONE_STATE_CREATING page_token: '", token, "'")).url,
      absl::StrCat(kPhones, "?limit=100&offset=40&status=0"))
      << "the second of the two states that are one of ours";
}

TEST(BuildRequestTest, AReadHasNoBodyAndMayBeCancelled) {
  const HttpRequest http = Build<v1::GetJobRequest>("job_id: 'j'");
  EXPECT_EQ(http.method, "GET");
  EXPECT_THAT(http.body, IsEmpty());
  EXPECT_FALSE(http.finish_once_sent);
  EXPECT_EQ(FindHeader(http.headers, "content-type"), "application/json")
      << "the vendor wants it on GET, too";
}

TEST(BuildRequestTest, AWriteHasItsFieldsInTheBodyAndRunsToItsEnd) {
  const HttpRequest http =
      Build<v1::BatchRestartPhonesRequest>("phones {phone_id: 'a'} phones {phone_id: 'b'} image_id: 'i'");
  EXPECT_EQ(http.method, "POST");
  EXPECT_EQ(http.url, absl::StrCat(kPhones, "/batch-restart"));
  EXPECT_EQ(http.body, R"({"phones":[{"phone_id":"a"},{"phone_id":"b"}],"image_id":"i"})");
  EXPECT_TRUE(http.finish_once_sent);
}

TEST(PageLimitTest, IsAHundredByDefaultAndAtMostWhatTheVendorGives) {
  const CallBinding& phones = ContractBindings().Get<v1::ListPhonesRequest>();
  const CallBinding& jobs = ContractBindings().Get<v1::ListJobsRequest>();
  const struct {
    int asked;
    int phones;
    int jobs;
  } kRows[] = {{0, 100, 100}, {1, 1, 1}, {100, 100, 100}, {101, 101, 100}, {200, 200, 100}, {201, 200, 100}};
  for (const auto& row : kRows) {
    v1::ListPhonesRequest of_phones;
    of_phones.set_page_size(row.asked);
    EXPECT_EQ(PageLimit(phones, of_phones), row.phones) << row.asked;
    v1::ListJobsRequest of_jobs;
    of_jobs.set_page_size(row.asked);
    EXPECT_EQ(PageLimit(jobs, of_jobs), row.jobs) << row.asked;
  }
}

}  // namespace
}  // namespace cloudphone
