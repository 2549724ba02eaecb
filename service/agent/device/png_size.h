#ifndef CLOUDPHONE_SERVICE_AGENT_DEVICE_PNG_SIZE_H_
#define CLOUDPHONE_SERVICE_AGENT_DEVICE_PNG_SIZE_H_

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace cloudphone {

struct PixelSize {
  int width = 0;
  int height = 0;
};

// The size that a PNG file gives in its header; nothing where the bytes are no such file, or are cut off
// before their end.
absl::optional<PixelSize> PngSize(absl::string_view png);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_DEVICE_PNG_SIZE_H_
