#include "adapters/media_engine/engine_features.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "rapidjson/reader.h"

namespace cloudphone {
namespace {

struct BoolKey {
  absl::string_view key;
  absl::optional<bool> EngineFeatures::*field;
};
constexpr BoolKey kBools[] = {{"H264", &EngineFeatures::h264},
                              {"H265", &EngineFeatures::h265},
                              {"YUV", &EngineFeatures::yuv},
                              {"HardEncode", &EngineFeatures::hard_encode},
                              {"SoftEncode", &EngineFeatures::soft_encode}};

struct IntKey {
  absl::string_view key;
  absl::optional<int> EngineFeatures::*field;
};
constexpr IntKey kInts[] = {{"FPS_MAX", &EngineFeatures::fps_max},
                            {"Width_MAX", &EngineFeatures::width_max},
                            {"Height_MAX", &EngineFeatures::height_max}};

// Takes each scalar by the key before it, whatever object that key stands in. Every value arrives as its
// text, which for booleans is "true" or "false".
class FeatureReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, FeatureReader> {
 public:
  explicit FeatureReader(EngineFeatures* features) : features_(features) {}

  bool Default() { return true; }  // Null, arrays and objects say nothing.
  bool Bool(bool value) { return Take(value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Take(absl::string_view(text, size));
  }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Take(absl::string_view(text, size));
  }
  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    key_.assign(text, size);
    return true;
  }

 private:
  bool Take(absl::string_view text) {
    for (const BoolKey& row : kBools) {
      bool value = false;
      if (absl::EqualsIgnoreCase(key_, row.key) && absl::SimpleAtob(text, &value))
        features_->*row.field = value;
    }
    for (const IntKey& row : kInts) {
      int value = 0;
      if (absl::EqualsIgnoreCase(key_, row.key) && absl::SimpleAtoi(text, &value))
        features_->*row.field = value;
    }
    if (absl::EqualsIgnoreCase(key_, "IndependentHardwareEncode")) {
      features_->independent_hardware_encode = std::string(text);
    }
    return true;
  }

  EngineFeatures* const features_;
  std::string key_;
};

}  // namespace

EngineFeatures ReadEngineFeatures(absl::string_view json) {
  EngineFeatures features;
  FeatureReader handler(&features);
  const std::string text(json);
  rapidjson::StringStream stream(text.c_str());
  rapidjson::Reader reader;
  // What was read before an error stays.
  reader.Parse<rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag>(stream, handler);
  return features;
}

}  // namespace cloudphone
