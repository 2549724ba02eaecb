#include <cstdint>

// A library that takes one stream at a time, and whose first stop of a stream fails.

namespace {

bool is_open = false;
bool has_failed = false;

}  // namespace

struct AudioCallbackExt;

int OpenAudio(const char* /*json*/, void (* /*callback*/)(uint8_t*, uint32_t, AudioCallbackExt&)) {
  if (is_open) return -2100;
  is_open = true;
  return 0;
}
int CloseAudio() {
  if (is_open && !has_failed) {
    has_failed = true;
    return -2200;
  }
  is_open = false;
  return 0;
}
