#include "adapters/media_engine/input_layout.h"

#include <cstring>

#include "absl/base/config.h"

#ifndef ABSL_IS_LITTLE_ENDIAN
#error \
    "the engine's structs are written as they lie in memory, which is known for little-endian machines only"
#endif

namespace cloudphone {
namespace {

// Where the fields of InputTouch begin. The last one, uint8_t reserved[16], stays zero.
struct TouchOffsets {
  size_t pointer;
  size_t orientation;
  size_t action;
  size_t pressure;
  size_t x;
  size_t y;
  size_t width;
  size_t height;
  size_t time;
};

constexpr TouchOffsets kNaturalTouch = {0, 1, 2, 4, 6, 8, 10, 12, 16};
constexpr TouchOffsets kPackedTouch = {0, 1, 2, 3, 5, 7, 9, 11, 13};

template <typename Value>
void Put(Value value, size_t offset, InputBuffer* buffer) {
  std::memcpy(buffer->bytes + offset, &value, sizeof(value));
}

}  // namespace

InputBuffer EncodeTouch(const TouchInput& touch, InputLayout layout) {
  const TouchOffsets& at = layout == InputLayout::kPacked ? kPackedTouch : kNaturalTouch;
  InputBuffer buffer;
  Put(touch.pointer, at.pointer, &buffer);
  Put(touch.orientation, at.orientation, &buffer);
  Put(touch.action, at.action, &buffer);
  Put(touch.pressure, at.pressure, &buffer);
  Put(touch.x, at.x, &buffer);
  Put(touch.y, at.y, &buffer);
  Put(touch.width, at.width, &buffer);
  Put(touch.height, at.height, &buffer);
  Put(touch.time_ms, at.time, &buffer);
  return buffer;
}

InputBuffer EncodeKey(const KeyInput& key) {
  InputBuffer buffer;
  Put(key.code, 0, &buffer);
  Put(key.action, 2, &buffer);
  return buffer;
}

}  // namespace cloudphone
