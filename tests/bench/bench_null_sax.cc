// What JSON itself takes: CPU microseconds of a parse of the page of 5 phones that checks UTF-8 and does
// nothing with what it finds. Prints the number.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"
#include "tests/bench/phone_page.h"

namespace cloudphone {
namespace {

constexpr int kParses = 20000;

void Parse(const std::string& body) {
  rapidjson::MemoryStream stream(body.data(), body.size());
  rapidjson::BaseReaderHandler<> null;
  rapidjson::Reader reader;
  if (!reader.Parse<rapidjson::kParseValidateEncodingFlag>(stream, null)) std::abort();
}

void Run() {
  const std::string body = PhonePageJson(5);
  for (int i = 0; i < kParses / 10; ++i) Parse(body);
  const std::clock_t begin = std::clock();
  for (int i = 0; i < kParses; ++i) Parse(body);
  std::printf("%.3f\n", static_cast<double>(std::clock() - begin) * (1e6 / CLOCKS_PER_SEC) / kParses);
}

}  // namespace
}  // namespace cloudphone

int main() { cloudphone::Run(); }
