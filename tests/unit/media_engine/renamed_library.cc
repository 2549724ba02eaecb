#include <cstdint>

// A library whose names nobody guessed, and which lacks a part.

namespace cph {

struct AudioCallbackExt;
struct InputKey;

int OpenAudio(const char* /*json*/, void (* /*callback*/)(uint8_t*, uint32_t, AudioCallbackExt&)) {
  return -2100;
}
int CloseAudio() { return 0; }
int InjectKeyData(const InputKey& /*key*/) { return -1101; }

}  // namespace cph

// The engine's texts may be null.
const char* GetVersion() { return nullptr; }
const char* GetCPHMediaFeatures() { return nullptr; }
