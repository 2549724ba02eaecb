#include "adapters/cph/call/page_slice.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/answer_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/cph/thing_bindings.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PageSliceTest : public ::testing::Test {
 protected:
  // Reads an answer of `rows` rows, counted from 0, as the call's answer.
  test::v1::ListThingsResponse Read(int rows) {
    HttpResult result;
    result.status = 200;
    result.body = "{\"rows\":[";
    for (int i = 0; i < rows; ++i) absl::StrAppend(&result.body, i == 0 ? "" : ",", "{\"count\":", i, "}");
    absl::StrAppend(&result.body, "]}");
    test::v1::ListThingsResponse response;
    AnswerInfo info;
    EXPECT_THAT(ReadAnswer(ThingBindings().Get<test::v1::ListThingsRequest>(), request_, request_,
                           std::move(result), &response, &info),
                IsOk());
    return response;
  }
  static std::vector<int> Counts(const test::v1::ListThingsResponse& response) {
    std::vector<int> counts;
    for (const test::v1::Spec& row : response.rows()) counts.push_back(row.count());
    return counts;
  }

  test::v1::ListThingsRequest request_;
};

TEST_F(PageSliceTest, PagesFollowEachOtherToTheEnd) {
  request_.set_page_size(2);
  test::v1::ListThingsResponse page = Read(5);
  EXPECT_THAT(Counts(page), ElementsAre(0, 1));
  EXPECT_EQ(page.total_size(), 5);
  request_.set_page_token(page.next_page_token());
  page = Read(5);
  EXPECT_THAT(Counts(page), ElementsAre(2, 3));
  request_.set_page_token(page.next_page_token());
  page = Read(5);
  EXPECT_THAT(Counts(page), ElementsAre(4));
  EXPECT_EQ(page.total_size(), 5);
  EXPECT_THAT(page.next_page_token(), IsEmpty());
}

TEST_F(PageSliceTest, AFullLastPageIsTheLast) {
  request_.set_page_size(3);
  const test::v1::ListThingsResponse page = Read(3);
  EXPECT_THAT(Counts(page), ElementsAre(0, 1, 2));
  EXPECT_THAT(page.next_page_token(), IsEmpty());
}

TEST_F(PageSliceTest, AHundredByDefaultAndAsManyAsAreAskedFor) {
  const test::v1::ListThingsResponse page = Read(101);
  EXPECT_EQ(page.rows_size(), 100);
  EXPECT_FALSE(page.next_page_token().empty());
  request_.set_page_size(5000);
  EXPECT_EQ(Read(1200).rows_size(), 1200);
}

TEST_F(PageSliceTest, WhatHasShrunkMeanwhileEndsWithAnEmptyPage) {
  request_.set_page_size(4);
  request_.set_page_token(Read(9).next_page_token());
  const test::v1::ListThingsResponse page = Read(3);
  EXPECT_THAT(Counts(page), IsEmpty());
  EXPECT_EQ(page.total_size(), 3);
  EXPECT_THAT(page.next_page_token(), IsEmpty());
  EXPECT_EQ(Read(0).total_size(), 0);
}

}  // namespace
}  // namespace cloudphone
