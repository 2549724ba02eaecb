#include "service/simulator/object_store/object_service.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/object_store/object_calls.h"

namespace cloudphone::simulator {
namespace {

constexpr uint64_t kMaxPutBytes = uint64_t{5} << 30;
constexpr size_t kMaxKeyBytes = 1024;
constexpr char kXmlType[] = "application/xml";

enum class Scope { kService, kBucket, kObject };

struct ObjectRouteRow {
  const char* method;
  Scope scope;
  const char* marker;  // The query name that makes it this call; empty: none of those.
  Response (*serve)(const ObjectCall&);
};

constexpr ObjectRouteRow kRoutes[] = {
    {"GET", Scope::kService, "", &ListBuckets},
    {"PUT", Scope::kBucket, "", &CreateBucket},
    {"HEAD", Scope::kBucket, "", &HeadBucket},
    {"GET", Scope::kBucket, "location", &ShowLocation},
    {"GET", Scope::kBucket, "uploads", &ListUploads},
    {"GET", Scope::kBucket, "", &ListObjects},
    {"DELETE", Scope::kBucket, "", &DeleteBucket},
    {"POST", Scope::kObject, "uploads", &BeginUpload},
    {"POST", Scope::kObject, "uploadId", &CompleteUpload},
    {"PUT", Scope::kObject, "uploadId", &PutPart},
    {"PUT", Scope::kObject, "", &PutObject},
    {"GET", Scope::kObject, "uploadId", &ListParts},
    {"GET", Scope::kObject, "", &GetObject},
    {"HEAD", Scope::kObject, "", &GetObject},
    {"DELETE", Scope::kObject, "uploadId", &AbortUpload},
    {"DELETE", Scope::kObject, "", &DeleteObject},
};

Scope ScopeOf(const ObjectRequest& request) {
  if (request.bucket.empty()) return Scope::kService;
  return request.key.empty() ? Scope::kBucket : Scope::kObject;
}

// The query name that makes another call of the same path and method, or nothing. Names that set headers of
// the answer or belong to the signature make none; nor do those of lists, which are not signed.
std::string MarkerOf(const ObjectRequest& request) {
  for (const auto& [name, value] : request.query) {
    const std::string lower = absl::AsciiStrToLower(name);
    if (!IsSubResource(lower, *request.dialect) || absl::StartsWith(lower, "response-") ||
        absl::StartsWith(lower, request.dialect->header_prefix) || lower == "partnumber")
      continue;
    return name;
  }
  return "";
}

// The question for the version of the API, which clients ask unsigned before anything else.
bool AsksForVersion(const ObjectRequest& request) {
  return request.http->method == "HEAD" && request.Query("apiversion").has_value();
}

}  // namespace

Response ObjectCall::Ok(int status) const {
  Response response{status, "", request_id};
  const std::string prefix = request.dialect->header_prefix;
  response.headers = {{"Server", "OBS"},
                      {"Content-Type", kXmlType},
                      {absl::StrCat(prefix, "request-id"), request_id},
                      {absl::StrCat(prefix, "id-2"), absl::Base64Escape(request_id)}};
  return response;
}

Response ObjectCall::Xml(XmlAnswer* xml) const {
  Response response = Ok();
  response.body = xml->Take();
  return response;
}

Response ObjectCall::Error(const ObjectError& error) const {
  XmlAnswer xml("Error", /*has_namespace=*/false);
  xml.Text("Code", error.code);
  xml.Text("Message", error.message);
  xml.Text("Resource", request.resource);
  xml.Text("RequestId", request_id);
  xml.Text("HostId", absl::Base64Escape(request_id));
  Response response = Ok(error.status);
  response.body = xml.Take();
  return response;
}

ObjectService::ObjectService(const ObjectOptions& options, std::vector<KnownKey> keys, std::string region,
                             absl::Time now)
    : domains_(options.domains),
      region_(std::move(region)),
      verifier_(std::move(keys)),
      buckets_(std::make_shared<ObjectSpace>(options.directory, options.max_bytes), now) {
  AddExampleObjects(&buckets_);
  for (const std::string& name : options.buckets) buckets_.AddBucket(name);
  for (const std::string& name : options.undelegated_buckets) {
    buckets_.AddBucket(name);
    buckets_.SetDelegated(name, false);
  }
}

bool ObjectService::Serves(const Request& request) const {
  if (IsForObjects(request, domains_)) return true;
  // Who signs for another service means it, even where a bucket is called like the first segment of its
  // paths.
  const bool is_for_another =
      !request.Header("X-Sdk-Date").empty() || !request.Header("X-Auth-Token").empty();
  return !is_for_another && buckets_.FindBucket(FirstSegment(request.target)) != nullptr;
}

std::shared_ptr<BodySink> ObjectService::OpenUpload(const Request& head, absl::Time now) const {
  if (head.method != "PUT" || !Serves(head)) return nullptr;
  const ObjectRequest request = ReadObjectRequest(head, domains_);
  if (ScopeOf(request) != Scope::kObject) return nullptr;
  return std::make_shared<ObjectUpload>(verifier_.Refuse(request, now), buckets_.space(), kMaxPutBytes);
}

Response ObjectService::Answer(const Request& request, const std::string& request_id, absl::Time now) {
  buckets_.Settle(now);
  return Route(ReadObjectRequest(request, domains_), request_id, now);
}

Response ObjectService::Route(const ObjectRequest& request, const std::string& request_id, absl::Time now) {
  auto* const upload = static_cast<ObjectUpload*>(request.http->upload.get());  // As OpenUpload made it.
  const ObjectCall call{request, request_id, region_, &buckets_, &parts_, upload};
  if (AsksForVersion(request)) {
    Response response = call.Ok();
    response.headers.emplace_back("x-obs-api", "3.0");
    return response;
  }
  const absl::optional<ObjectError> refused =
      upload == nullptr ? verifier_.Refuse(request, now) : upload->refused();
  if (refused.has_value()) return call.Error(*refused);
  if (request.key.size() > kMaxKeyBytes) return call.Error(kKeyTooLong);
  const Scope scope = ScopeOf(request);
  const std::string marker = MarkerOf(request);
  bool path_is_known = false;
  for (const ObjectRouteRow& route : kRoutes) {
    if (route.scope != scope || !absl::EqualsIgnoreCase(route.marker, marker)) continue;
    path_is_known = true;
    if (request.http->method != route.method) continue;
    if (scope != Scope::kService && route.serve != &CreateBucket &&
        buckets_.FindBucket(request.bucket) == nullptr)
      return call.Error(kNoSuchBucket);
    return route.serve(call);
  }
  return call.Error(path_is_known ? kObjectMethod : kNotServed);
}

}  // namespace cloudphone::simulator
