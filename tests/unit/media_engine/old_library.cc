#include <cstdint>

// A library of the vendor's older generation: everything is a member of a class.

struct InputTouch;
struct InputKey;
struct AudioCallbackExt;

class CPHMediaEngine {
 public:
  int InjectTouchData(const InputTouch& touch);
  int InjectKeyData(const InputKey& key);
  int OpenAudio(const char* json, void (*callback)(uint8_t*, uint32_t, AudioCallbackExt&));
  int CloseAudio();
  const char* GetVersion();
  const char* GetCPHMediaFeatures();
};

// A call would end the process: nobody has made the object.
int CPHMediaEngine::InjectTouchData(const InputTouch& /*touch*/) { __builtin_trap(); }
int CPHMediaEngine::InjectKeyData(const InputKey& /*key*/) { __builtin_trap(); }
int CPHMediaEngine::OpenAudio(const char* /*json*/,
                              void (* /*callback*/)(uint8_t*, uint32_t, AudioCallbackExt&)) {
  __builtin_trap();
}
int CPHMediaEngine::CloseAudio() { __builtin_trap(); }
const char* CPHMediaEngine::GetVersion() { __builtin_trap(); }
const char* CPHMediaEngine::GetCPHMediaFeatures() { __builtin_trap(); }
