// The verifiers of signatures: any request is refused, but for those that were signed with the keys.

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "rapidjson/document.h"
#include "service/simulator/identity/signature.h"
#include "tests/fuzz/fuzz_target.h"

namespace cloudphone::simulator {
namespace {

constexpr char kVectors[] = CLOUDPHONE_TEST_DATA "/signing-vectors.json";

// A request as text: "METHOD TARGET", a line for each header, an empty line, the body.
Request Parse(const std::string& text) {
  const std::pair<std::string, std::string> halves = absl::StrSplit(text, absl::MaxSplits("\n\n", 1));
  Request request;
  request.body = halves.second;
  for (const absl::string_view line : absl::StrSplit(halves.first, '\n')) {
    if (request.method.empty()) {
      const std::pair<std::string, std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 1));
      request.method = words.first;
      request.target = words.second;
      continue;
    }
    const std::pair<std::string, std::string> header = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    request.headers.push_back(header);
  }
  return request;
}

struct Vectors {
  Vectors() {
    std::ifstream file(kVectors);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    for (const char* const kind : {"vectors", "negative_cases"})
      for (const auto& vector : document[kind].GetArray()) Add(vector);
  }

  void Add(const rapidjson::Value& vector) {
    const auto& request = vector["request"];
    const char* const headers = request.HasMember("headers") ? "headers" : "headers_to_send";
    std::string seed =
        absl::StrCat(request["method"].GetString(), " ", request["request_target"].GetString());
    for (const auto& header : request[headers].GetObject())
      absl::StrAppend(&seed, "\n", header.name.GetString(), ": ", header.value.GetString());
    if (vector.HasMember("authorization"))
      absl::StrAppend(&seed, "\nAuthorization: ", vector["authorization"].GetString());
    std::string body;
    if (request.HasMember("body_base64")) absl::Base64Unescape(request["body_base64"].GetString(), &body);
    seeds.push_back(absl::StrCat(seed, "\n\n", body));
  }

  std::vector<std::string> seeds;
};

}  // namespace
}  // namespace cloudphone::simulator

namespace cloudphone {

std::vector<std::string> FuzzSeeds() { return simulator::Vectors().seeds; }

}  // namespace cloudphone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace simulator = cloudphone::simulator;
  const simulator::Request request = simulator::Parse(std::string(reinterpret_cast<const char*>(data), size));
  // The vectors' key with another secret: what they signed must not pass, nor anything else.
  simulator::SignatureVerifier verifier({"FAKEAK0123456789ABCD", "a-secret-that-signed-nothing", ""});
  const absl::Time now = absl::FromCivil(absl::CivilSecond(2025, 1, 2, 3, 4, 5), absl::UTCTimeZone());
  cloudphone::Demand(verifier.Refuse(request, now, now).has_value(), "what was not signed is refused");
  return 0;
}
