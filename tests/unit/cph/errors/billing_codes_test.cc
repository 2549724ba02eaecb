// Every code of the billing service, as a caller sees it.

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/error_table.h"
#include "adapters/cph/errors/vendor_status.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

struct CodeRow {
  const char* code;
  int http_status;
  google::rpc::Code grpc;
  const char* reason;
  bool retry_info;
};

constexpr CodeRow kRows[] = {
    {"CBC.0100", 400, google::rpc::INVALID_ARGUMENT, "REQUEST_REFUSED", false},
    {"CBC.0101", 400, google::rpc::INVALID_ARGUMENT, "REQUEST_REFUSED", false},
    {"CBC.0150", 403, google::rpc::FAILED_PRECONDITION, "BILLING_WRONG_SITE", false},
    {"CBC.0151", 403, google::rpc::PERMISSION_DENIED, "UPSTREAM_PERMISSION_DENIED", false},
    {"CBC.0154", 403, google::rpc::FAILED_PRECONDITION, "UPSTREAM_LOGIN_REFUSED", false},
    {"CBC.0155", 403, google::rpc::PERMISSION_DENIED, "UPSTREAM_PERMISSION_DENIED", false},
    {"CBC.0156", 403, google::rpc::FAILED_PRECONDITION, "BILLING_WRONG_SITE", false},
    {"CBC.30000010", 400, google::rpc::NOT_FOUND, "ORDER_NOT_FOUND", false},
    {"CBC.30000053", 400, google::rpc::FAILED_PRECONDITION, "UNSUBSCRIBE_REFUSED", false},
    {"CBC.30000067", 400, google::rpc::NOT_FOUND, "SUBSCRIPTION_NOT_FOUND", false},
    {"CBC.30010035", 400, google::rpc::FAILED_PRECONDITION, "UNSUBSCRIBE_REFUSED", false},
    {"CBC.3002", 200, google::rpc::FAILED_PRECONDITION, "UNSUBSCRIBE_REFUSED", false},
    {"CBC.3006", 200, google::rpc::FAILED_PRECONDITION, "UNSUBSCRIBE_REFUSED", false},
    {"CBC.3016", 200, google::rpc::FAILED_PRECONDITION, "UNSUBSCRIBE_REFUSED", false},
    {"CBC.99003651", 400, google::rpc::ABORTED, "SUBSCRIPTION_BUSY", true},
};

RichError Read(const CodeRow& row, bool write) {
  ErrorContext context;
  context.operation = "AnyCall";
  context.write = write;
  return ErrorFromCode(ErrorPlace::kAnswer, row.code, "text", row.http_status, "", context);
}

TEST(BillingCodesTest, EveryCodeReadsAsDocumentedOnReadsAndWrites) {
  for (const CodeRow& row : kRows) {
    for (const bool write : {false, true}) {
      SCOPED_TRACE(absl::StrCat(row.code, write ? " on a write" : " on a read"));
      const RichError error = Read(row, write);
      EXPECT_EQ(error.code, row.grpc);
      EXPECT_EQ(error.reason, row.reason);
      EXPECT_EQ(error.retry_delay.has_value(), row.retry_info);
      EXPECT_EQ(error.metadata.at("upstream_code"), row.code);
    }
  }
}

TEST(BillingCodesTest, AnInternalErrorLeavesAWriteUnknown) {
  const CodeRow internal = {"CBC.0999", 500, google::rpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE", true};
  const RichError read = Read(internal, /*write=*/false);
  EXPECT_EQ(read.code, google::rpc::UNAVAILABLE);
  EXPECT_TRUE(read.retry_delay.has_value());
  const RichError write = Read(internal, /*write=*/true);
  EXPECT_EQ(write.reason, "OUTCOME_UNKNOWN");
  EXPECT_FALSE(write.retry_delay.has_value());
}

}  // namespace
}  // namespace cloudphone
