#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_CONTRACT_TABLE_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_CONTRACT_TABLE_H_

#include <string>
#include <vector>

#include "cloudphone/rest/v1/rest.pb.h"
#include "google/protobuf/descriptor.h"

namespace cloudphone {

// An RPC that one upstream call serves, by its options alone: also one whose binding does not fit.
struct ContractCall {
  const google::protobuf::MethodDescriptor* method = nullptr;
  rest::v1::Call call;
  rest::v1::Kind kind = rest::v1::KIND_UNSPECIFIED;
};

// All of them, in the order of the files.
const std::vector<ContractCall>& ContractCalls();

// Those that claim an operation.
std::vector<const ContractCall*> CallsOf(const std::string& operation);

// The table of all operations for people, as lines of Markdown: what each is called, does, takes and answers.
std::string OperationTable();

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_CONTRACT_TABLE_H_
