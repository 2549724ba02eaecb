#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_LAYOUT_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_LAYOUT_H_

#include <cstddef>
#include <cstdint>

#include "adapters/media_engine/input_events.h"

namespace cloudphone {

// How the engine lays its InputTouch out. The vendor's page shows no packing, so kNatural is the first
// guess; an older header of the same library packed its structs (unverified, decided by a real phone).
enum class InputLayout { kNatural, kPacked };

// What is passed to the engine: its struct, followed by zeros, which a longer struct of a later version
// finds in its new fields.
struct alignas(8) InputBuffer {
  uint8_t bytes[64] = {};
};

// InputTouch: 36 bytes in natural layout, 33 packed.
InputBuffer EncodeTouch(const TouchInput& touch, InputLayout layout);

// InputKey: 12 bytes, the same in both layouts.
InputBuffer EncodeKey(const KeyInput& key);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_INPUT_LAYOUT_H_
