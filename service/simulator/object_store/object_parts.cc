#include "service/simulator/object_store/object_parts.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cloudphone::simulator {
namespace {

constexpr uint64_t kMinPartBytes = 100 << 10;  // But of the last one.

std::string Md5Hex(absl::string_view data) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(data.data(), data.size(), digest, &size, EVP_md5(), nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), size});
}

}  // namespace

PartUpload* PartTable::Find(const std::string& id, absl::string_view bucket, absl::string_view key) {
  const auto found = uploads_.find(id);
  const bool fits = found != uploads_.end() && found->second.bucket == bucket && found->second.key == key;
  return fits ? &found->second : nullptr;
}

absl::optional<StoredObject> JoinParts(const PartUpload& upload, const std::vector<NamedPart>& named,
                                       absl::Time now, ObjectError* refused) {
  StoredObject object;
  std::string md5s;  // Unverified: raw or hexadecimal; no document says. Nobody may compute it.
  int last_number = 0;
  for (const NamedPart& name : named) {
    const auto part = upload.parts.find(name.number);
    const bool is_known = part != upload.parts.end() && part->second.etag == name.etag;
    if (name.number <= last_number) {
      *refused = kInvalidPartOrder;
      return absl::nullopt;
    }
    if (!is_known) {
      *refused = kInvalidPart;
      return absl::nullopt;
    }
    if (&name != &named.back() && part->second.blob->size() < kMinPartBytes) {
      *refused = kEntityTooSmall;
      return absl::nullopt;
    }
    last_number = name.number;
    object.parts.push_back(part->second.blob);
    object.size_bytes += part->second.blob->size();
    md5s += part->second.blob->md5();
  }
  object.etag = absl::StrCat(Md5Hex(md5s), "-", named.size());
  object.modified = now;
  object.description = upload.description;
  return object;
}

}  // namespace cloudphone::simulator
