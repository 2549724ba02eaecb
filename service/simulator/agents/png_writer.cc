#include "service/simulator/agents/png_writer.h"

#include <zlib.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cloudphone::simulator {
namespace {

constexpr char kSignature[] = "\x89PNG\r\n\x1a\n";
constexpr char kEightBits = 8;
constexpr char kByPalette = 3;
constexpr char kNoFilter = 0;

const Bytef* BytesOf(absl::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

std::string BigEndian(uint64_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

// Length, name and content, and a checksum of the latter two.
std::string Chunk(absl::string_view name, absl::string_view content) {
  const std::string checked = absl::StrCat(name, content);
  const uLong checksum = crc32(0, BytesOf(checked), static_cast<uInt>(checked.size()));
  return absl::StrCat(BigEndian(content.size()), checked, BigEndian(checksum));
}

// Each row begins with how it is filtered.
std::string Rows(const Picture& picture) {
  const auto width = static_cast<size_t>(picture.width);
  std::string rows;
  rows.reserve(picture.pixels.size() + static_cast<size_t>(picture.height));
  for (size_t at = 0; at < picture.pixels.size(); at += width) {
    rows.push_back(kNoFilter);
    rows.append(picture.pixels, at, width);
  }
  return rows;
}

std::string Compress(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  // Cannot fail: there is room.
  compress2(reinterpret_cast<Bytef*>(&packed[0]), &size, BytesOf(bytes), bytes.size(), Z_BEST_SPEED);
  packed.resize(size);
  return packed;
}

}  // namespace

std::string WritePng(const Picture& picture) {
  std::string header = absl::StrCat(BigEndian(static_cast<uint64_t>(picture.width)),
                                    BigEndian(static_cast<uint64_t>(picture.height)));
  // The last three: how it is compressed and filtered, and that it is not interlaced.
  header.append({kEightBits, kByPalette, 0, 0, 0});
  std::string palette;
  for (const uint32_t colour : picture.colours) palette += BigEndian(colour).substr(1);
  return absl::StrCat(kSignature, Chunk("IHDR", header), Chunk("PLTE", palette),
                      Chunk("IDAT", Compress(Rows(picture))), Chunk("IEND", ""));
}

}  // namespace cloudphone::simulator
