#include "service/gateway/shared_files/listing_page.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::ListSharedFilesRequest Request(const std::string& path = "/data/data") {
  v1::ListSharedFilesRequest request;
  request.add_server_ids("s");
  request.set_path(path);
  return request;
}

v1::SharedFileListing Listing(int files, int total) {
  v1::SharedFileListing listing;
  for (int i = 0; i < files; ++i) listing.add_files()->set_name(absl::StrCat("f", i));
  listing.set_total_size(total);
  return listing;
}

v1::SharedFileListing Failed(absl::StatusCode code) {
  v1::SharedFileListing listing;
  listing.mutable_error()->set_code(static_cast<int>(code));
  return listing;
}

TEST(ListingPageTest, PageSizesAreThoseOfTheVendor) {
  v1::ListSharedFilesRequest request = Request();
  EXPECT_EQ(ReadListingPage(request)->size, 50);
  request.set_page_size(7);
  EXPECT_EQ(ReadListingPage(request)->size, 7);
  request.set_page_size(1000);
  EXPECT_EQ(ReadListingPage(request)->size, 50);
  EXPECT_EQ(ReadListingPage(request)->offset, 0);
  request.set_page_size(-1);
  EXPECT_THAT(ReadListingPage(request), HasReason("PAGE_INVALID"));
}

TEST(ListingPageTest, PathsFollowTheVendorsRules) {
  for (const char* path : {"/data", "/data/data", "/a..b", "/data/"})
    EXPECT_THAT(ReadListingPage(Request(path)), IsOk()) << path;
  for (const char* path : {"data", "/", "/data/../system", "//data", "/data//x", "../data"}) {
    const auto page = ReadListingPage(Request(path));
    EXPECT_THAT(page, StatusIs(absl::StatusCode::kInvalidArgument)) << path;
    EXPECT_EQ(DetailOf<google::rpc::BadRequest>(page).field_violations(0).field(), "path");
  }
}

TEST(ListingPageTest, ATokenNamesThePlaceWhereTheNextPageBegins) {
  v1::ListSharedFilesRequest request = Request();
  auto first = MakeListingResponse(request, {0, 50}, {Listing(30, 70)});
  ASSERT_THAT(first, IsOk());
  request.set_page_token(first->next_page_token());
  request.set_page_size(5);
  EXPECT_EQ(ReadListingPage(request)->offset, 30);
  request.set_path("/data/app");
  EXPECT_THAT(ReadListingPage(request), HasReason("PAGE_INVALID")) << "a token of another listing";
  request.set_page_token("nonsense");
  EXPECT_THAT(ReadListingPage(request), HasReason("PAGE_INVALID"));
}

TEST(ListingPageTest, TheLastPageHasNoToken) {
  const auto response = MakeListingResponse(Request(), {60, 50}, {Listing(10, 70), Listing(0, 3)});
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->next_page_token(), IsEmpty());
  EXPECT_THAT(response->listings(0).files(), SizeIs(10));
}

TEST(ListingPageTest, ThePageEndsForAllWhereItEndedForTheOneThatGotLeastFar) {
  v1::ListSharedFilesRequest request = Request();
  const auto response = MakeListingResponse(
      request, {100, 50}, {Listing(20, 300), Listing(50, 500), Listing(30, 130), Listing(5, 105)});
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->listings(0).files(), SizeIs(20));
  EXPECT_THAT(response->listings(1).files(), SizeIs(20));
  EXPECT_THAT(response->listings(2).files(), SizeIs(20)) << "its last ones come with the next page";
  EXPECT_THAT(response->listings(3).files(), SizeIs(5)) << "one that is at its end holds nobody back";
  request.set_page_token(response->next_page_token());
  EXPECT_EQ(ReadListingPage(request)->offset, 120);
}

TEST(ListingPageTest, AServerThatFailedHoldsNobodyBack) {
  const auto response =
      MakeListingResponse(Request(), {0, 50}, {Failed(absl::StatusCode::kNotFound), Listing(50, 60)});
  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(response->listings(0).has_error());
  EXPECT_THAT(response->listings(1).files(), SizeIs(50));
  EXPECT_THAT(response->next_page_token(), Not(IsEmpty()));
}

TEST(ListingPageTest, FailsWhereNoServerCouldBeListed) {
  const auto response = MakeListingResponse(
      Request(), {0, 50}, {Failed(absl::StatusCode::kNotFound), Failed(absl::StatusCode::kDataLoss)});
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace cloudphone
