#include "service/simulator/phones/property_rules.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rapidjson/document.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxPropertyBytes = 8192;
// Of the keys whose values no document bounds.
constexpr size_t kAnyLength = kMaxPropertyBytes;

// What a value may be made of, besides its length.
enum class Kind {
  kAny,
  kSwitch,            // 0 or 1
  kDigits,            // decimal digits
  kLetters,           // letters and commas
  kLettersAndDigits,  // letters, digits and commas
  kLanguage,          // letters, digits, dashes
  kWifi,              // letters, digits and - _ . /
  kPicture,           // letters, digits, Chinese, space and - _ @ # . : /
  kUrl,               // http or https, letters, digits and _ . , / : -
  kBandwidth,         // kbit/s: 1 to 99999999, or -1
  kPort,              // 10000 to 11000
};

struct Rule {
  absl::string_view key;
  Kind kind;
  size_t min_length;  // In characters.
  size_t max_length;
};

constexpr Rule kRules[] = {
    {"com.cph.mainkeys", Kind::kSwitch, 1, 1},
    {"disable.status.bar", Kind::kSwitch, 1, 1},
    {"ro.permission.changed", Kind::kSwitch, 1, 1},
    {"ro.install.auto", Kind::kSwitch, 1, 1},
    {"ro.com.cph.non_root", Kind::kSwitch, 1, 1},
    {"ro.com.cph.notification_disable", Kind::kSwitch, 1, 1},
    {"com.cph.disable_fb_permission", Kind::kSwitch, 1, 1},
    {"com.cph.bandwidth_limit", Kind::kBandwidth, 1, 8},
    {"ro.com.cph.toast_enable", Kind::kSwitch, 1, 1},
    {"com.cph.cam_local_pic_path", Kind::kPicture, 1, 90},
    {"persist.sys.locale", Kind::kLanguage, 1, 64},
    {"sys.prop.writeimsi", Kind::kDigits, 0, 15},
    {"sys.prop.writephonenum", Kind::kDigits, 0, 20},
    {"sys.prop.writewifissid", Kind::kWifi, 1, 64},
    {"gsm.sim.operator.iso-country", Kind::kLetters, 0, 10},
    // The documents say letters and commas, but give the default 46000.
    {"gsm.sim.operator.numeric", Kind::kLettersAndDigits, 0, 10},
    {"gsm.sim.operator.alpha", Kind::kLetters, 0, 20},
    {"gsm.operator.iso-country", Kind::kLetters, 0, 10},
    {"gsm.operator.numeric", Kind::kLettersAndDigits, 0, 10},
    {"gsm.operator.alpha", Kind::kLetters, 0, 20},
    {"ro.hardware.gpurenderer", Kind::kAny, 0, kAnyLength},
    {"ro.board.platform", Kind::kAny, 0, kAnyLength},
    {"ro.build.product", Kind::kAny, 0, kAnyLength},
    {"ro.product.device", Kind::kAny, 0, kAnyLength},
    {"ro.com.cph.sfs_enable", Kind::kAny, 0, kAnyLength},
    {"ro.product.manufacturer", Kind::kAny, 0, kAnyLength},
    {"ro.product.name", Kind::kAny, 0, kAnyLength},
    {"qemu.hw.mainkeys", Kind::kSwitch, 1, 1},
    {"ro.horizontal.screen", Kind::kSwitch, 1, 1},
    {"com.cph.cg.sign_check_url", Kind::kUrl, 1, 256},
    {"com.cph.cg.event_notify_url", Kind::kUrl, 1, 256},
    {"com.cph.cg.heartbeat_url", Kind::kUrl, 1, 256},
    {"com.cph.cg.heartbeat_interval", Kind::kDigits, 1, 10},
    {"com.cph.cg.app_port", Kind::kPort, 1, 5},
    {"com.cph.cg.h5_port", Kind::kPort, 1, 5},
    {"ro.com.cph.cloud_app_engine", Kind::kSwitch, 1, 1},
};

// Of a text in valid UTF-8: all bytes but those that continue a character.
size_t CountCharacters(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

enum class Alphabet { kNone, kDigits, kLetters, kLettersAndDigits };

// Whether all of `text` is of the alphabet, of `others`, or, where `wide`, not ASCII.
bool IsOf(absl::string_view text, Alphabet alphabet, absl::string_view others, bool wide = false) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    if (alphabet == Alphabet::kDigits && absl::ascii_isdigit(c)) return true;
    if (alphabet == Alphabet::kLetters && absl::ascii_isalpha(c)) return true;
    if (alphabet == Alphabet::kLettersAndDigits && absl::ascii_isalnum(c)) return true;
    return absl::StrContains(others, static_cast<char>(c)) || (wide && c >= 0x80);
  });
}

bool IsBetween(absl::string_view text, int64_t min, int64_t max) {
  int64_t number = 0;
  return IsOf(text, Alphabet::kDigits, "") && absl::SimpleAtoi(text, &number) && number >= min &&
         number <= max;
}

bool IsOfKind(absl::string_view value, Kind kind) {
  switch (kind) {
    case Kind::kAny:
      return true;
    case Kind::kSwitch:
      return value == "0" || value == "1";
    case Kind::kDigits:
      return IsOf(value, Alphabet::kDigits, "");
    case Kind::kLetters:
      return IsOf(value, Alphabet::kLetters, ",");
    case Kind::kLettersAndDigits:
      return IsOf(value, Alphabet::kLettersAndDigits, ",");
    case Kind::kLanguage:
      return IsOf(value, Alphabet::kLettersAndDigits, "-");
    case Kind::kWifi:
      return IsOf(value, Alphabet::kLettersAndDigits, "-_./");
    case Kind::kPicture:
      return IsOf(value, Alphabet::kLettersAndDigits, "-_@#.:/ ", /*wide=*/true);
    case Kind::kUrl:
      return (absl::StartsWith(value, "http://") || absl::StartsWith(value, "https://")) &&
             IsOf(value, Alphabet::kLettersAndDigits, "_.,/:-");
    case Kind::kBandwidth:
      return value == "-1" || IsBetween(value, 1, 99999999);
    case Kind::kPort:
      return IsBetween(value, 10000, 11000);
  }
  return false;
}

bool Obeys(absl::string_view value, const Rule& rule) {
  const size_t length = CountCharacters(value);
  return IsOfKind(value, rule.kind) && length >= rule.min_length && length <= rule.max_length;
}

const Rule* FindRule(absl::string_view key) {
  const auto* const found =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& rule) { return rule.key == key; });
  return found == std::end(kRules) ? nullptr : found;
}

// A text, or a whole number as text; nothing for any other value.
absl::optional<std::string> ValueText(const rapidjson::Value& value) {
  if (value.IsString()) return std::string(value.GetString(), value.GetStringLength());
  if (value.IsInt64()) return absl::StrCat(value.GetInt64());
  return absl::nullopt;
}

}  // namespace

absl::optional<ItemError> ReadProperties(absl::string_view text, Properties* properties) {
  if (text.empty()) return absl::nullopt;  // So the vendor's Terraform provider says that nothing is set.
  if (text.size() > kMaxPropertyBytes) return ItemError(kBadProperty);
  rapidjson::Document document;
  if (!ReadObject(text, &document)) return ItemError(kBadProperty);
  Properties read;
  for (const auto& member : document.GetObject()) {
    const std::string key(member.name.GetString(), member.name.GetStringLength());
    const Rule* rule = FindRule(key);
    if (rule == nullptr) return ItemError(kUnknownProperty, key);
    const absl::optional<std::string> value = ValueText(member.value);
    if (!value.has_value() || !Obeys(*value, *rule)) return ItemError(kBadPropertyValue, key);
    read[key] = *value;
  }
  for (auto& [key, value] : read) (*properties)[key] = std::move(value);
  return absl::nullopt;
}

absl::optional<ItemError> ReadCustomProperties(const rapidjson::Value& object, Properties* properties) {
  if (!object.IsObject()) return ItemError(kBadProperty);
  Properties read;
  for (const auto& member : object.GetObject()) {
    const std::string key(ViewOf(member.name));
    if (key.empty() || !member.value.IsString()) return ItemError(kBadProperty);
    const Rule* const rule = FindRule(key);
    if (rule != nullptr && !Obeys(ViewOf(member.value), *rule)) return ItemError(kBadPropertyValue, key);
    read[key] = std::string(ViewOf(member.value));
  }
  for (auto& [key, value] : read) (*properties)[key] = std::move(value);
  return absl::nullopt;
}

std::string PropertyText(const Properties& properties) {
  if (properties.empty()) return "";
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  for (const auto& [key, value] : properties) {
    writer.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace cloudphone::simulator
