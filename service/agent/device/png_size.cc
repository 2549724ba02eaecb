#include "service/agent/device/png_size.h"

#include <cstdint>

#include "absl/strings/match.h"

namespace cloudphone {
namespace {

constexpr absl::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
// The header follows at once: its length (13), its name, width and height.
constexpr absl::string_view kHeader("\0\0\0\x0dIHDR", 8);
// The last chunk: its length (0), its name, and its check sum.
constexpr absl::string_view kEnd("\0\0\0\0IEND\xae\x42\x60\x82", 12);

uint32_t BigEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

}  // namespace

absl::optional<PixelSize> PngSize(absl::string_view png) {
  const absl::string_view header = png.substr(0, kSignature.size() + kHeader.size() + 8);
  if (!absl::StartsWith(header, kSignature) || !absl::StartsWith(header.substr(kSignature.size()), kHeader) ||
      header.size() < kSignature.size() + kHeader.size() + 8 || !absl::EndsWith(png, kEnd))
    return absl::nullopt;
  const absl::string_view size = header.substr(kSignature.size() + kHeader.size());
  const uint32_t width = BigEndian(size);
  const uint32_t height = BigEndian(size.substr(4));
  // As the format bounds them.
  if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) return absl::nullopt;
  return PixelSize{static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace cloudphone
