#include "service/gateway/artifacts/staging.h"

#include <cstdint>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/status/rich_status.h"
#include "google/protobuf/duration.pb.h"

namespace cloudphone {
namespace {

constexpr absl::Duration kDefaultLife = absl::Minutes(15);
constexpr size_t kSha256Digits = 64;

absl::Status Invalid(const char* field, const char* what) {
  return ViolationStatus({{field, kParameterInvalid, what}});
}

absl::Status Unusable(const char* reason, absl::string_view message) {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = reason;
  error.message = std::string(message);
  error.precondition_subject = "account";
  return ToStatus(error);
}

absl::Status CheckArea(const StagingArea& area, const ObjectStore* store) {
  if (!area.bucket.empty() && store != nullptr) return absl::OkStatus();
  return Unusable("STAGING_NOT_CONFIGURED", "the account has no staging bucket, or no keys to sign with");
}

absl::StatusOr<absl::Duration> LifeOf(const google::protobuf::Duration& lifetime) {
  const absl::Duration asked = absl::Seconds(lifetime.seconds()) + absl::Nanoseconds(lifetime.nanos());
  if (asked < absl::ZeroDuration()) return Invalid("lifetime", "must not be negative");
  if (asked == absl::ZeroDuration()) return kDefaultLife;
  if (asked < absl::Seconds(1)) return Invalid("lifetime", "must be at least a second");
  return asked;
}

// Clients that follow the standard take dots out of a path before they send it, and it would be another one.
bool HasNoDotSegments(absl::string_view path) {
  for (const absl::string_view segment : absl::StrSplit(path, '/')) {
    if (segment.empty() || segment == "." || segment == "..") return false;
  }
  return true;
}

// 128 random bits: two uploads never share a name.
std::string NewKey(const StagingArea& area, const std::string& file_name) {
  thread_local absl::BitGen random;
  return absl::StrCat(
      area.prefix,
      absl::StrFormat("%016x%016x", absl::Uniform<uint64_t>(random), absl::Uniform<uint64_t>(random)), "/",
      file_name);
}

absl::StatusOr<SignedUrl> Sign(const ObjectStore& store, ObjectStore::Permit permit) {
  absl::StatusOr<SignedUrl> signed_url = store.Presign(std::move(permit));
  if (signed_url.ok()) return signed_url;
  return Unusable("CREDENTIALS_EXPIRED", signed_url.status().message());
}

}  // namespace

absl::StatusOr<v1::CreateUploadResponse> CreateUpload(const StagingArea& area, const ObjectStore* store,
                                                      const v1::CreateUploadRequest& request) {
  if (!absl::ascii_isalnum(static_cast<unsigned char>(request.file_name()[0])))
    return Invalid("file_name", "must begin with a letter or a digit");
  if (!request.sha256().empty() && request.sha256().size() != kSha256Digits)
    return Invalid("sha256", "must have 64 digits");
  // It is signed as it is; what sends a header takes the blanks around its value away.
  if (absl::StripAsciiWhitespace(request.content_type()) != request.content_type())
    return Invalid("content_type", "must neither begin nor end with a blank");
  const absl::StatusOr<absl::Duration> life = LifeOf(request.lifetime());
  if (!life.ok()) return life.status();
  if (absl::Status usable = CheckArea(area, store); !usable.ok()) return usable;
  ObjectStore::Permit permit{"PUT", {area.bucket, NewKey(area, request.file_name())}, *life};
  if (!request.content_type().empty()) permit.headers.push_back({"Content-Type", request.content_type()});
  if (!request.sha256().empty()) permit.headers.push_back({"x-obs-meta-sha256", request.sha256()});
  v1::CreateUploadResponse response;
  response.set_object_uri(ObjectUri(permit.object));
  response.set_bucket_name(permit.object.bucket);
  response.set_object_path(permit.object.key);
  absl::StatusOr<SignedUrl> signed_url = Sign(*store, std::move(permit));
  if (!signed_url.ok()) return signed_url.status();
  response.set_url(std::move(signed_url->url));
  for (const HttpHeader& header : signed_url->headers)
    (*response.mutable_headers())[header.name] = header.value;
  response.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(signed_url->expires));
  return response;
}

absl::StatusOr<v1::CreateDownloadResponse> CreateDownload(const StagingArea& area, const ObjectStore* store,
                                                          const v1::CreateDownloadRequest& request) {
  if (!HasNoDotSegments(request.object_path()))
    return Invalid("object_path", "must have no empty part and none of dots");
  const absl::StatusOr<absl::Duration> life = LifeOf(request.lifetime());
  if (!life.ok()) return life.status();
  if (absl::Status usable = CheckArea(area, store); !usable.ok()) return usable;
  if (!absl::StartsWith(request.object_path(), area.prefix)) {
    RichError error;
    error.code = google::rpc::PERMISSION_DENIED;
    error.reason = "OBJECT_OUT_OF_REACH";
    error.message = absl::StrCat("object_path must begin with ", area.prefix);
    return ToStatus(error);
  }
  ObjectStore::Permit permit{"GET", {area.bucket, request.object_path()}, *life};
  if (!request.file_name().empty())
    permit.query.emplace_back("response-content-disposition",
                              absl::StrCat("attachment; filename=\"", request.file_name(), "\""));
  absl::StatusOr<SignedUrl> signed_url = Sign(*store, std::move(permit));
  if (!signed_url.ok()) return signed_url.status();
  v1::CreateDownloadResponse response;
  response.set_url(std::move(signed_url->url));
  response.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(signed_url->expires));
  return response;
}

}  // namespace cloudphone
