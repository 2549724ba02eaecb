#include "adapters/media_engine/input_layout.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"

namespace cloudphone {
namespace {

// Every byte of every field differs from all others, so that one in the wrong place shows.
TouchInput OddTouch() {
  TouchInput touch;
  touch.pointer = 0x01;
  touch.orientation = 0x02;
  touch.action = TouchAction::kCancel;  // 0x03
  touch.pressure = 0x1110;
  touch.x = 0x1312;
  touch.y = 0x1514;
  touch.width = 0x1716;
  touch.height = 0x1918;
  touch.time_ms = 0x1d1c1b1a;
  return touch;
}

std::vector<uint8_t> Bytes(const InputBuffer& buffer) {
  return {std::begin(buffer.bytes), std::end(buffer.bytes)};
}

// `bytes`, followed by zeros up to the buffer's 64.
std::vector<uint8_t> Filled(std::vector<uint8_t> bytes) {
  bytes.resize(64);
  return bytes;
}

TEST(TouchLayout, NaturalHasHolesAtByte3And14) {
  EXPECT_EQ(Bytes(EncodeTouch(OddTouch(), InputLayout::kNatural)),
            Filled({0x01, 0x02, 0x03, 0,  // pointer, orientation, action
                    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19,  // pressure to height
                    0,    0,    0x1a, 0x1b, 0x1c, 0x1d}));                       // time
}

TEST(TouchLayout, PackedHasNoHoles) {
  EXPECT_EQ(Bytes(EncodeTouch(OddTouch(), InputLayout::kPacked)),
            Filled({0x01, 0x02, 0x03, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b,
                    0x1c, 0x1d}));
}

struct FieldRow {
  const char* name;
  void (*set)(TouchInput* touch);
  size_t natural;
  size_t packed;
  size_t size;
};

void PrintTo(const FieldRow& row, std::ostream* out) { *out << row.name; }

// The table of media structs: each field alone, all its bits set.
const FieldRow kFields[] = {
    {"pointer", [](TouchInput* touch) { touch->pointer = 0xff; }, 0, 0, 1},
    {"orientation", [](TouchInput* touch) { touch->orientation = 0xff; }, 1, 1, 1},
    {"action", [](TouchInput* touch) { touch->action = static_cast<TouchAction>(0xff); }, 2, 2, 1},
    {"pressure", [](TouchInput* touch) { touch->pressure = 0xffff; }, 4, 3, 2},
    {"x", [](TouchInput* touch) { touch->x = 0xffff; }, 6, 5, 2},
    {"y", [](TouchInput* touch) { touch->y = 0xffff; }, 8, 7, 2},
    {"width", [](TouchInput* touch) { touch->width = 0xffff; }, 10, 9, 2},
    {"height", [](TouchInput* touch) { touch->height = 0xffff; }, 12, 11, 2},
    {"time", [](TouchInput* touch) { touch->time_ms = -1; }, 16, 13, 4},
};

class TouchFieldTest : public testing::TestWithParam<FieldRow> {};

TEST_P(TouchFieldTest, StandsAtItsOffset) {
  TouchInput touch;
  touch.pressure = 0;
  GetParam().set(&touch);
  for (const InputLayout layout : {InputLayout::kNatural, InputLayout::kPacked}) {
    const size_t offset = layout == InputLayout::kNatural ? GetParam().natural : GetParam().packed;
    std::vector<uint8_t> expected(64);
    std::fill_n(expected.begin() + static_cast<std::ptrdiff_t>(offset), GetParam().size, 0xff);
    EXPECT_EQ(Bytes(EncodeTouch(touch, layout)), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Fields, TouchFieldTest, testing::ValuesIn(kFields),
                         [](const testing::TestParamInfo<FieldRow>& row) {
                           return std::string(row.param.name);
                         });

TEST(KeyLayout, IsCodeThenAction) {
  EXPECT_EQ(Bytes(EncodeKey({0x1211, KeyAction::kUp})), Filled({0x11, 0x12, 0x01, 0x00}));
  EXPECT_EQ(Bytes(EncodeKey({24, KeyAction::kDown})), Filled({24, 0, 0, 0}));
}

TEST(InputBuffer, IsAlignedForTheEnginesStruct) { EXPECT_GE(alignof(InputBuffer), alignof(int32_t)); }

}  // namespace
}  // namespace cloudphone
