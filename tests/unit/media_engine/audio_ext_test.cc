#include "adapters/media_engine/audio_ext.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"

namespace cloudphone {
namespace {

const absl::Time kNow = absl::FromUnixMillis(1700000000123);

struct Values {
  uint8_t channels = 2;
  uint8_t bit_depth = 16;
  uint32_t sample_rate = 48000;
  uint32_t interval = 10;
  int64_t timestamp = 1700000000123;
};

// On the heap and not a byte longer than may be read, so that AddressSanitizer sees one read too many.
using Ext = std::unique_ptr<char[]>;

template <typename Value>
void Put(const Ext& ext, size_t offset, Value value) {
  std::memcpy(ext.get() + offset, &value, sizeof(value));
}

Ext Zeros() { return Ext(new char[kMaxAudioExtBytes]()); }

Ext Natural(const Values& values) {
  Ext ext = Zeros();
  Put(ext, 0, values.channels);
  Put(ext, 1, values.bit_depth);
  Put(ext, 4, values.sample_rate);
  Put(ext, 8, values.interval);
  Put(ext, 16, values.timestamp);
  return ext;
}

Ext Packed(const Values& values) {
  Ext ext = Zeros();
  Put(ext, 0, uint32_t{1});
  Put(ext, 4, values.channels);
  Put(ext, 5, values.bit_depth);
  Put(ext, 6, values.sample_rate);
  Put(ext, 10, values.interval);
  Put(ext, 14, values.timestamp);
  return ext;
}

Values Legal() {
  Values values;
  values.channels = 1;
  values.bit_depth = 8;
  values.sample_rate = 44100;
  values.interval = 20;
  values.timestamp += 5;
  return values;
}

TEST(AudioExtTest, BothLayoutsAreRead) {
  for (const Ext& ext : {Natural(Legal()), Packed(Legal())}) {
    const auto read = ReadAudioExt(ext.get(), kNow);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->channels, 1);
    EXPECT_EQ(read->bit_depth, 8);
    EXPECT_EQ(read->sample_rate_hz, 44100);
    EXPECT_EQ(read->interval_ms, 20);
    EXPECT_EQ(read->captured_at, kNow + absl::Milliseconds(5));
  }
}

struct StrangeRow {
  const char* name;
  void (*spoil)(Values* values);
};

void PrintTo(const StrangeRow& row, std::ostream* out) { *out << row.name; }

const StrangeRow kStrange[] = {
    {"NoChannel", [](Values* values) { values->channels = 0; }},
    {"ThreeChannels", [](Values* values) { values->channels = 3; }},
    {"Depth24", [](Values* values) { values->bit_depth = 24; }},
    {"Rate16000", [](Values* values) { values->sample_rate = 16000; }},
    {"RateBeyondInt", [](Values* values) { values->sample_rate = 0xffffffff; }},
    {"Interval15", [](Values* values) { values->interval = 15; }},
    {"TwoDaysAgo", [](Values* values) { values->timestamp -= int64_t{2} * 24 * 3600 * 1000; }},
    {"InTwoDays", [](Values* values) { values->timestamp += int64_t{2} * 24 * 3600 * 1000; }},
    {"Microseconds", [](Values* values) { values->timestamp *= 1000; }},
    {"NegativeTime", [](Values* values) { values->timestamp = INT64_MIN; }},
};

class StrangeExtTest : public testing::TestWithParam<StrangeRow> {};

TEST_P(StrangeExtTest, IsIgnored) {
  Values values;
  GetParam().spoil(&values);
  EXPECT_FALSE(ReadAudioExt(Natural(values).get(), kNow).has_value());
  EXPECT_FALSE(ReadAudioExt(Packed(values).get(), kNow).has_value());
}

INSTANTIATE_TEST_SUITE_P(Values, StrangeExtTest, testing::ValuesIn(kStrange),
                         [](const testing::TestParamInfo<StrangeRow>& row) {
                           return std::string(row.param.name);
                         });

TEST(AudioExtTest, ZerosAndNullAreIgnored) {
  EXPECT_FALSE(ReadAudioExt(Zeros().get(), kNow).has_value());
  EXPECT_FALSE(ReadAudioExt(nullptr, kNow).has_value());
}

TEST(AudioExtTest, ATimeWithinADayIsBelieved) {
  const Ext ext = Natural(Values());
  EXPECT_TRUE(ReadAudioExt(ext.get(), kNow + absl::Hours(24)).has_value());
  EXPECT_TRUE(ReadAudioExt(ext.get(), kNow - absl::Hours(24)).has_value());
  EXPECT_FALSE(ReadAudioExt(ext.get(), kNow + absl::Hours(24) + absl::Milliseconds(1)).has_value());
}

TEST(AudioExtTest, HexHas24Bytes) {
  Ext ext = Zeros();
  Put(ext, 0, uint16_t{0x1002});
  EXPECT_EQ(AudioExtHex(ext.get()), "0210" + std::string(44, '0'));
  EXPECT_EQ(AudioExtHex(nullptr), "null");
}

}  // namespace
}  // namespace cloudphone
