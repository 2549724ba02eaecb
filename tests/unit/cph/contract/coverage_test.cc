// Counts what is there: every operation of the vendor has its RPC, its effect, its kind and its golden row,
// and the table of them in proto/README.md is today's. Each test tells all that is missing at once.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/contract_table.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

// A read that the vendor made a POST, and that answers two questions (filter, count), each an RPC.
constexpr char kPostedRead[] = "ListResourceInstances";

using Missing = std::vector<std::string>;

// A line for each, so that a failure shows all of them.
std::string Lines(const Missing& missing) { return absl::StrJoin(missing, "\n"); }

const Operation* FindOperation(const std::string& id) {
  for (const Operation& operation : Facts().operations) {
    if (operation.id == id) return &operation;
  }
  return nullptr;
}

TEST(ContractCoverageTest, KnowsTheOperationsOfTheVendor) {
  EXPECT_THAT(Facts().operations, SizeIs(59));
  EXPECT_THAT(Facts().enums, SizeIs(40));
}

TEST(ContractCoverageTest, EveryGoldenFileCanBeUsed) { EXPECT_EQ(Lines(Golden().problems), ""); }

TEST(ContractCoverageTest, EveryBindingFits) {
  for (const auto* service : AllServices()) {
    EXPECT_TRUE(BindingsOf(service).ok()) << service->full_name() << ": " << BindingsOf(service).status();
  }
}

TEST(ContractCoverageTest, EveryRpcHasAKind) {
  Missing missing;
  for (const auto* service : AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->options().GetExtension(rest::v1::kind) == rest::v1::KIND_UNSPECIFIED)
        missing.push_back(service->method(i)->full_name());
    }
  }
  EXPECT_EQ(Lines(missing), "");
}

TEST(ContractCoverageTest, EveryOperationHasItsRpc) {
  Missing missing;
  for (const Operation& operation : Facts().operations) {
    const size_t expected = operation.id == kPostedRead ? 2 : 1;
    const auto calls = CallsOf(operation.id);
    if (calls.size() == expected) continue;
    const std::string names = absl::StrJoin(calls, ", ", [](std::string* out, const ContractCall* call) {
      out->append(call->method->full_name());
    });
    missing.push_back(
        absl::StrCat(operation.id, " has ", calls.size(), " RPCs, not ", expected, ": ", names));
  }
  EXPECT_EQ(Lines(missing), "");
}

TEST(ContractCoverageTest, EveryCallIsTheDocumentedOne) {
  Missing wrong;
  for (const ContractCall& call : ContractCalls()) {
    const std::string& rpc = call.method->full_name();
    const Operation* operation = FindOperation(call.call.operation());
    if (operation == nullptr) {
      wrong.push_back(absl::StrCat(rpc, " names no operation that is served: ", call.call.operation()));
    } else if (const std::string http = absl::StrCat(operation->method, " ", operation->path);
               call.call.http() != http) {
      wrong.push_back(absl::StrCat(rpc, " calls ", call.call.http(), ", documented is ", http));
    }
  }
  EXPECT_EQ(Lines(wrong), "");
}

TEST(ContractCoverageTest, EveryEffectAgreesWithMethodAndKind) {
  Missing wrong;
  for (const ContractCall& call : ContractCalls()) {
    const std::string& rpc = call.method->full_name();
    const rest::v1::Effect effect = call.call.effect();
    if (effect == rest::v1::EFFECT_UNSPECIFIED) wrong.push_back(absl::StrCat(rpc, " has no effect"));
    const bool reads = absl::StartsWith(call.call.http(), "GET ") || call.call.operation() == kPostedRead;
    if (reads != (effect == rest::v1::EFFECT_READ))
      wrong.push_back(absl::StrCat(rpc, ": ", call.call.http(), " with ", rest::v1::Effect_Name(effect)));
    if (reads != (call.kind == rest::v1::KIND_READ))
      wrong.push_back(absl::StrCat(rpc, ": ", call.call.http(), " with ", rest::v1::Kind_Name(call.kind)));
    if (effect == rest::v1::EFFECT_SPEND && call.kind != rest::v1::KIND_SPEND)
      wrong.push_back(absl::StrCat(rpc, " spends and is ", rest::v1::Kind_Name(call.kind)));
  }
  EXPECT_EQ(Lines(wrong), "");
}

TEST(ContractCoverageTest, EveryCallHasAGoldenRow) {
  std::set<std::string> covered;
  for (const GoldenRow& row : Golden().rows) covered.insert(absl::StrCat(row.operation.id, " ", row.rpc));
  Missing missing;
  for (const ContractCall& call : ContractCalls()) {
    const std::string wanted = absl::StrCat(call.call.operation(), " ", call.method->full_name());
    if (covered.count(wanted) == 0) missing.push_back(wanted);
  }
  EXPECT_EQ(Lines(missing), "") << "these have no row in tests/data/golden";
}

TEST(ContractCoverageTest, EveryGoldenRowIsOfACall) {
  Missing wrong;
  for (const GoldenRow& row : Golden().rows) {
    bool found = false;
    for (const ContractCall* call : CallsOf(row.operation.id)) found |= call->method->full_name() == row.rpc;
    if (!found) wrong.push_back(absl::StrCat(row.place, ": ", row.rpc, " does not serve ", row.operation.id));
  }
  EXPECT_EQ(Lines(wrong), "");
}

constexpr char kBegin[] = "<!-- operations: made by a test, see tests/README.md -->\n";
constexpr char kEnd[] = "<!-- end of the operations -->\n";

TEST(ContractCoverageTest, TheTableInTheReadmeIsTodays) {
  const std::string path = absl::StrCat(CLOUDPHONE_PROTO, "/README.md");
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t begin = text.find(kBegin);
  const size_t end = text.find(kEnd);
  ASSERT_TRUE(begin != std::string::npos && end != std::string::npos && begin < end)
      << "no markers in proto/README.md";
  const size_t from = begin + sizeof(kBegin) - 1;
  const std::string wanted = absl::StrCat("\n", OperationTable(), "\n");
  if (text.substr(from, end - from) == wanted) return;
  if (std::getenv("CLOUDPHONE_RENEW") != nullptr) {
    std::ofstream(path) << text.replace(from, end - from, wanted);
    return;
  }
  FAIL() << "the table in proto/README.md is stale; make it anew:\n"
         << "CLOUDPHONE_RENEW=1 ctest --preset release -R TheTableInTheReadme";
}

}  // namespace
}  // namespace cloudphone
