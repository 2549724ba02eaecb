// Objects as wholes.

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/simulator/object_store/object_calls.h"
#include "service/simulator/object_store/object_range.h"

namespace cloudphone::simulator {
namespace {

constexpr char kMetadata[] = "meta-";
constexpr char kDefaultType[] = "binary/octet-stream";
constexpr char kHttpTime[] = "%a, %d %b %Y %H:%M:%S GMT";

// The query names that set a header of the answer; they are signed.
constexpr std::pair<const char*, const char*> kOverrides[] = {
    {"response-content-type", "Content-Type"},
    {"response-content-disposition", "Content-Disposition"},
    {"response-cache-control", "Cache-Control"},
    {"response-content-encoding", "Content-Encoding"},
    {"response-content-language", "Content-Language"},
    {"response-expires", "Expires"}};

std::string HttpTime(absl::Time time) { return absl::FormatTime(kHttpTime, time, absl::UTCTimeZone()); }

// A line break in it would be another header.
bool IsHeaderText(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

// Whether a list of ETags names this one.
bool NamesEtag(absl::string_view list, const std::string& etag) {
  return list == "*" || absl::StrContains(list, etag);
}

// 412 or 304 where a condition of the request fails, or 0.
int StatusOfConditions(const ObjectRequest& request, const StoredObject& object) {
  const auto is_later_than = [&object](absl::string_view header, bool* is_time) {
    absl::Time time;
    *is_time = absl::ParseTime(kHttpTime, header, &time, nullptr);
    return absl::FromUnixSeconds(absl::ToUnixSeconds(object.modified)) > time;
  };
  const absl::string_view match = request.Header("If-Match");
  if (!match.empty() && !NamesEtag(match, object.etag)) return 412;
  bool is_time = false;
  if (is_later_than(request.Header("If-Unmodified-Since"), &is_time) && is_time) return 412;
  const absl::string_view none_match = request.Header("If-None-Match");
  if (!none_match.empty()) return NamesEtag(none_match, object.etag) ? 304 : 0;
  if (!is_later_than(request.Header("If-Modified-Since"), &is_time) && is_time) return 304;
  return 0;
}

// What a HEAD tells, and a GET before the bytes.
void Describe(const ObjectRequest& request, const StoredObject& object, Response* response) {
  std::map<std::string, std::string> headers = {
      {"ETag", absl::StrCat("\"", object.etag, "\"")},
      {"Last-Modified", HttpTime(object.modified)},
      {"Accept-Ranges", "bytes"},
      {"Content-Type",
       object.description.content_type.empty() ? kDefaultType : object.description.content_type}};
  for (const auto& [name, value] : object.description.metadata)
    headers[absl::StrCat(request.dialect->header_prefix, kMetadata, name)] = value;
  for (const auto& [name, header] : kOverrides) {
    const absl::optional<std::string> value = request.Query(name);
    if (value.has_value() && IsHeaderText(*value)) headers[header] = *value;
  }
  for (const auto& [name, value] : headers) response->headers.emplace_back(name, value);
}

}  // namespace

ObjectDescription ReadDescription(const ObjectRequest& request) {
  ObjectDescription description;
  description.content_type = std::string(request.Header("Content-Type"));
  const std::string prefix = absl::StrCat(request.dialect->header_prefix, kMetadata);
  for (const auto& [name, value] : request.http->headers) {
    const std::string lower = absl::AsciiStrToLower(name);
    if (absl::StartsWith(lower, prefix)) description.metadata[lower.substr(prefix.size())] = value;
  }
  return description;
}

std::shared_ptr<const Blob> TakeBytes(const ObjectCall& call, ObjectError* refused) {
  std::string md5;
  const absl::string_view given = call.request.Header("Content-MD5");
  const bool is_md5 = absl::Base64Unescape(given, &md5) && md5.size() == 16;
  std::shared_ptr<const Blob> blob = call.upload->bytes().Finish();
  // The vendor's manual asks for a length; its client for Java sends streams in chunks, whose end they tell.
  if (call.request.Header("Content-Length").empty() && call.request.Header("Transfer-Encoding").empty()) {
    *refused = kNoLength;
  } else if (blob == nullptr) {
    *refused = call.upload->bytes().too_large() ? kEntityTooLarge : kNoRoom;
  } else if (!given.empty() && !is_md5) {
    *refused = kInvalidDigest;
  } else if (!given.empty() && md5 != blob->md5()) {
    *refused = kBadDigest;
  } else {
    return blob;
  }
  return nullptr;
}

Response PutObject(const ObjectCall& call) {
  // The copy of another object: nothing here needs it.
  if (!call.request.Extension("copy-source").empty()) return call.Error(kNotServed);
  ObjectError refused = kNoRoom;
  const std::shared_ptr<const Blob> blob = TakeBytes(call, &refused);
  if (blob == nullptr) return call.Error(refused);
  const std::string etag = absl::BytesToHexString(blob->md5());
  call.buckets->PutStored(call.request.bucket, call.request.key,
                          {{blob}, blob->size(), etag, call.buckets->now(), ReadDescription(call.request)});
  Response response = call.Ok();
  response.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
  return response;
}

Response GetObject(const ObjectCall& call) {
  const StoredObject* const object = call.buckets->Find(call.request.bucket, call.request.key);
  if (object == nullptr) return call.Error(kNoSuchKey);
  const int status = StatusOfConditions(call.request, *object);
  if (status == 412) return call.Error(kPreconditionFailed);
  Response response = call.Ok(status == 0 ? 200 : status);
  Describe(call.request, *object, &response);
  if (status != 0) return response;
  const ObjectRange range = ReadRange(call.request.Header("Range"), object->size_bytes);
  if (range.kind == ObjectRange::Kind::kOutside) {
    Response outside = call.Error(kInvalidRange);
    outside.headers.emplace_back("Content-Range", absl::StrCat("bytes */", object->size_bytes));
    return outside;
  }
  if (range.kind == ObjectRange::Kind::kPart) {
    response.status = 206;
    response.headers.emplace_back(
        "Content-Range", absl::StrCat("bytes ", range.begin, "-", range.end - 1, "/", object->size_bytes));
  }
  response.download = std::make_shared<ObjectSource>(*object, range.begin, range.end);
  return response;
}

Response DeleteObject(const ObjectCall& call) {
  call.buckets->Remove(call.request.bucket, call.request.key);
  return call.Ok(204);
}

}  // namespace cloudphone::simulator
