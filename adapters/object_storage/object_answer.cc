#include "adapters/object_storage/object_answer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace cloudphone {
namespace {

using Code = absl::StatusCode;

struct CodeRow {
  absl::string_view code;
  Code status;
};

// By the vendor's API reference.
constexpr CodeRow kCodes[] = {
    {"AccessDenied", Code::kPermissionDenied},
    {"BadDigest", Code::kInvalidArgument},
    {"EntityTooLarge", Code::kInvalidArgument},
    {"EntityTooSmall", Code::kInvalidArgument},
    {"InArrearOrInsufficientBalance", Code::kFailedPrecondition},
    {"InternalError", Code::kUnavailable},
    {"InvalidAccessKeyId", Code::kUnauthenticated},
    {"InvalidArgument", Code::kInvalidArgument},
    {"InvalidBucketName", Code::kInvalidArgument},
    {"InvalidPart", Code::kInvalidArgument},
    {"InvalidPartOrder", Code::kInvalidArgument},
    {"InvalidRange", Code::kOutOfRange},
    {"KeyTooLongError", Code::kInvalidArgument},
    {"NoSuchBucket", Code::kNotFound},
    {"NoSuchKey", Code::kNotFound},
    {"NoSuchUpload", Code::kNotFound},
    {"OperationAborted", Code::kAborted},
    // The bucket is in another region than the endpoint.
    {"PermanentRedirect", Code::kFailedPrecondition},
    {"PreconditionFailed", Code::kFailedPrecondition},
    {"RequestTimeTooSkewed", Code::kUnauthenticated},
    {"ServiceUnavailable", Code::kUnavailable},
    {"SignatureDoesNotMatch", Code::kUnauthenticated},
    {"SlowDown", Code::kUnavailable},
    {"TemporaryRedirect", Code::kFailedPrecondition},
    {"TooManyRequests", Code::kUnavailable},
    {"TooManyWrongSignature", Code::kUnauthenticated},
};

Code StatusOfHttp(int status) {
  switch (status) {
    case 301:
    case 307:
    case 412:
      return Code::kFailedPrecondition;
    case 400:
    case 411:
      return Code::kInvalidArgument;
    case 401:
      return Code::kUnauthenticated;
    case 403:
      return Code::kPermissionDenied;
    case 404:
      return Code::kNotFound;
    case 409:
      return Code::kAborted;
    case 416:
      return Code::kOutOfRange;
    case 429:
      return Code::kUnavailable;
    default:
      return status >= 500 ? Code::kUnavailable : Code::kUnknown;
  }
}

// What stands in <Code>, where that is a word.
absl::string_view CodeOf(absl::string_view xml) {
  constexpr absl::string_view kTag = "<Code>";
  const size_t begin = xml.find(kTag);
  if (begin == absl::string_view::npos) return "";
  const absl::string_view rest = xml.substr(begin + kTag.size());
  const absl::string_view code = rest.substr(0, rest.find('<'));
  const bool is_word = code.size() <= 64 && std::all_of(code.begin(), code.end(), absl::ascii_isalnum);
  return is_word ? code : "";
}

}  // namespace

absl::Status ObjectStatus(const HttpResult& result) {
  if (result.failure == HttpFailure::kHeldBack) return absl::PermissionDeniedError(result.detail);
  if (result.failure == HttpFailure::kTimedOut) return absl::DeadlineExceededError("no answer in time");
  if (result.failure == HttpFailure::kCancelled) return absl::CancelledError("the call was cancelled");
  if (result.failure != HttpFailure::kNone)
    return absl::UnavailableError(absl::StrCat("no answer of the object store: ", result.detail));
  if (result.status >= 200 && result.status < 300) return absl::OkStatus();
  const absl::string_view code = CodeOf(result.body);
  const auto* const row = std::find_if(std::begin(kCodes), std::end(kCodes),
                                       [code](const CodeRow& it) { return it.code == code; });
  const absl::string_view id = FindHeader(result.headers, "x-obs-request-id");
  return absl::Status(row == std::end(kCodes) ? StatusOfHttp(result.status) : row->status,
                      absl::StrCat("the object store answered ", result.status, code.empty() ? "" : " ", code,
                                   id.empty() ? "" : ", its request ", id));
}

absl::StatusOr<ObjectStat> ReadObjectStat(const HttpResult& result) {
  if (absl::Status status = ObjectStatus(result); !status.ok()) return status;
  ObjectStat stat;
  if (!absl::SimpleAtoi(FindHeader(result.headers, "Content-Length"), &stat.size_bytes))
    return absl::UnavailableError("the object store's answer has no length");
  stat.etag =
      std::string(absl::StripSuffix(absl::StripPrefix(FindHeader(result.headers, "ETag"), "\""), "\""));
  stat.sha256 = std::string(FindHeader(result.headers, "x-obs-meta-sha256"));
  stat.content_type = std::string(FindHeader(result.headers, "Content-Type"));
  return stat;
}

}  // namespace cloudphone
