#include "service/simulator/engine/injected_input.h"

#include <cstring>

namespace cloudphone::simulator {
namespace {

constexpr int kMaxPointer = 9;
constexpr int kMaxOrientation = 3;
constexpr int kMaxWidth = 2160;
constexpr int kMaxHeight = 4096;

// The caller's bytes may lie anywhere.
template <typename Struct>
Struct CopyOf(const void* bytes) {
  Struct copy;
  std::memcpy(&copy, bytes, sizeof(copy));
  return copy;
}

}  // namespace

InputTouch ReadTouch(const void* touch, EngineOptions::Layout layout) {
  if (layout == EngineOptions::Layout::kNatural) return CopyOf<InputTouch>(touch);
  const auto packed = CopyOf<PackedInputTouch>(touch);
  InputTouch read{};
  read.pointerID = packed.pointerID;
  read.orientation = packed.orientation;
  read.action = packed.action;
  read.pressure = packed.pressure;
  read.touchX = packed.touchX;
  read.touchY = packed.touchY;
  read.physicalWidth = packed.physicalWidth;
  read.physicalHeight = packed.physicalHeight;
  read.touchTime = packed.touchTime;
  return read;
}

InputKey ReadKey(const void* key) { return CopyOf<InputKey>(key); }

bool IsLegal(const InputTouch& touch) {
  const int width = touch.physicalWidth == 0 ? kScreenWidth : touch.physicalWidth;
  const int height = touch.physicalHeight == 0 ? kScreenHeight : touch.physicalHeight;
  return touch.pointerID <= kMaxPointer && touch.orientation <= kMaxOrientation && width <= kMaxWidth &&
         height <= kMaxHeight && touch.touchX <= width && touch.touchY <= height;
}

bool IsLegal(const InputKey& key) { return key.action <= 1; }

}  // namespace cloudphone::simulator
