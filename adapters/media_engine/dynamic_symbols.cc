#include "adapters/media_engine/dynamic_symbols.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"

namespace cloudphone {
namespace {

using FileHeader = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);

constexpr unsigned char kElfClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;

// The struct at that place, or nothing where it would reach beyond the end.
template <typename Struct>
absl::optional<Struct> ReadAt(absl::string_view bytes, uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Struct)) return absl::nullopt;
  Struct read;
  std::memcpy(&read, bytes.data() + offset, sizeof(read));
  return read;
}

absl::string_view BytesOf(absl::string_view image, const Section& section) {
  if (section.sh_offset > image.size()) return {};
  return image.substr(section.sh_offset, section.sh_size);
}

absl::optional<Section> SectionAt(absl::string_view image, const FileHeader& header, uint64_t index) {
  if (header.e_shentsize != sizeof(Section) || header.e_shoff > image.size()) return absl::nullopt;
  return ReadAt<Section>(image, header.e_shoff + index * sizeof(Section));
}

void AddSymbols(absl::string_view table, absl::string_view names, std::vector<std::string>* found) {
  for (uint64_t at = 0; const auto symbol = ReadAt<Symbol>(table, at); at += sizeof(Symbol)) {
    if (symbol->st_shndx == SHN_UNDEF || symbol->st_name == 0 || symbol->st_name >= names.size()) continue;
    const absl::string_view rest = names.substr(symbol->st_name);
    found->emplace_back(rest.substr(0, rest.find('\0')));
  }
}

struct Wanted {
  const std::string* path;
  std::string found;
};

int MatchLoaded(dl_phdr_info* info, size_t /*size*/, void* data) {
  auto* const wanted = static_cast<Wanted*>(data);
  const absl::string_view name = info->dlpi_name == nullptr ? "" : info->dlpi_name;
  const bool bare = !absl::StrContains(*wanted->path, '/');
  if (name != *wanted->path && !(bare && absl::EndsWith(name, absl::StrCat("/", *wanted->path)))) return 0;
  wanted->found = std::string(name);
  return 1;
}

}  // namespace

std::vector<std::string> ExportedSymbols(absl::string_view image) {
  std::vector<std::string> found;
  const auto header = ReadAt<FileHeader>(image, 0);
  if (!header.has_value() || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != kElfClass) {
    return found;
  }
  for (uint64_t index = 0; index < header->e_shnum; ++index) {
    const auto section = SectionAt(image, *header, index);
    if (!section.has_value() || section->sh_type != SHT_DYNSYM) continue;
    const auto names = SectionAt(image, *header, section->sh_link);
    if (names.has_value()) AddSymbols(BytesOf(image, *section), BytesOf(image, *names), &found);
  }
  return found;
}

std::string LoadedFile(const std::string& path) {
  Wanted wanted{&path, ""};
  dl_iterate_phdr(MatchLoaded, &wanted);
  return wanted.found;
}

std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace cloudphone
