// Every row of the vendor's error catalogue, as a caller sees it. What is expected is worked out here from
// the catalogue's own columns, not from the table that the build makes of them.

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/cph/errors/error_table.h"
#include "adapters/cph/errors/vendor_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"

namespace cloudphone {
namespace {

using Value = rapidjson::Value;

const rapidjson::Document& Catalogue() {
  static const auto* const kCatalogue = [] {
    std::ifstream file(CLOUDPHONE_TEST_DATA "/errors.json");
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    auto* document = new rapidjson::Document();
    document->Parse(text.data(), text.size());
    return document;
  }();
  return *kCatalogue;
}

std::string Text(const Value& row, const char* name) {
  return row.HasMember(name) && row[name].IsString() ? row[name].GetString() : "";
}

// The details of an error by the name of their type; each at most once.
std::map<std::string, google::protobuf::Any> Details(const google::rpc::Status& status) {
  std::map<std::string, google::protobuf::Any> details;
  for (const auto& detail : status.details()) {
    const std::string name = detail.type_url().substr(detail.type_url().rfind('.') + 1);
    EXPECT_TRUE(details.emplace(name, detail).second) << name << " comes twice";
  }
  return details;
}

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
  ASSERT_EQ(Catalogue()["codes"].Size(), 326);
  for (const Value& row : Catalogue()["codes"].GetArray()) {
    const std::string code = Text(row, "code");
    const int http_status = row["http_status_for_simulator"].GetInt();
    SCOPED_TRACE(absl::StrCat(code, "/", http_status, write ? " on a write" : " on a read"));
    const google::rpc::Status status = ToRpcStatus(ErrorFromCode(
        ErrorPlace::kAnswer, code, Text(row, "message"), http_status, "0123456789abcdef", Context(write)));
    const std::string inward = Text(row, "grpc");
    const std::string outward = Text(row, "outward_grpc").empty() ? inward : Text(row, "outward_grpc");
    const std::string retry = Text(row, "retry");
    const bool momentary = outward == "UNAVAILABLE" || outward == "DEADLINE_EXCEEDED";
    const bool unknown = write && momentary && !row["write_safe"].GetBool() && code.substr(0, 4) != "IAM.";

    EXPECT_EQ(google::rpc::Code_Name(static_cast<google::rpc::Code>(status.code())),
              unknown ? "ABORTED" : outward);
    auto details = Details(status);
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(details["ErrorInfo"].UnpackTo(&info));
    EXPECT_EQ(info.reason(), unknown ? "OUTCOME_UNKNOWN" : Text(row, "reason"));
    EXPECT_EQ(info.domain(), "cloudphone");
    EXPECT_EQ(info.metadata().at("upstream_code"), code);
    EXPECT_EQ(info.metadata().at("upstream_request_id"), "0123456789abcdef");
    EXPECT_EQ(info.metadata().at("operation"), "AnyCall");
    EXPECT_FALSE(status.message().empty());
    EXPECT_LT(status.ByteSizeLong(), 4096);

    const bool may_retry = retry == "later" || retry == "backoff" || (retry == "reads-only" && !write);
    EXPECT_EQ(details.count("RetryInfo") == 1, may_retry && !unknown);
    for (const char* detail : {"BadRequest", "ResourceInfo", "QuotaFailure", "PreconditionFailure"})
      EXPECT_EQ(details.count(detail) == 1, !unknown && Text(row, "detail") == detail) << detail;
    google::rpc::ResourceInfo resource;
    if (details["ResourceInfo"].UnpackTo(&resource)) {
      EXPECT_EQ(resource.resource_type(), Text(row, "resource_type"));
      EXPECT_EQ(resource.resource_name(), "id-of-" + Text(row, "resource_type"));
    }
  }
}

TEST_P(ErrorRowsTest, AnUnknownCodeReadsByItsHttpStatus) {
  const bool write = GetParam();
  const Value& fallback = Catalogue()["http_fallback_to_grpc"];
  for (const auto& member : fallback.GetObject()) {
    const int http_status = std::stoi(member.name.GetString());
    SCOPED_TRACE(http_status);
    const RichError error =
        ErrorFromCode(ErrorPlace::kAnswer, "CPS.9999", "new", http_status, "", Context(write));
    std::string expected = member.value.GetString();
    if (http_status == 401) expected = "FAILED_PRECONDITION";  // Outward.
    if (write && expected == "UNAVAILABLE") expected = "ABORTED";
    EXPECT_EQ(google::rpc::Code_Name(error.code), expected);
  }
  EXPECT_EQ(ErrorFromCode(ErrorPlace::kAnswer, "CPS.9999", "", 418, "", Context(write)).reason,
            "UPSTREAM_REFUSED");
  EXPECT_EQ(ErrorFromCode(ErrorPlace::kAnswer, "CPS.9999", "", 599, "", Context(write)).reason,
            write ? "OUTCOME_UNKNOWN" : "UPSTREAM_UNAVAILABLE");
}

INSTANTIATE_TEST_SUITE_P(ReadsAndWrites, ErrorRowsTest, ::testing::Bool());

TEST(ErrorPlaceTest, TheResultOfAJobKeepsItsRowAlsoOnAWrite) {
  const RichError error =
      ErrorFromCode(ErrorPlace::kJob, "CPS.0054", "Handle job timeout.", 200, "", Context(true));
  EXPECT_EQ(error.code, google::rpc::DEADLINE_EXCEEDED);
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
