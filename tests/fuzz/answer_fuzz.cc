// Answers of the upstream: any bytes, read as the answer of any call. What is read is a message that can be
// sent on, or the call fails with a reason.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/cph/call/answer_reader.h"
#include "adapters/status/rich_status.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

const std::vector<const CallBinding*>& Bindings() {
  static const auto* const bindings = new std::vector<const CallBinding*>(AllBindings());
  return *bindings;
}

void ReadAnswerOf(const CallBinding& binding, int status, std::string body) {
  const auto request = NewMessage(binding.method->input_type());
  const auto response = NewMessage(binding.method->output_type());
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.headers = {{"content-type", "application/json"}};
  result.body = std::move(body);
  AnswerInfo info;
  const absl::Status read = ReadAnswer(binding, *request, *request, std::move(result), response.get(), &info);
  if (!read.ok()) return Demand(!ReasonOf(read).empty(), "an error has a reason");
  const std::string bytes = response->SerializeAsString();
  Demand(NewMessage(binding.method->output_type())->ParseFromString(bytes), "an answer can be read again");
}

}  // namespace

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const GoldenRow& row : Golden().rows) {
    for (size_t i = 0; i < Bindings().size(); ++i) {
      if (Bindings()[i]->method->full_name() != row.rpc) continue;
      seeds.push_back(std::string{static_cast<char>(i), '\0'} + row.operation.answer);
    }
  }
  return seeds;
}

}  // namespace cloudphone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int kStatuses[] = {200, 202, 400, 403, 404, 429, 500, 503};
  cloudphone::FuzzInput input(data, size);
  const auto& bindings = cloudphone::Bindings();
  const auto& binding = *bindings[input.Byte() % bindings.size()];
  const int status = kStatuses[input.Byte() % 8];
  cloudphone::ReadAnswerOf(binding, status, input.Rest());
  return 0;
}
