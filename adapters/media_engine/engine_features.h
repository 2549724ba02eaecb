#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_FEATURES_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_FEATURES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace cloudphone {

// What the engine says that the phone's image can do. All of it is about video; nothing where it was not
// said in a form that we can read.
struct EngineFeatures {
  absl::optional<bool> h264;
  absl::optional<bool> h265;
  absl::optional<bool> yuv;
  absl::optional<bool> hard_encode;         // By the GPU.
  absl::optional<bool> soft_encode;         // By the CPU.
  std::string independent_hardware_encode;  // Name of an encoder card, such as "IHE408", or empty.
  absl::optional<int> fps_max;
  absl::optional<int> width_max;
  absl::optional<int> height_max;
};

// Reads the text of GetCPHMediaFeatures. No sample of it is published, so much is let pass: keys in any case
// and in objects within objects, booleans as 0, 1 or text, numbers as text, a text that is no JSON at all.
EngineFeatures ReadEngineFeatures(absl::string_view json);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_FEATURES_H_
