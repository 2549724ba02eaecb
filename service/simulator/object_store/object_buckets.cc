#include "service/simulator/object_store/object_buckets.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace cloudphone::simulator {

std::string ReadObject(const StoredObject& object, uint64_t offset, uint64_t max_bytes) {
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

bool IsBucketName(absl::string_view name) {
  const auto is_good = [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '.';
  };
  const auto is_number = [](absl::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '.');
  const bool is_address = parts.size() == 4 && std::all_of(parts.begin(), parts.end(), is_number);
  return name.size() >= 3 && name.size() <= 63 && std::all_of(name.begin(), name.end(), is_good) &&
         !absl::StrContains(name, "..") && !is_address;
}

void Buckets::AddBucket(absl::string_view name) {
  if (FindBucket(name) == nullptr) buckets_[std::string(name)].created = now_;
}

const Bucket* Buckets::FindBucket(absl::string_view name) const {
  const auto found = buckets_.find(name);
  return found == buckets_.end() ? nullptr : &found->second;
}

void Buckets::RemoveBucket(absl::string_view name) {
  const auto found = buckets_.find(name);
  if (found != buckets_.end()) buckets_.erase(found);
}

const StoredObject* Buckets::Find(absl::string_view bucket, absl::string_view key) const {
  const Bucket* const in = FindBucket(bucket);
  if (in == nullptr) return nullptr;
  const auto found = in->objects.find(key);
  return found == in->objects.end() ? nullptr : &found->second;
}

bool Buckets::PutStored(absl::string_view bucket, absl::string_view key, StoredObject object) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return false;
  found->second.objects[std::string(key)] = std::move(object);
  return true;
}

bool Buckets::PutBytes(absl::string_view bucket, absl::string_view key, absl::string_view bytes) {
  BlobWriter writer(space_, bytes.size());
  writer.Write(bytes);
  const std::shared_ptr<const Blob> blob = writer.Finish();
  return blob != nullptr &&
         PutStored(bucket, key, {{blob}, blob->size(), absl::BytesToHexString(blob->md5()), now_, {}});
}

void Buckets::Remove(absl::string_view bucket, absl::string_view key) {
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return;
  const auto object = found->second.objects.find(key);
  if (object != found->second.objects.end()) found->second.objects.erase(object);
}

bool Buckets::delegated(absl::string_view bucket) const {
  const Bucket* const found = FindBucket(bucket);
  return found != nullptr && found->delegated;
}

void Buckets::SetDelegated(absl::string_view bucket, bool delegated) {
  const auto found = buckets_.find(bucket);
  if (found != buckets_.end()) found->second.delegated = delegated;
}

absl::optional<uint64_t> Buckets::Size(const std::string& bucket, const std::string& key) const {
  const StoredObject* const object = delegated(bucket) ? Find(bucket, key) : nullptr;
  if (object == nullptr) return absl::nullopt;
  return object->size_bytes;
}

std::string Buckets::Read(const std::string& bucket, const std::string& key, uint64_t offset,
                          uint64_t length) const {
  const StoredObject* const object = delegated(bucket) ? Find(bucket, key) : nullptr;
  return object == nullptr ? "" : ReadObject(*object, offset, length);
}

bool Buckets::Put(const std::string& bucket, const std::string& key, std::string bytes) {
  return delegated(bucket) && PutBytes(bucket, key, bytes);
}

}  // namespace cloudphone::simulator
