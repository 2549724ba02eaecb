// How fast an answer with 100 phones becomes a message: our reader against protobuf's json_util, in turns, on
// the same body in one run. Prints one JSON line for each figure.

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/json/json_reader.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "google/protobuf/util/json_util.h"

namespace cloudphone {
namespace {

constexpr int kRounds = 15;
constexpr int kCallsInRound = 200;

// What ListCloudPhones answers, in the vendor's form and key order. json_util wants its own names and enum
// values where ours differ, so the keys that do are left to it as unknown.
std::string Body() {
  std::string body = R"({"request_id":"6a63a18b8bab40ffb71ebd9cb80d0085","count":100,"phones":[)";
  for (int i = 0; i < 100; ++i) {
    absl::StrAppend(
        &body, i == 0 ? "" : ",", R"({"phone_name":"mobile-)", 10000 + i,
        R"(","server_id":"88b8449b896f3a4f0ad57222dd919090","phone_id":"1234567b8bab40ffb711234cb80)",
        10000 + i,
        R"(","phone_model_name":"AOSP-1U4G15G-001","image_id":"88b8449b896f3a4f0ad57222dd919090",)",
        R"("image_version":"AOSP 7.0","vnc_enable":"true","status":2,"type":0,"imei":"869287243397729",)",
        R"("traffic_type":"direct","volume_mode":0,"availability_zone":"cn-southwest-242b",)",
        R"("metadata":{"order_id":"CS1710111105S8IPB","product_id":"00301-25217-0--0"},"has_encrypt":false,)",
        R"("create_time":"2017-10-10T00:00:00Z","update_time":"2018-10-10T00:00:00Z"})");
  }
  return body + "]}";
}

double SecondsFor(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallsInRound; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / kCallsInRound;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Run() {
  const auto bindings =
      BindingTable::Compile({v1::ListPhonesRequest::descriptor()->file()->FindServiceByName("PhoneService")});
  if (!bindings.ok()) return 1;
  const MessagePlan& plan = *(*bindings)->Get<v1::ListPhonesRequest>().answer;
  const std::string body = Body();
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
  std::printf("{\"figure\": \"json_mb_per_s\", \"value\": %.1f, \"unit\": \"MB/s\"}\n",
              static_cast<double>(body.size()) / mine / 1e6);
  std::printf("{\"figure\": \"json_speedup_over_protobuf\", \"value\": %.2f, \"unit\": \"ratio\"}\n",
              Median(their_seconds) / mine);
  return 0;
}

}  // namespace
}  // namespace cloudphone

int main() { return cloudphone::Run(); }
