// Every row of the vendor's error catalogue, as a caller sees it.

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/error_table.h"
#include "adapters/cph/errors/vendor_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/errors/error_catalogue.h"

namespace cloudphone {
namespace {

ErrorContext Context(bool write) {
  ErrorContext context;
  context.operation = "AnyCall";
  context.write = write;
  context.field_path = [](absl::string_view parameter) { return absl::StrCat("path.of.", parameter); };
  context.resource_name = [](absl::string_view type) { return absl::StrCat("id-of-", type); };
  return context;
}

class ErrorRowsTest : public ::testing::TestWithParam<bool> {};

TEST_P(ErrorRowsTest, EveryRowReadsAsTheCatalogueSays) {
  const bool write = GetParam();
  ASSERT_EQ(CatalogueRows().size(), 326u);
  for (const CatalogueRow& row : CatalogueRows()) {
    SCOPED_TRACE(absl::StrCat(row.code, "/", row.http_status, write ? " on a write" : " on a read"));
    const google::rpc::Status status = ToRpcStatus(ErrorFromCode(
        ErrorPlace::kAnswer, row.code, row.message, row.http_status, "0123456789abcdef", Context(write)));
    const ExpectedError expected = ExpectedOf(row, write);
    ExpectError(status, expected, row.code, "AnyCall");
    auto details = DetailsOf(status);
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(details["ErrorInfo"].UnpackTo(&info));
    EXPECT_EQ(info.metadata().at("upstream_request_id"), "0123456789abcdef");
    google::rpc::ResourceInfo resource;
    if (details["ResourceInfo"].UnpackTo(&resource)) {
      EXPECT_EQ(resource.resource_name(), "id-of-" + row.resource_type);
    }
  }
}

TEST_P(ErrorRowsTest, AnUnknownCodeReadsByItsHttpStatus) {
  const bool write = GetParam();
  for (const FallbackRow& row : FallbackRows()) {
    SCOPED_TRACE(row.http_status);
    const RichError error =
        ErrorFromCode(ErrorPlace::kAnswer, "CPS.9999", "new", row.http_status, "", Context(write));
    ExpectError(ToRpcStatus(error), ExpectedOf(row, write), "CPS.9999", "AnyCall");
  }
}

INSTANTIATE_TEST_SUITE_P(ReadsAndWrites, ErrorRowsTest, ::testing::Bool());

TEST(ErrorPlaceTest, TheResultOfAJobKeepsItsRowAlsoOnAWrite) {
  const RichError error =
      ErrorFromCode(ErrorPlace::kJob, "CPS.0054", "Handle job timeout.", 200, "", Context(true));
  EXPECT_EQ(error.code, google::rpc::DEADLINE_EXCEEDED);
}

// Jobs are read by calls that are no writes; what failed is one.
TEST(ErrorPlaceTest, AFailedJobSaysAgainOnlyWhereAWriteMay) {
  int rows = 0;
  for (const CatalogueRow& row : CatalogueRows()) {
    if (row.retry != "no" && row.retry != "after-fix" && row.retry != "reads-only") continue;
    const RichError error =
        ErrorFromCode(ErrorPlace::kJob, row.code, row.message, row.http_status, "", Context(false));
    EXPECT_FALSE(error.retry_delay.has_value()) << row.code;
    ++rows;
  }
  EXPECT_GT(rows, 200);
}

TEST(ErrorPlaceTest, AFailedCommandAndAnUnknownJobErrorFailedForGood) {
  for (const char* code : {"CPS.0191", "CPS.9999"}) {
    const RichError error =
        ErrorFromCode(ErrorPlace::kJob, code, "Run command failed.", 200, "", Context(false));
    EXPECT_EQ(error.code, google::rpc::INTERNAL);
    EXPECT_EQ(error.reason, "UPSTREAM_FAILED");
    EXPECT_TRUE(error.violations.empty());
  }
}

TEST(ErrorPlaceTest, AnItemWithAnUnknownCodeWasRefused) {
  const RichError error = ErrorFromCode(ErrorPlace::kItem, "CPS.9999", "no", 200, "", Context(true));
  EXPECT_EQ(error.code, google::rpc::FAILED_PRECONDITION);
  EXPECT_EQ(error.reason, "UPSTREAM_REFUSED");
}

TEST(ErrorPlaceTest, ACodeWithoutItsDotIsTheSame) {
  EXPECT_EQ(NormalErrorCode(" CPS0005"), "CPS.0005");
  EXPECT_EQ(NormalErrorCode("CPS.0005"), "CPS.0005");
  EXPECT_EQ(NormalErrorCode("CPS00051"), "CPS00051");
  EXPECT_EQ(ErrorFromCode(ErrorPlace::kItem, "CPS0005", "", 200, "", Context(true)).reason,
            "PHONE_NOT_FOUND");
}

}  // namespace
}  // namespace cloudphone
