// Turns the lists of codes into the rows of error_table.cc; runs in the build. A row that cannot be right
// stops it.
//   make_error_table ERROR_CODES_JSON BILLING_CODES_JSON > error_table_data.inc
// The codes of the billing service (CBC) come between those of the gateway (APIGW) and of the phones (CPS).

#include <cctype>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "rapidjson/document.h"

namespace {

using Row = rapidjson::Value;

const std::map<std::string, std::string> kRetries = {
    {"no", "kNo"},           {"after-fix", "kAfterFix"},   {"later", "kLater"},
    {"backoff", "kBackoff"}, {"reads-only", "kReadsOnly"}, {"token-refresh", "kTokenRefresh"}};
const std::map<std::string, std::string> kDetails = {{"", "kNone"},
                                                     {"BadRequest", "kBadRequest"},
                                                     {"ResourceInfo", "kResourceInfo"},
                                                     {"QuotaFailure", "kQuotaFailure"},
                                                     {"PreconditionFailure", "kPreconditionFailure"}};
const char* const kCodes[] = {"INVALID_ARGUMENT", "NOT_FOUND",    "ALREADY_EXISTS",     "PERMISSION_DENIED",
                              "UNIMPLEMENTED",    "INTERNAL",     "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
                              "ABORTED",          "OUT_OF_RANGE", "UNAVAILABLE",        "DEADLINE_EXCEEDED",
                              "CANCELLED",        "DATA_LOSS",    "UNAUTHENTICATED"};

std::string Text(const Row& row, const char* name) {
  const auto member = row.FindMember(name);
  return member != row.MemberEnd() && member->value.IsString() ? member->value.GetString() : "";
}

int Status(const Row& row) { return row.HasMember("status") ? row["status"].GetInt() : 0; }

[[noreturn]] void Fail(const std::string& key, const std::string& what) {
  std::cerr << "error codes: " << key << ": " << what << "\n";
  std::exit(1);
}

bool IsReason(const std::string& reason) {
  if (reason.size() < 3 || reason.size() > 63 || std::isupper(static_cast<unsigned char>(reason[0])) == 0)
    return false;
  for (const unsigned char c : reason) {
    if (std::isupper(c) == 0 && std::isdigit(c) == 0 && c != '_') return false;
  }
  return reason.back() != '_';
}

std::string Parameter(const Row& row, size_t index) {
  const auto member = row.FindMember("parameters");
  if (member == row.MemberEnd() || index >= member->value.Size()) return "";
  return member->value[static_cast<rapidjson::SizeType>(index)].GetString();
}

void PrintRow(const Row& row) {
  const std::string key = Text(row, "code") + "/" + std::to_string(Status(row));
  bool known = false;
  for (const char* code : kCodes) known = known || Text(row, "grpc") == code;
  if (!known) Fail(key, "no such gRPC code");
  if (!IsReason(Text(row, "reason"))) Fail(key, "the reason is none");
  const auto retry = kRetries.find(Text(row, "retry"));
  if (retry == kRetries.end()) Fail(key, "no such retry");
  const auto detail = kDetails.find(Text(row, "detail"));
  if (detail == kDetails.end()) Fail(key, "no such detail");
  if (!Parameter(row, 2).empty()) Fail(key, "more than two parameters");
  if ((detail->second == "kResourceInfo") == Text(row, "resource_type").empty())
    Fail(key, "ResourceInfo and resource_type come together");
  std::cout << "{\"" << Text(row, "code") << "\", " << Status(row) << ", google::rpc::" << Text(row, "grpc")
            << ", \"" << Text(row, "reason") << "\", Retry::" << retry->second
            << ", Detail::" << detail->second << ", {\"" << Parameter(row, 0) << "\", \"" << Parameter(row, 1)
            << "\"}, \"" << Text(row, "resource_type") << "\", "
            << (row.HasMember("write_safe") ? "true" : "false") << "}";
}

using Rows = std::map<std::pair<std::string, int>, const Row*>;

void AddRows(const Row& list, Rows* rows) {
  std::pair<std::string, int> last;
  for (const Row& row : list.GetArray()) {
    std::pair<std::string, int> key = {Text(row, "code"), Status(row)};
    const bool is_new = rows->emplace(key, &row).second;
    if (!is_new || !(last < key))
      Fail(key.first + "/" + std::to_string(key.second), "stands twice or out of order");
    last = std::move(key);
  }
}

void PrintList(const char* name, const Rows& rows) {
  std::cout << "constexpr ErrorRow " << name << "[] = {\n";
  for (const auto& [key, row] : rows) {
    std::cout << "    ";
    PrintRow(*row);
    std::cout << ",\n";
  }
  std::cout << "};\n";
}

rapidjson::Document ReadFile(const char* path) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  rapidjson::Document data;
  data.Parse(text.data(), text.size());
  if (data.HasParseError() || !data.IsObject()) Fail(path, "is no JSON object");
  return data;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) Fail("usage", "make_error_table ERROR_CODES_JSON BILLING_CODES_JSON");
  const rapidjson::Document data = ReadFile(argv[1]);
  const rapidjson::Document billing = ReadFile(argv[2]);
  Rows codes;
  AddRows(data["codes"], &codes);
  AddRows(billing["codes"], &codes);
  Rows statuses;
  AddRows(data["statuses"], &statuses);
  PrintList("kCodes", codes);
  PrintList("kStatuses", statuses);
  std::cout << "constexpr ErrorRow kOther4xx = ";
  PrintRow(data["other_4xx"]);
  std::cout << ";\nconstexpr ErrorRow kOther5xx = ";
  PrintRow(data["other_5xx"]);
  std::cout << ";\n";
  return 0;
}
