#include "service/simulator/servers/tags.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxKeyCharacters = 127;
constexpr size_t kMaxValueCharacters = 255;

// JSON was read as valid UTF-8, so a byte over 127 is part of a character of another script. Unverified: that
// any of those is taken for a letter.
bool IsTagText(absl::string_view text, size_t max_characters) {
  size_t characters = 0;
  for (const unsigned char byte : text) {
    if ((byte & 0xC0) != 0x80) ++characters;
    if (byte < 0x80 && !absl::ascii_isalnum(byte) &&
        !absl::StrContains(" _.:=+-@", absl::string_view(reinterpret_cast<const char*>(&byte), 1)))
      return false;
  }
  return characters >= 1 && characters <= max_characters;
}

}  // namespace

const Tags& TagStore::Of(const std::string& server_id) const {
  static const auto* const kNone = new Tags;
  const auto found = tags_.find(server_id);
  return found == tags_.end() ? *kNone : found->second;
}

void TagStore::Set(const std::string& server_id, const std::string& key, const std::string& value) {
  tags_[server_id][key] = value;
}

void TagStore::Remove(const std::string& server_id, const std::string& key) {
  const auto found = tags_.find(server_id);
  if (found != tags_.end()) found->second.erase(key);
}

std::map<std::string, std::set<std::string>> TagStore::All() const {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& [server_id, tags] : tags_) {
    for (const auto& [key, value] : tags) all[key].insert(value);
  }
  return all;
}

bool IsTagKey(absl::string_view key) {
  return IsTagText(key, kMaxKeyCharacters) && !absl::StartsWith(key, "_sys_");
}

bool IsTagValue(absl::string_view value) {
  return IsTagText(value, kMaxValueCharacters) && value.front() != ' ' && value.back() != ' ';
}

}  // namespace cloudphone::simulator
