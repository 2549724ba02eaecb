#include "adapters/media_engine/engine_features.h"

#include "gmock/gmock.h"

namespace cloudphone {
namespace {

TEST(EngineFeaturesTest, ReadsTheDocumentedKeys) {
  const EngineFeatures features = ReadEngineFeatures(
      R"({"H264":true,"H265":false,"IndependentHardwareEncode":"IHE408","YUV":true,"HardEncode":false,)"
      R"("SoftEncode":true,"FPS_MAX":30,"Width_MAX":720,"Height_MAX":1280})");
  EXPECT_EQ(features.h264, true);
  EXPECT_EQ(features.h265, false);
  EXPECT_EQ(features.independent_hardware_encode, "IHE408");
  EXPECT_EQ(features.yuv, true);
  EXPECT_EQ(features.hard_encode, false);
  EXPECT_EQ(features.soft_encode, true);
  EXPECT_EQ(features.fps_max, 30);
  EXPECT_EQ(features.width_max, 720);
  EXPECT_EQ(features.height_max, 1280);
}

TEST(EngineFeaturesTest, TakesNumbersAndTextForBooleansAndTextForNumbers) {
  const EngineFeatures features =
      ReadEngineFeatures(R"({"h264":1,"H265":0,"yuv":"true","SoftEncode":"False","fps_max":"60"})");
  EXPECT_EQ(features.h264, true);
  EXPECT_EQ(features.h265, false);
  EXPECT_EQ(features.yuv, true);
  EXPECT_EQ(features.soft_encode, false);
  EXPECT_EQ(features.fps_max, 60);
}

TEST(EngineFeaturesTest, LooksIntoObjects) {
  const EngineFeatures features = ReadEngineFeatures(R"({"version":2,"features":{"video":{"H264":true}}})");
  EXPECT_EQ(features.h264, true);
}

TEST(EngineFeaturesTest, WhatIsNotSaidIsUnknown) {
  for (const char* const text :
       {"", "{}", "null", "[]", "H264", R"({"H264":null,"FPS_MAX":"many","H265":[],"YUV":2})"}) {
    const EngineFeatures features = ReadEngineFeatures(text);
    EXPECT_FALSE(features.h264.has_value()) << text;
    EXPECT_FALSE(features.h265.has_value()) << text;
    EXPECT_FALSE(features.yuv.has_value()) << text;
    EXPECT_FALSE(features.fps_max.has_value()) << text;
  }
}

TEST(EngineFeaturesTest, WhatWasReadBeforeAnErrorStays) {
  EXPECT_EQ(ReadEngineFeatures(R"({"H264":true,"H265":)").h264, true);
}

}  // namespace
}  // namespace cloudphone
