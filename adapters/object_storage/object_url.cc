#include "adapters/object_storage/object_url.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/http/percent_encoding.h"

namespace cloudphone {
namespace {

// The endpoint in its two halves: "https://" and "host:port".
std::pair<absl::string_view, absl::string_view> SplitEndpoint(absl::string_view endpoint) {
  const size_t end = endpoint.find("://");
  if (end == absl::string_view::npos) return {"", endpoint};
  return {endpoint.substr(0, end + 3), endpoint.substr(end + 3)};
}

}  // namespace

BucketPlace PlaceForEndpoint(absl::string_view endpoint) {
  const absl::string_view host = SplitEndpoint(endpoint).second;
  const absl::string_view name = host.substr(0, host.rfind(':'));
  const bool is_address = absl::StartsWith(host, "[") ||
                          std::all_of(name.begin(), name.end(),
                                      [](unsigned char c) { return absl::ascii_isdigit(c) || c == '.'; });
  return is_address || name == "localhost" ? BucketPlace::kPath : BucketPlace::kHost;
}

std::string ObjectEndpoint(absl::string_view region) {
  return absl::StrCat("https://obs.", region, ".myhuaweicloud.com");
}

std::string EncodeForObjects(absl::string_view text, absl::string_view keep) {
  std::string encoded;
  encoded.reserve(text.size());
  AppendPercentEncoded(text, keep, &encoded);
  return encoded;
}

std::string ObjectUrl(const ObjectCall& call) {
  const auto [scheme, host] = SplitEndpoint(call.endpoint);
  const std::string key = EncodeForObjects(call.key, "/");
  std::string url;
  if (call.bucket.empty() || call.place == BucketPlace::kDomain) {
    url = absl::StrCat(scheme, host, "/", key);
  } else if (call.place == BucketPlace::kHost) {
    url = absl::StrCat(scheme, call.bucket, ".", host, "/", key);
  } else {
    url = absl::StrCat(scheme, host, "/", call.bucket, "/", key);
  }
  char separator = '?';
  for (const auto& [name, value] : call.query) {
    url += separator;
    separator = '&';
    url += EncodeForObjects(name, "");
    if (!value.empty()) absl::StrAppend(&url, "=", EncodeForObjects(value, ""));
  }
  return url;
}

std::string ObjectResource(const ObjectCall& call) {
  const std::string key = EncodeForObjects(call.key, "/");
  // A bound name stands in the place of the bucket's.
  const absl::string_view bucket =
      call.place == BucketPlace::kDomain ? SplitEndpoint(call.endpoint).second : call.bucket;
  return bucket.empty() ? "/" : absl::StrCat("/", bucket, "/", key);
}

}  // namespace cloudphone
