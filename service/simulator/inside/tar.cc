#include "service/simulator/inside/tar.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace cloudphone::simulator {
namespace {

constexpr uint64_t kBlock = 512;
// The fields of a header (POSIX.1-1988, ustar): where they begin and how long they are.
struct Field {
  size_t offset;
  size_t length;
};
constexpr Field kName = {0, 100};
constexpr Field kMode = {100, 8};
constexpr Field kSize = {124, 12};
constexpr Field kTime = {136, 12};
constexpr Field kChecksum = {148, 8};
constexpr Field kType = {156, 1};
constexpr Field kMagic = {257, 5};
constexpr Field kPrefix = {345, 155};
constexpr char kFile = '0';
constexpr char kOldFile = '\0';
constexpr char kDirectory = '5';
constexpr char kLongName = 'L';  // GNU: the data is the name of the next entry.

// Up to its end or the first zero byte.
std::string TextOf(const std::string& header, Field field) {
  const std::string text = header.substr(field.offset, field.length);
  return text.substr(0, text.find('\0'));
}

// Octal digits, ended by a space or a zero byte.
absl::optional<uint64_t> NumberOf(const std::string& header, Field field) {
  uint64_t number = 0;
  const std::string text = TextOf(header, field);
  const std::string digits = text.substr(0, text.find_last_not_of(' ') + 1);
  const size_t begin = digits.find_first_not_of(' ');
  if (begin == std::string::npos) return 0;
  for (const char digit : digits.substr(begin)) {
    if (digit < '0' || digit > '7') return absl::nullopt;
    number = number * 8 + static_cast<uint64_t>(digit - '0');
  }
  return number;
}

// The sum of all bytes of a header, its own field taken as spaces.
uint64_t ChecksumOf(std::string header) {
  std::fill_n(header.begin() + kChecksum.offset, kChecksum.length, ' ');
  return std::accumulate(header.begin(), header.end(), uint64_t{0},
                         [](uint64_t sum, char c) { return sum + static_cast<unsigned char>(c); });
}

bool IsHeader(const std::string& header) {
  return header.size() == kBlock && NumberOf(header, kChecksum) == ChecksumOf(header);
}

bool IsEnd(const std::string& header) { return header == std::string(kBlock, '\0'); }

std::string PathOf(const std::string& header) {
  const bool has_prefix = TextOf(header, kMagic) == "ustar" && header[kMagic.offset + kMagic.length] == '\0';
  const std::string prefix = has_prefix ? TextOf(header, kPrefix) : "";
  return prefix.empty() ? TextOf(header, kName) : absl::StrCat(prefix, "/", TextOf(header, kName));
}

uint64_t RoundUp(uint64_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

void Set(std::string* header, Field field, absl::string_view text) {
  std::copy(text.begin(), text.end(), header->begin() + static_cast<std::ptrdiff_t>(field.offset));
}

// Names the entry in the header; false where ustar has no room for the path.
bool SetPath(std::string* header, absl::string_view path) {
  if (path.size() <= kName.length) {
    Set(header, kName, path);
    return true;
  }
  const size_t slash = path.find('/', path.size() - kName.length - 1);
  if (slash == absl::string_view::npos || slash == 0 || slash > kPrefix.length) return false;
  Set(header, kPrefix, path.substr(0, slash));
  Set(header, kName, path.substr(slash + 1));
  return true;
}

absl::optional<std::string> HeaderOf(absl::string_view path, const FileNode& node) {
  std::string header(kBlock, '\0');
  if (!SetPath(&header, path)) return absl::nullopt;
  Set(&header, kMode, node.is_directory ? "0000771" : "0000660");
  Set(&header, {108, 8}, "0000000");  // The owner, and its group: root.
  Set(&header, {116, 8}, "0000000");
  Set(&header, kSize, absl::StrFormat("%011o", node.is_directory ? 0 : node.content.size()));
  Set(&header, kTime, absl::StrFormat("%011o", absl::ToUnixSeconds(node.time)));
  Set(&header, kType, node.is_directory ? "5" : "0");
  Set(&header, kMagic, "ustar");
  Set(&header, {263, 2}, "00");
  Set(&header, kChecksum, absl::StrFormat("%06o", ChecksumOf(header)));
  header[kChecksum.offset + 7] = ' ';
  return header;
}

}  // namespace

absl::optional<std::vector<TarEntry>> ReadTar(
    absl::FunctionRef<std::string(uint64_t offset, uint64_t length)> read) {
  std::vector<TarEntry> entries;
  std::string long_name;
  for (uint64_t offset = 0;;) {
    const std::string header = read(offset, kBlock);
    if (IsEnd(header)) return entries;
    const absl::optional<uint64_t> size = IsHeader(header) ? NumberOf(header, kSize) : absl::nullopt;
    if (!size.has_value()) return absl::nullopt;
    const char type = header[kType.offset];
    const std::string kept = read(offset + kBlock, std::min(*size, kKeptFileBytes));
    if (kept.size() < std::min(*size, kKeptFileBytes)) return absl::nullopt;
    offset += kBlock + RoundUp(*size);
    if (type == kLongName) {
      long_name = kept.substr(0, kept.find('\0'));
      continue;
    }
    TarEntry entry;
    entry.path = long_name.empty() ? PathOf(header) : std::exchange(long_name, "");
    entry.node.is_directory = type == kDirectory;
    entry.node.time = absl::FromUnixSeconds(static_cast<int64_t>(NumberOf(header, kTime).value_or(0)));
    if (type == kFile || type == kOldFile) {
      entry.node.size = *size;
      entry.node.content = kept;
    } else if (type != kDirectory) {
      continue;
    }
    entries.push_back(std::move(entry));
  }
}

std::string WriteTar(const std::vector<FileTree::Entry>& entries) {
  std::string archive;
  for (const auto& [path, node] : entries) {
    const std::string name = absl::StrCat(absl::StripPrefix(path, "/"), node->is_directory ? "/" : "");
    const absl::optional<std::string> header = HeaderOf(name, *node);
    if (!header.has_value()) continue;
    archive += *header;
    if (node->is_directory) continue;
    archive += node->content;
    archive.resize(RoundUp(archive.size()), '\0');
  }
  return archive.append(2 * kBlock, '\0');
}

}  // namespace cloudphone::simulator
