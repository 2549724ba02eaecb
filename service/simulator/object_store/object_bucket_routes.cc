// Buckets, and the list of what is in one.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/simulator/object_store/object_calls.h"
#include "service/simulator/simulator.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxKeys = 1000;

void WriteOwner(XmlAnswer* xml) {
  xml->Begin("Owner");
  xml->Text("ID", kDomainId);
  xml->End();
}

// One page of a bucket: keys and what stands before the delimiter of others, in one order.
class ListPage {
 public:
  explicit ListPage(const ObjectCall& call)
      : prefix_(call.request.Query("prefix").value_or("")),
        marker_(call.request.Query("marker").value_or("")),
        delimiter_(call.request.Query("delimiter").value_or("")) {}

  void Fill(const Bucket& bucket, size_t max_keys) {
    for (auto it = bucket.objects.lower_bound(prefix_);
         it != bucket.objects.end() && absl::StartsWith(it->first, prefix_); ++it) {
      const size_t end = delimiter_.empty() ? std::string::npos : it->first.find(delimiter_, prefix_.size());
      const std::string name =
          end == std::string::npos ? it->first : it->first.substr(0, end + delimiter_.size());
      if (name <= marker_ || (end != std::string::npos && !prefixes_.empty() && prefixes_.back() == name))
        continue;
      if (objects_.size() + prefixes_.size() == max_keys) {
        truncated_ = true;
        return;
      }
      last_ = name;
      if (end == std::string::npos) {
        objects_.push_back(&*it);
      } else {
        prefixes_.push_back(name);
      }
    }
  }

  void Write(const std::string& bucket, size_t max_keys, XmlAnswer* xml) const {
    xml->Text("Name", bucket);
    xml->Text("Prefix", prefix_);
    xml->Text("Marker", marker_);
    if (truncated_) xml->Text("NextMarker", last_);
    xml->Number("MaxKeys", max_keys);
    if (!delimiter_.empty()) xml->Text("Delimiter", delimiter_);
    xml->Bool("IsTruncated", truncated_);
    for (const auto* entry : objects_) {
      xml->Begin("Contents");
      xml->Text("Key", entry->first);
      xml->Time("LastModified", entry->second.modified);
      xml->Etag(entry->second.etag);
      xml->Number("Size", entry->second.size_bytes);
      WriteOwner(xml);
      xml->Text("StorageClass", "STANDARD");
      xml->End();
    }
    for (const std::string& prefix : prefixes_) {
      xml->Begin("CommonPrefixes");
      xml->Text("Prefix", prefix);
      xml->End();
    }
  }

 private:
  const std::string prefix_, marker_, delimiter_;
  std::vector<const std::pair<const std::string, StoredObject>*> objects_;
  std::vector<std::string> prefixes_;
  std::string last_;
  bool truncated_ = false;
};

}  // namespace

Response ListBuckets(const ObjectCall& call) {
  XmlAnswer xml("ListAllMyBucketsResult");
  WriteOwner(&xml);
  xml.Begin("Buckets");
  for (const auto& [name, bucket] : call.buckets->buckets()) {
    xml.Begin("Bucket");
    xml.Text("Name", name);
    xml.Time("CreationDate", bucket.created);
    xml.Text("Location", call.region);
    xml.End();
  }
  return call.Xml(&xml);
}

// Unverified: the answer to the owner who makes a bucket twice (200).
Response CreateBucket(const ObjectCall& call) {
  if (!IsBucketName(call.request.bucket)) return call.Error(kInvalidBucketName);
  call.buckets->AddBucket(call.request.bucket);
  return call.Ok();
}

Response HeadBucket(const ObjectCall& call) {
  Response response = call.Ok();
  response.headers.emplace_back(absl::StrCat(call.request.dialect->header_prefix, "bucket-location"),
                                call.region);
  return response;
}

// The element's name is one of the few things besides prefixes in which the dialects differ.
Response ShowLocation(const ObjectCall& call) {
  XmlAnswer xml(call.request.dialect == &kObsDialect ? "Location" : "CreateBucketConfiguration");
  if (call.request.dialect == &kObsDialect) {
    xml.Content(call.region);
  } else {
    xml.Text("LocationConstraint", call.region);
  }
  return call.Xml(&xml);
}

Response DeleteBucket(const ObjectCall& call) {
  if (!call.buckets->FindBucket(call.request.bucket)->objects.empty()) return call.Error(kBucketNotEmpty);
  call.buckets->RemoveBucket(call.request.bucket);
  return call.Ok(204);
}

Response ListObjects(const ObjectCall& call) {
  int max_keys = kMaxKeys;
  const absl::optional<std::string> wanted = call.request.Query("max-keys");
  if (wanted.has_value() && !wanted->empty() && (!absl::SimpleAtoi(*wanted, &max_keys) || max_keys < 0))
    return call.Error(kInvalidArgument);
  max_keys = std::min(max_keys, kMaxKeys);
  ListPage page(call);
  page.Fill(*call.buckets->FindBucket(call.request.bucket), static_cast<size_t>(max_keys));
  XmlAnswer xml("ListBucketResult");
  page.Write(call.request.bucket, static_cast<size_t>(max_keys), &xml);
  return call.Xml(&xml);
}

}  // namespace cloudphone::simulator
