// Runs a target without a fuzzer: on its seeds and on so many changed ones, the same each time.
//   TARGET [--rounds=N] [FILE...]     with files: on these only, such as one that a fuzzer found
//   TARGET --write_seeds=FOLDER       gives the seeds to a fuzzer

#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "tests/fuzz/fuzz_target.h"

ABSL_FLAG(int, rounds, 20000, "How many changed inputs to run.");
ABSL_FLAG(std::string, write_seeds, "", "Write the seeds into this folder, and end.");

namespace cloudphone {
namespace {

void RunOne(const std::string& input) {
  // A copy of the exact size, so that AddressSanitizer sees a read behind the end.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

// Changes a seed in a few places: other bytes, pieces twice or gone, a piece of another seed.
std::string Change(std::string input, const std::vector<std::string>& seeds, std::mt19937* random) {
  const auto pick = [&](size_t end) { return end == 0 ? 0 : (*random)() % end; };
  for (size_t change = 0; change <= pick(6); ++change) {
    const size_t at = pick(input.size() + 1);
    const size_t length = 1 + pick(8);
    switch (pick(5)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>((*random)());
        break;
      case 1:
        input.erase(at, length);
        break;
      case 2:
        for (size_t i = 0; i < length; ++i) input.insert(at, 1, static_cast<char>((*random)()));
        break;
      case 3:
        input.insert(at, input.substr(at, length));
        break;
      default: {
        const std::string& other = seeds[pick(seeds.size())];
        input.insert(at, other.substr(pick(other.size() + 1), 4 * length));
      }
    }
  }
  return input;
}

int RunFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path);
    return 2;
  }
  RunOne(std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()));
  return 0;
}

int Run(const std::vector<char*>& files) {
  for (size_t i = 1; i < files.size(); ++i) {
    if (const int failed = RunFile(files[i]); failed != 0) return failed;
  }
  if (files.size() > 1) return 0;
  const std::vector<std::string> seeds = FuzzSeeds();
  Demand(!seeds.empty(), "there are seeds");
  if (const std::string folder = absl::GetFlag(FLAGS_write_seeds); !folder.empty()) {
    for (size_t i = 0; i < seeds.size(); ++i)
      std::ofstream(absl::StrCat(folder, "/seed", i), std::ios::binary) << seeds[i];
    return 0;
  }
  for (const std::string& seed : seeds) RunOne(seed);
  std::mt19937 random(1);
  const int rounds = absl::GetFlag(FLAGS_rounds);
  for (int i = 0; i < rounds; ++i) RunOne(Change(seeds[random() % seeds.size()], seeds, &random));
  std::printf("%zu seeds and %d changed ones\n", seeds.size(), rounds);
  return 0;
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) { return cloudphone::Run(absl::ParseCommandLine(argc, argv)); }
