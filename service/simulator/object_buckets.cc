#include "service/simulator/object_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cloudphone::simulator {

std::string ReadObject(const StoredObject& object, uint64_t offset, size_t max_bytes) {
  std::string bytes;
  uint64_t begin = 0;  // Of the part, in the object.
  for (const auto& part : object.parts) {
    const uint64_t end = begin + part->size();
    if (offset < end && bytes.size() < max_bytes) {
      const uint64_t from = offset - begin;
      const size_t old_size = bytes.size();
      bytes.resize(old_size + static_cast<size_t>(std::min<uint64_t>(end - offset, max_bytes - old_size)));
      const size_t read = part->Read(from, &bytes[old_size], bytes.size() - old_size);
      const bool failed = read < bytes.size() - old_size;
      bytes.resize(old_size + read);
      if (failed) break;
      offset += read;
    }
    begin = end;
  }
  return bytes;
}

void ObjectStore::AddBucket(absl::string_view name, absl::Time now) {
  if (FindBucket(name) == nullptr) buckets_[std::string(name)].created = now;
}

const Bucket* ObjectStore::FindBucket(absl::string_view name) const {
  const auto found = buckets_.find(name);
  return found == buckets_.end() ? nullptr : &found->second;
}

bool ObjectStore::RemoveBucket(absl::string_view name) {
  const auto found = buckets_.find(name);
  if (found == buckets_.end() || !found->second.objects.empty()) return false;
  buckets_.erase(found);
  return true;
}

const StoredObject* ObjectStore::Find(absl::string_view bucket, absl::string_view key) const {
  const Bucket* const in = FindBucket(bucket);
  if (in == nullptr) return nullptr;
  const auto found = in->objects.find(key);
  return found == in->objects.end() ? nullptr : &found->second;
}

absl::Status ObjectStore::Put(absl::string_view bucket, absl::string_view key, absl::string_view bytes,
                              absl::Time now) {
  if (FindBucket(bucket) == nullptr) return absl::NotFoundError(absl::StrCat("no bucket ", bucket));
  BlobWriter writer(space_, bytes.size());
  writer.Write(bytes);
  const std::shared_ptr<const Blob> blob = writer.Finish();
  if (blob == nullptr) return absl::ResourceExhaustedError("no room for the object");
  PutStored(bucket, key, {{blob}, blob->size(), absl::BytesToHexString(blob->md5()), now, {}});
  return absl::OkStatus();
}

void ObjectStore::PutStored(absl::string_view bucket, absl::string_view key, StoredObject object) {
  const auto found = buckets_.find(bucket);
  if (found != buckets_.end()) found->second.objects[std::string(key)] = std::move(object);
}

void ObjectStore::Remove(absl::string_view bucket, absl::string_view key) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return;
  const auto object = found->second.objects.find(key);
  if (object != found->second.objects.end()) found->second.objects.erase(object);
}

bool ObjectStore::delegated(absl::string_view bucket) const {
  const Bucket* const found = FindBucket(bucket);
  return found != nullptr && found->delegated;
}

void ObjectStore::SetDelegated(absl::string_view bucket, bool delegated) {
  const auto found = buckets_.find(bucket);
  if (found != buckets_.end()) found->second.delegated = delegated;
}

}  // namespace cloudphone::simulator
