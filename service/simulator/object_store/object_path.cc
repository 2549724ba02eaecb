#include "service/simulator/object_store/object_path.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMinBucketBytes = 3;
constexpr size_t kMaxBucketBytes = 63;
constexpr size_t kMaxKeyBytes = 1024;

bool IsBucket(absl::string_view name) {
  return name.size() >= kMinBucketBytes && name.size() <= kMaxBucketBytes && IsMadeOf(name, ".-") &&
         std::none_of(name.begin(), name.end(), [](unsigned char c) { return absl::ascii_isupper(c); });
}

}  // namespace

bool IsMadeOf(absl::string_view text, absl::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::StrContains(others, static_cast<char>(c));
  });
}

absl::optional<ObjectPath> ParseObsUrl(absl::string_view url) {
  if (!absl::ConsumePrefix(&url, "obs://")) return absl::nullopt;
  const size_t slash = url.find('/');
  if (slash == absl::string_view::npos || slash + 1 == url.size() || !IsBucket(url.substr(0, slash)))
    return absl::nullopt;
  return ObjectPath{std::string(url.substr(0, slash)), std::string(url.substr(slash + 1))};
}

absl::optional<VendorError> ReadObjectPath(const rapidjson::Value& object, ObjectPath* path) {
  path->bucket = TextMember(object, "bucket_name").value_or("");
  if (!IsBucket(path->bucket)) return kBadBucket;
  path->key = TextMember(object, "object_path").value_or("");
  const bool is_key =
      !path->key.empty() && path->key.size() <= kMaxKeyBytes && IsMadeOf(path->key, "./-_+#=");
  return is_key ? absl::nullopt : absl::make_optional(kBadObjectPath);
}

}  // namespace cloudphone::simulator
