#include "service/simulator/object_store/object_request.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

// The host without its port, in lower case.
std::string HostOf(const Request& request) {
  const absl::string_view host = request.Header("Host");
  return absl::AsciiStrToLower(host.substr(0, host.rfind(':')));
}

// The bucket in front of ".obs." in a host, or nothing.
absl::optional<std::string> BucketOfHost(absl::string_view host) {
  const size_t end = host.find(".obs.");
  if (end == absl::string_view::npos || end == 0) return absl::nullopt;
  return std::string(host.substr(0, end));
}

std::vector<std::pair<std::string, std::string>> ObjectQuery(absl::string_view target) {
  const size_t mark = std::min(target.find('?'), target.size());
  return QueryOf(
      absl::StrCat(target.substr(0, mark), absl::StrReplaceAll(target.substr(mark), {{"+", "%20"}})));
}

bool HasQuery(const Request& request, absl::string_view name) {
  for (const auto& [key, value] : QueryOf(request.target)) {
    if (key == name) return true;
  }
  return false;
}

bool SpeaksAws(const Request& request) {
  if (absl::StartsWith(request.Header("Authorization"), "AWS") ||
      HasQuery(request, kAwsDialect.key_parameter))
    return true;
  for (const auto& [name, value] : request.headers) {
    if (absl::StartsWithIgnoreCase(name, kAwsDialect.header_prefix)) return true;
  }
  return false;
}

}  // namespace

absl::optional<std::string> ObjectRequest::Query(absl::string_view name) const {
  for (const auto& [key, value] : query) {
    if (absl::EqualsIgnoreCase(key, name)) return value;
  }
  return absl::nullopt;
}

absl::string_view ObjectRequest::Extension(absl::string_view name) const {
  return http->Header(absl::StrCat(dialect->header_prefix, name));
}

bool IsForObjects(const Request& request, const BucketDomains& domains) {
  const std::string host = HostOf(request);
  if (absl::StartsWith(host, "obs.") || BucketOfHost(host).has_value() || domains.count(host) > 0)
    return true;
  const absl::string_view authorization = request.Header("Authorization");
  if (absl::StartsWith(authorization, "OBS ") || absl::StartsWith(authorization, "AWS")) return true;
  for (const char* name :
       {kObsDialect.key_parameter, kAwsDialect.key_parameter, "X-Amz-Signature", "apiversion"}) {
    if (HasQuery(request, name)) return true;
  }
  return false;
}

std::string FirstSegment(absl::string_view target) {
  const absl::string_view path = absl::StripPrefix(PathOf(target), "/");
  return PercentDecode(path.substr(0, path.find('/')));
}

ObjectRequest ReadObjectRequest(const Request& request, const BucketDomains& domains) {
  ObjectRequest read;
  read.http = &request;
  read.dialect = SpeaksAws(request) ? &kAwsDialect : &kObsDialect;
  read.query = ObjectQuery(request.target);
  const std::string host = HostOf(request);
  const absl::string_view path = PathOf(request.target);
  const auto domain = domains.find(host);
  const absl::optional<std::string> bucket = BucketOfHost(host);
  if (domain != domains.end() || bucket.has_value()) {
    read.bucket = bucket.has_value() ? *bucket : domain->second;
    read.key = PercentDecode(absl::StripPrefix(path, "/"));
    // A bound name stands in the place of the bucket's.
    read.resource = absl::StrCat("/", bucket.has_value() ? *bucket : host, path);
    return read;
  }
  read.bucket = FirstSegment(path);
  read.resource = std::string(path);
  const size_t key = path.find('/', 1);
  if (key != absl::string_view::npos) read.key = PercentDecode(path.substr(key + 1));
  return read;
}

}  // namespace cloudphone::simulator
