#ifndef CLOUDPHONE_TESTS_UNIT_CPH_ERRORS_ERROR_CATALOGUE_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_ERRORS_ERROR_CATALOGUE_H_

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/any.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// A row of the vendor's error catalogue (tests/data/errors.json): a code and how it arrives.
struct CatalogueRow {
  std::string code;
  int http_status = 0;
  std::string message;
  std::string grpc;  // Outward: what callers of ours see.
  std::string reason;
  std::string retry;
  std::string detail;  // Or "".
  std::string resource_type;
  bool write_safe = false;
};
const std::vector<CatalogueRow>& CatalogueRows();

// What a code that nobody knows means by its HTTP status alone.
struct FallbackRow {
  int http_status = 0;
  std::string grpc;  // Outward.
  std::string reason;
};
// With one row for any other 4xx and one for any other 5xx.
const std::vector<FallbackRow>& FallbackRows();

// What a caller sees of an error: worked out from the catalogue's own columns, not from the table that the
// build makes of them.
struct ExpectedError {
  std::string grpc;
  std::string reason;
  bool retry_info = false;
  std::string detail;  // The one beside ErrorInfo and RetryInfo, or "".
  std::string resource_type;
};
ExpectedError ExpectedOf(const CatalogueRow& row, bool write);
ExpectedError ExpectedOf(const FallbackRow& row, bool write);

// Expects all of it, and of ErrorInfo our domain, the code and the operation. `status` is as the caller got
// it.
void ExpectError(const google::rpc::Status& status, const ExpectedError& expected, const std::string& code,
                 const std::string& operation);

// The details of an error by the name of their type; expects each at most once.
std::map<std::string, google::protobuf::Any> DetailsOf(const google::rpc::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_ERRORS_ERROR_CATALOGUE_H_
