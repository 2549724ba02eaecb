// Objects in parts (the vendor's OBS API reference).

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/http/percent.h"
#include "service/simulator/object_store/object_calls.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxPartNumber = 10000;

PartUpload* FindUpload(const ObjectCall& call) {
  return call.parts->Find(call.request.Query("uploadId").value_or(""), call.request.bucket, call.request.key);
}

void WriteObject(const ObjectRequest& request, XmlAnswer* xml) {
  xml->Text("Bucket", request.bucket);
  xml->Text("Key", request.key);
}

}  // namespace

// The id of the request does for that of the upload: it comes once, and its caller was told it.
Response BeginUpload(const ObjectCall& call) {
  call.parts->Begin(
      call.request_id,
      {call.request.bucket, call.request.key, ReadDescription(call.request), call.buckets->now(), {}});
  XmlAnswer xml("InitiateMultipartUploadResult");
  WriteObject(call.request, &xml);
  xml.Text("UploadId", call.request_id);
  return call.Xml(&xml);
}

Response PutPart(const ObjectCall& call) {
  int number = 0;
  if (!absl::SimpleAtoi(call.request.Query("partNumber").value_or(""), &number) || number < 1 ||
      number > kMaxPartNumber)
    return call.Error(kInvalidArgument);
  PartUpload* const upload = FindUpload(call);
  if (upload == nullptr) return call.Error(kNoSuchUpload);
  ObjectError refused = kNoRoom;
  const std::shared_ptr<const Blob> blob = TakeBytes(call, &refused);
  if (blob == nullptr) return call.Error(refused);
  const std::string etag = absl::BytesToHexString(blob->md5());
  upload->parts[number] = {blob, etag, call.buckets->now()};
  Response response = call.Ok();
  response.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
  return response;
}

Response CompleteUpload(const ObjectCall& call) {
  PartUpload* const upload = FindUpload(call);
  if (upload == nullptr) return call.Error(kNoSuchUpload);
  const absl::optional<std::vector<NamedPart>> named = ReadNamedParts(call.request.http->body);
  if (!named.has_value()) return call.Error(kMalformedXml);
  ObjectError refused = kInvalidPart;
  absl::optional<StoredObject> object = JoinParts(*upload, *named, call.buckets->now(), &refused);
  if (!object.has_value()) return call.Error(refused);
  XmlAnswer xml("CompleteMultipartUploadResult");
  xml.Text("Location",
           absl::StrCat("http://", call.request.Header("Host"), PathOf(call.request.http->target)));
  WriteObject(call.request, &xml);
  xml.Etag(object->etag);
  call.buckets->PutStored(call.request.bucket, call.request.key, *std::move(object));
  call.parts->Remove(*call.request.Query("uploadId"));
  return call.Xml(&xml);
}

Response AbortUpload(const ObjectCall& call) {
  if (FindUpload(call) == nullptr) return call.Error(kNoSuchUpload);
  call.parts->Remove(*call.request.Query("uploadId"));
  return call.Ok(204);
}

// All of them: a part's bounds bound the answer.
Response ListParts(const ObjectCall& call) {
  const PartUpload* const upload = FindUpload(call);
  if (upload == nullptr) return call.Error(kNoSuchUpload);
  XmlAnswer xml("ListPartsResult");
  WriteObject(call.request, &xml);
  xml.Text("UploadId", *call.request.Query("uploadId"));
  xml.Text("StorageClass", "STANDARD");
  xml.Number("PartNumberMarker", 0);
  xml.Number("MaxParts", kMaxPartNumber);
  xml.Bool("IsTruncated", false);
  for (const auto& [number, part] : upload->parts) {
    xml.Begin("Part");
    xml.Number("PartNumber", static_cast<uint64_t>(number));
    xml.Time("LastModified", part.modified);
    xml.Etag(part.etag);
    xml.Number("Size", part.blob->size());
    xml.End();
  }
  return call.Xml(&xml);
}

Response ListUploads(const ObjectCall& call) {
  XmlAnswer xml("ListMultipartUploadsResult");
  xml.Text("Bucket", call.request.bucket);
  xml.Bool("IsTruncated", false);
  for (const auto& [id, upload] : call.parts->uploads()) {
    if (upload.bucket != call.request.bucket) continue;
    xml.Begin("Upload");
    xml.Text("Key", upload.key);
    xml.Text("UploadId", id);
    xml.Text("StorageClass", "STANDARD");
    xml.Time("Initiated", upload.begun);
    xml.End();
  }
  return call.Xml(&xml);
}

}  // namespace cloudphone::simulator
