#include "tests/unit/cph/errors/error_catalogue.h"

#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "google/rpc/code.pb.h"
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

std::vector<CatalogueRow> LoadRows() {
  std::vector<CatalogueRow> rows;
  for (const Value& json : Catalogue()["codes"].GetArray()) {
    CatalogueRow row;
    row.code = Text(json, "code");
    row.http_status = json["http_status_for_simulator"].GetInt();
    row.message = Text(json, "message");
    row.grpc = Text(json, "outward_grpc").empty() ? Text(json, "grpc") : Text(json, "outward_grpc");
    row.reason = Text(json, "reason");
    row.retry = Text(json, "retry");
    row.detail = Text(json, "detail");
    row.resource_type = Text(json, "resource_type");
    row.write_safe = json["write_safe"].GetBool();
    rows.push_back(row);
  }
  return rows;
}

std::vector<FallbackRow> LoadFallbackRows() {
  const Value& reasons = Catalogue()["http_fallback_reason"];
  std::vector<FallbackRow> rows;
  for (const auto& member : Catalogue()["http_fallback_to_grpc"].GetObject()) {
    FallbackRow row{std::stoi(member.name.GetString()), member.value.GetString(),
                  Text(reasons, member.name.GetString())};
    if (row.http_status == 401) row.grpc = "FAILED_PRECONDITION";  // Our login is not the caller's.
    if (row.reason.empty()) row.reason = row.grpc;
    rows.push_back(row);
  }
  const Value& others = Catalogue()["http_fallback_default"];
  rows.push_back({418, Text(others, "4xx"), Text(reasons, "4xx")});
  rows.push_back({599, Text(others, "5xx"), Text(reasons, "5xx")});
  return rows;
}

constexpr char kUnknown[] = "OUTCOME_UNKNOWN";

}  // namespace

const std::vector<CatalogueRow>& CatalogueRows() {
  static const auto* const kRows = new std::vector<CatalogueRow>(LoadRows());
  return *kRows;
}

const std::vector<FallbackRow>& FallbackRows() {
  static const auto* const kRows = new std::vector<FallbackRow>(LoadFallbackRows());
  return *kRows;
}

ExpectedError ExpectedOf(const CatalogueRow& row, bool write) {
  const bool momentary = row.grpc == "UNAVAILABLE" || row.grpc == "DEADLINE_EXCEEDED";
  if (write && momentary && !row.write_safe && !absl::StartsWith(row.code, "IAM."))
    return {"ABORTED", kUnknown, false, "", ""};
  const bool may_retry =
      row.retry == "later" || row.retry == "backoff" || (row.retry == "reads-only" && !write);
  return {row.grpc, row.reason, may_retry, row.detail, row.resource_type};
}

ExpectedError ExpectedOf(const FallbackRow& row, bool write) {
  if (row.grpc == "UNAVAILABLE")
    return write ? ExpectedError{"ABORTED", kUnknown, false, "", ""}
                 : ExpectedError{row.grpc, row.reason, true, "", ""};
  if (row.grpc == "RESOURCE_EXHAUSTED") return {row.grpc, row.reason, true, "QuotaFailure", ""};
  if (row.grpc == "NOT_FOUND") return {row.grpc, row.reason, false, "ResourceInfo", "resource"};
  return {row.grpc, row.reason, false, "", ""};
}

std::map<std::string, google::protobuf::Any> DetailsOf(const google::rpc::Status& status) {
  std::map<std::string, google::protobuf::Any> details;
  for (const auto& detail : status.details()) {
    const std::string name = detail.type_url().substr(detail.type_url().rfind('.') + 1);
    EXPECT_TRUE(details.emplace(name, detail).second) << name << " comes twice";
  }
  return details;
}

void ExpectError(const google::rpc::Status& status, const ExpectedError& expected, const std::string& code,
                 const std::string& operation) {
  EXPECT_EQ(google::rpc::Code_Name(static_cast<google::rpc::Code>(status.code())), expected.grpc);
  EXPECT_FALSE(status.message().empty());
  EXPECT_LT(status.ByteSizeLong(), 4096u) << "more may be lost on the way";
  auto details = DetailsOf(status);
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(details["ErrorInfo"].UnpackTo(&info)) << "no ErrorInfo";
  EXPECT_EQ(info.reason(), expected.reason);
  EXPECT_EQ(info.domain(), "cloudphone");
  EXPECT_EQ(info.metadata().count("upstream_code") > 0 ? info.metadata().at("upstream_code") : "", code);
  EXPECT_EQ(info.metadata().count("operation") > 0 ? info.metadata().at("operation") : "", operation);
  EXPECT_EQ(details.count("RetryInfo") == 1, expected.retry_info) << "RetryInfo";
  for (const char* detail : {"BadRequest", "ResourceInfo", "QuotaFailure", "PreconditionFailure"})
    EXPECT_EQ(details.count(detail) == 1, expected.detail == detail) << detail;
  google::rpc::ResourceInfo resource;
  if (details.count("ResourceInfo") > 0 && details["ResourceInfo"].UnpackTo(&resource)) {
    EXPECT_EQ(resource.resource_type(), expected.resource_type);
  }
}

}  // namespace cloudphone
