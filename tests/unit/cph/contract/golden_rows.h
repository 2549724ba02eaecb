#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_ROWS_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_ROWS_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace cloudphone {

// One of the vendor's operations, from tests/data/operations.json. JSON is kept as text; "" is no body.
struct Operation {
  std::string id;
  std::string method;
  std::string path;    // "/v1/{project_id}/cloud-phone/phones/{phone_id}"
  std::string limits;  // In the vendor's words, or "".
  // The documented example. Variables of the path may stand in its URL.
  std::string url;
  std::string body;
  int status = 0;
  std::string answer;
  // The names of all that the vendor documents: "phones[].phone_id".
  std::vector<std::string> takes;
  std::vector<std::string> gives;
};

// Our side of one documented exchange, from tests/data/golden (its README tells the form).
struct GoldenRow {
  std::string name;   // Of its test: "PhoneService_GetPhone", with a number where the RPC has several rows.
  std::string place;  // "phone_service.json, row 3"
  std::string rpc;    // "cloudphone.v1.PhoneService.GetPhone"
  Operation operation;
  std::string request;   // Of the RPC, as protobuf JSON.
  std::string response;  // The same.
  // What is to be sent: the example's, or the row's own where it says why.
  std::string url;
  std::string body;
  // Keys of the documented answer that no field takes, on purpose.
  int unread = 0;
};

void PrintTo(const GoldenRow& row, std::ostream* out);

// The operations that are served, in the vendor's order, and the values of each of his enumerations.
struct VendorFacts {
  std::vector<Operation> operations;
  std::map<std::string, std::vector<std::string>> enums;
};
const VendorFacts& Facts();

struct GoldenData {
  std::vector<GoldenRow> rows;
  std::vector<std::string> problems;  // With files and rows that cannot be used.
};
const GoldenData& Golden();

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_GOLDEN_ROWS_H_
