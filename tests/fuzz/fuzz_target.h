#ifndef CLOUDPHONE_TESTS_FUZZ_FUZZ_TARGET_H_
#define CLOUDPHONE_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

// What one target is: any bytes go in; what must not be ends the program (Demand, an assertion, a sanitizer).
// The same file is built with libFuzzer's main (preset `fuzz`) or with that of seeded_main.cc.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace cloudphone {

// Inputs that mean something to the target, to begin with.
std::vector<std::string> FuzzSeeds();

// Ends the program where it does not hold.
inline void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Reads an input as choices. Behind its end all choices are 0.
class FuzzInput {
 public:
  FuzzInput(const uint8_t* data, size_t size) : data_(data), left_(size) {}

  bool empty() const { return left_ == 0; }
  uint8_t Byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  // From `min` to `max`.
  int Number(int min, int max) {
    const int wide = Byte() << 8 | Byte();
    return min + wide % (max - min + 1);
  }
  std::string Rest() {
    std::string rest(reinterpret_cast<const char*>(data_), left_);
    left_ = 0;
    return rest;
  }

 private:
  const uint8_t* data_;
  size_t left_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_FUZZ_FUZZ_TARGET_H_
