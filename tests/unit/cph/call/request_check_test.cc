#include "adapters/cph/call/request_check.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kLongest[] = "00000000000000000000000000000000";  // 32 bytes.

// "field reason" of each violation of the request in text form.
template <typename Request>
std::vector<std::string> Check(const std::string& text) {
  Request request;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
  std::vector<std::string> found;
  for (const Violation& violation : CheckCall(ContractBindings().Get<Request>(), request)) {
    EXPECT_THAT(violation.description, ::testing::Not(IsEmpty()));
    found.push_back(absl::StrCat(violation.field, " ", violation.reason));
  }
  return found;
}

TEST(CheckCallTest, TakesWhatIsInOrder) {
  EXPECT_THAT(Check<v1::GetPhoneRequest>(absl::StrCat("phone_id: '", kLongest, "'")), IsEmpty());
  EXPECT_THAT(Check<v1::ListPhonesRequest>(""), IsEmpty()) << "everything is optional";
  EXPECT_THAT(
      Check<v1::ListPhonesRequest>("page_size: 1000000 state: PHONE_STATE_CREATING type: PHONE_TYPE_TRIAL"),
      IsEmpty())
      << "too large a page is coerced";
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>(
                  "phones {phone_id: 'a' properties {key: 'k' value: 'any / text'}} phones {phone_id: 'b'}"),
              IsEmpty());
  EXPECT_THAT(Check<v1::ListJobsRequest>("request_ids: ['a', 'b']"), IsEmpty());
}

TEST(CheckCallTest, WhatIsRequiredMustBeThere) {
  EXPECT_THAT(Check<v1::GetJobRequest>(""), ElementsAre("job_id PARAMETER_MISSING"));
  EXPECT_THAT(Check<v1::ListJobsRequest>(""), ElementsAre("request_ids PARAMETER_MISSING"))
      << "an empty list";
  EXPECT_THAT(Check<v1::ListJobsRequest>("request_ids: ['']"),
              ElementsAre("request_ids[0] PARAMETER_MISSING"));
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>("phones {phone_id: 'a'} phones {} phones {}"),
              ElementsAre("phones[1].phone_id PARAMETER_MISSING", "phones[2].phone_id PARAMETER_MISSING"));
}

TEST(CheckCallTest, TextIsBoundedInBytes) {
  EXPECT_THAT(Check<v1::ListPhonesRequest>(absl::StrCat("server_id: '", kLongest, "0'")),
              ElementsAre("server_id PARAMETER_INVALID"));
  // 17 characters, 34 bytes.
  EXPECT_THAT(Check<v1::ListPhonesRequest>("server_id: 'äääääääääääääääää'"),
              ElementsAre("server_id PARAMETER_INVALID"));
  EXPECT_THAT(Check<v1::ListJobsRequest>(absl::StrCat("request_ids: ['a', '", kLongest, "0']")),
              ElementsAre("request_ids[1] PARAMETER_INVALID"));
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>(absl::StrCat("phones {phone_id: '", kLongest, "0'}")),
              ElementsAre("phones[0].phone_id PARAMETER_INVALID"));
}

TEST(CheckCallTest, AListIsBoundedAndTooLongAOneIsNotReadOn) {
  std::string most = "request_ids: ['0'";
  for (int i = 1; i < 20; ++i) absl::StrAppend(&most, ",'", i, "'");
  EXPECT_THAT(Check<v1::ListJobsRequest>(most + "]"), IsEmpty());
  EXPECT_THAT(Check<v1::ListJobsRequest>(most + ",'0']"), ElementsAre("request_ids LIST_TOO_LONG"))
      << "not also one that stands there twice";
}

TEST(CheckCallTest, EachItemStandsOnce) {
  EXPECT_THAT(Check<v1::ListJobsRequest>("request_ids: ['a', 'b', 'a', 'b']"),
              ElementsAre("request_ids[2] PARAMETER_INVALID", "request_ids[3] PARAMETER_INVALID"));
}

TEST(CheckCallTest, AnItemThatIsSentInACommaListHoldsNoComma) {
  EXPECT_THAT(Check<v1::ListJobsRequest>("request_ids: ['a,b']"),
              ElementsAre("request_ids[0] PARAMETER_INVALID"));
}

TEST(CheckCallTest, AnEnumValueMustHaveItsCounterpart) {
  EXPECT_THAT(Check<v1::ListPhonesRequest>("state: 99"), ElementsAre("state PARAMETER_INVALID"));
  EXPECT_THAT(Check<v1::ListPhonesRequest>("type: -1"), ElementsAre("type PARAMETER_INVALID"));
  EXPECT_THAT(Check<v1::ListPhonesRequest>("state: PHONE_STATE_UNSPECIFIED"), IsEmpty()) << "that is: unset";
}

TEST(CheckCallTest, AnIdInThePathChangesNoPath) {
  for (const char* id : {"a-b_c.d~e", "Z9", "...", "ä"})
    EXPECT_THAT(Check<v1::GetPhoneRequest>(absl::StrCat("phone_id: '", id, "'")), IsEmpty()) << id;
  for (const char* id :
       {".", "..", "a/b", "/", "a?b", "a#b", "a%2Fb", "a b", "a\\\\b", "a\\nb", "a\\000b", "a:b", "a@b"})
    EXPECT_THAT(Check<v1::GetPhoneRequest>(absl::StrCat("phone_id: '", id, "'")),
                ElementsAre("phone_id PARAMETER_INVALID"))
        << id;
}

TEST(CheckCallTest, PagingArgumentsAreChecked) {
  EXPECT_THAT(Check<v1::ListPhonesRequest>("page_size: -1"), ElementsAre("page_size PAGE_INVALID"));
  EXPECT_THAT(Check<v1::ListPhonesRequest>("page_token: 'x'"), ElementsAre("page_token PAGE_INVALID"));
  v1::ListPhonesRequest request;
  request.set_phone_name("other");
  const CallBinding& binding = ContractBindings().Get<v1::ListPhonesRequest>();
  const std::string token = WritePageToken(binding, request, {100, 0});
  EXPECT_THAT(Check<v1::ListPhonesRequest>(absl::StrCat("phone_name: 'other' page_token: '", token, "'")),
              IsEmpty());
  EXPECT_THAT(Check<v1::ListPhonesRequest>(absl::StrCat("phone_name: 'one' page_token: '", token, "'")),
              ElementsAre("page_token PAGE_INVALID"));
}

TEST(CheckCallTest, ABatchIsBoundedAndNamesEachTargetOnce) {
  std::string most;
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&most, "phones {phone_id: '", i, "'}");
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>(most), IsEmpty());
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>(most + "phones {phone_id: '0'}"),
              ElementsAre("phones LIST_TOO_LONG"));
  EXPECT_THAT(Check<v1::BatchRestartPhonesRequest>("phones {phone_id: 'a'} phones {phone_id: 'a'}"),
              ElementsAre("phones[1].phone_id PARAMETER_INVALID"));
}

TEST(CheckCallTest, FindsEverythingThatIsWrong) {
  EXPECT_THAT(Check<v1::ListPhonesRequest>("page_size: -1 page_token: 'x' state: 99"),
              ElementsAre("state PARAMETER_INVALID", "page_size PAGE_INVALID", "page_token PAGE_INVALID"));
}

TEST(CheckFieldsTest, ChecksARequestThatNoCallIsBoundTo) {
  const MessagePlan& plan = *ContractBindings().RequestPlan(v1::WatchJobsRequest::descriptor());
  v1::WatchJobsRequest request;
  for (int i = 0; i < 100; ++i) request.add_request_ids(absl::StrCat(i));
  EXPECT_THAT(CheckFields(plan, request), IsEmpty());
  request.add_request_ids("one more");
  ASSERT_THAT(CheckFields(plan, request), ::testing::SizeIs(1));
  EXPECT_EQ(CheckFields(plan, request).front().reason, "LIST_TOO_LONG");
}

TEST(ViolationStatusTest, IsOkWithoutAny) { EXPECT_THAT(ViolationStatus({}), IsOk()); }

TEST(ViolationStatusTest, HasTheReasonOfTheFirstAndTheFieldOfEach) {
  const absl::Status status =
      ViolationStatus({{"a[1].b", "PAGE_INVALID", "is wrong"}, {"c", "PARAMETER_MISSING", "is missing"}});
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("PAGE_INVALID"),
                            SaysNothingOfRetry()));
  EXPECT_EQ(status.message(), "a[1].b: is wrong");
  const auto request = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(request.field_violations_size(), 2);
  EXPECT_EQ(request.field_violations(0).field(), "a[1].b");
  EXPECT_EQ(request.field_violations(1).field(), "c");
  EXPECT_EQ(request.field_violations(1).description(), "is missing");
}

}  // namespace
}  // namespace cloudphone
