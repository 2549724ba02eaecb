// How fast an answer with 100 phones becomes a message: our reader against protobuf's json_util, in turns, on
// the same body in one run. Prints one JSON line for each figure.

#include <chrono>  // NOLINT(build/c++11)
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/json/json_reader.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/figure.h"
#include "tests/bench/phone_page.h"

namespace cloudphone {
namespace {

constexpr int kRounds = 15;
constexpr int kCallsInRound = 200;

double SecondsFor(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallsInRound; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / kCallsInRound;
}

int Run() {
  const auto bindings =
      BindingTable::Compile({v1::ListPhonesRequest::descriptor()->file()->FindServiceByName("PhoneService")});
  if (!bindings.ok()) return 1;
  const MessagePlan& plan = *(*bindings)->Get<v1::ListPhonesRequest>().answer;
  // json_util wants its own names and enum values where ours differ: such keys are left to it as unknown.
  const std::string body = PhonePageJson(100);
  v1::ListPhonesResponse ours;
  v1::ListPhonesResponse theirs;
  const auto no_error = [](absl::string_view, absl::string_view, const google::protobuf::Message&) {
    return google::rpc::Status();
  };
  const auto read_ours = [&] {
    std::string copy = body;  // The reader uses up the transport's body.
    JsonEnvelope envelope;
    ours.Clear();
    if (!ReadJson(&copy, plan, no_error, &ours, &envelope).empty()) std::abort();
  };
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  const auto read_theirs = [&] {
    theirs.Clear();
    if (!google::protobuf::util::JsonStringToMessage(body, &theirs, lenient).ok()) std::abort();
  };
  std::vector<double> our_seconds;
  std::vector<double> their_seconds;
  for (int round = 0; round < kRounds; ++round) {
    our_seconds.push_back(SecondsFor(read_ours));
    their_seconds.push_back(SecondsFor(read_theirs));
  }
  if (ours.phones_size() != 100 || theirs.phones_size() != 100) return 1;
  const double mine = Median(our_seconds);
  PrintFigure("json_mb_per_s", static_cast<double>(body.size()) / mine / 1e6, "MB/s");
  PrintFigure("json_speedup_over_protobuf", Median(their_seconds) / mine, "ratio");
  return 0;
}

}  // namespace
}  // namespace cloudphone

int main() { return cloudphone::Run(); }
