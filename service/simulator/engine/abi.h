#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ABI_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ABI_H_

#include <cstddef>
#include <cstdint>

// The vendor's types, under the vendor's names in the global namespace, since names of types are part of the
// names that C++ functions are exported by. They are declared as structs here, not as tables of offsets, so
// that the compiler's layout is held against what adapters/media_engine writes.
// Source: the vendor's SDK reference; AudioCallbackExt from an older header.

#define CLOUDPHONE_INPUT_TOUCH_FIELDS \
  uint8_t pointerID;                  \
  uint8_t orientation;                \
  uint8_t action;                     \
  uint16_t pressure;                  \
  uint16_t touchX;                    \
  uint16_t touchY;                    \
  uint16_t physicalWidth;             \
  uint16_t physicalHeight;            \
  int32_t touchTime;                  \
  uint8_t reserved[16];

struct InputTouch {
  CLOUDPHONE_INPUT_TOUCH_FIELDS
};

struct InputKey {
  uint16_t keyCode;
  uint16_t action;
  uint8_t reserved[8];
};

struct AudioCallbackExt {
  uint8_t channels;
  uint8_t audioBitDepth;
  uint32_t sampleRate;
  uint32_t sampleInterval;
  uint64_t timestamp;  // ms, UTC
};

struct VideoCallbackExt;

using AudioCallback = void (*)(uint8_t* buffer, uint32_t length, AudioCallbackExt& ext);
using VideoCallback = void (*)(uint8_t* buffer, uint32_t length, VideoCallbackExt& ext);

namespace cloudphone::simulator {

#pragma pack(push, 1)
struct PackedInputTouch {
  CLOUDPHONE_INPUT_TOUCH_FIELDS
};

// The sister product's form of AudioCallbackExt.
struct PackedAudioExt {
  uint32_t type;
  uint8_t channels;
  uint8_t audioBitDepth;
  uint32_t sampleRate;
  uint32_t sampleInterval;
  int64_t timestamp;
};
#pragma pack(pop)

static_assert(sizeof(InputTouch) == 36 && offsetof(InputTouch, touchTime) == 16, "natural layout");
static_assert(sizeof(PackedInputTouch) == 33 && offsetof(PackedInputTouch, touchTime) == 13, "packed layout");
static_assert(sizeof(InputKey) == 12, "the same in both layouts");
static_assert(sizeof(AudioCallbackExt) == 24 && offsetof(AudioCallbackExt, timestamp) == 16,
              "as in the header");
static_assert(sizeof(PackedAudioExt) == 22 && offsetof(PackedAudioExt, timestamp) == 14,
              "as in the sister product");

}  // namespace cloudphone::simulator

#undef CLOUDPHONE_INPUT_TOUCH_FIELDS

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_ABI_H_
