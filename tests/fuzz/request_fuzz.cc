// Requests of callers: any message of any call is refused with a field that is to blame, or becomes a URL and
// a body that stay within the call: no other path, no other host, JSON that can be read.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/request_check.h"
#include "google/protobuf/stubs/logging.h"
#include "rapidjson/document.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

constexpr char kOrigin[] = "http://cloud.invalid";

const std::vector<const CallBinding*>& Bindings() {
  static const auto* const bindings = new std::vector<const CallBinding*>(AllBindings());
  return *bindings;
}

size_t Count(absl::string_view text, char wanted) {
  size_t count = 0;
  for (const char c : text) count += c == wanted ? 1 : 0;
  return count;
}

void BuildOf(const CallBinding& binding, const std::string& bytes) {
  const auto request = NewMessage(binding.method->input_type());
  if (!request->ParseFromString(bytes)) return;
  const Violations violations = CheckCall(binding, *request);
  for (const Violation& violation : violations)
    Demand(!violation.field.empty(), "a violation names its field");
  if (!violations.empty()) return;
  const HttpRequest built = BuildRequest(binding, *request, {kOrigin, "project", kOrigin});
  Demand(absl::StartsWith(built.url, absl::StrCat(kOrigin, "/v")), "the host stays");
  const absl::string_view path = absl::string_view(built.url).substr(sizeof(kOrigin) - 1);
  Demand(Count(path.substr(0, path.find('?')), '/') == Count(binding.call.http(), '/'), "the path stays");
  Demand(!absl::StrContains(path, "/../") && !absl::StrContains(path, "/./"), "the path goes nowhere else");
  if (built.body.empty()) return;
  rapidjson::Document body;
  body.Parse(built.body.data(), built.body.size());
  Demand(body.IsObject(), "the body is a JSON object");
}

}  // namespace

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const GoldenRow& row : Golden().rows) {
    for (size_t i = 0; i < Bindings().size(); ++i) {
      if (Bindings()[i]->method->full_name() != row.rpc) continue;
      const auto request = FromProtoJson(row.request, Bindings()[i]->method->input_type());
      if (request.ok())
        seeds.push_back(std::string(1, static_cast<char>(i)) + (*request)->SerializeAsString());
    }
  }
  // The calls of billing have no row: an id in their first field.
  for (size_t i = 0; i < Bindings().size(); ++i)
    seeds.push_back(absl::StrCat(std::string(1, static_cast<char>(i)), "\n\021CS1710111105S8IPB"));
  return seeds;
}

}  // namespace cloudphone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto silence =
      google::protobuf::SetLogHandler(nullptr);  // It tells of each text that is no UTF-8.
  (void)silence;
  cloudphone::FuzzInput input(data, size);
  const auto& bindings = cloudphone::Bindings();
  const auto& binding = *bindings[input.Byte() % bindings.size()];
  cloudphone::BuildOf(binding, input.Rest());
  return 0;
}
