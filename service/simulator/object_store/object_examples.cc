#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/simulator/object_store/object_buckets.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kTarBlock = 512;

// A tar of one file, in the form of POSIX.
std::string Tar(absl::string_view name, absl::string_view content) {
  std::string header(kTarBlock, '\0');
  const auto set = [&header](size_t at, absl::string_view text) {
    header.replace(at, text.size(), text.data(), text.size());
  };
  const auto octal = [](uint64_t value, int digits) {
    char text[24];
    std::snprintf(text, sizeof(text), "%0*llo", digits, static_cast<unsigned long long>(value));  // NOLINT
    return std::string(text);
  };
  set(0, name);
  set(100, octal(0644, 7));
  set(108, octal(0, 7));
  set(116, octal(0, 7));
  set(124, octal(content.size(), 11));
  set(136, octal(0, 11));
  set(148, "        ");  // The checksum counts as spaces in itself.
  set(156, "0");
  set(257, absl::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  set(148, octal(sum, 6));
  header[154] = '\0';
  const size_t padding = (kTarBlock - content.size() % kTarBlock) % kTarBlock;
  return absl::StrCat(header, content, std::string(padding + 2 * kTarBlock, '\0'));
}

// A zip of nothing: what an apk begins and ends with.
std::string EmptyZip() { return absl::StrCat("PK\5\6", std::string(18, '\0')); }

}  // namespace

void AddExampleObjects(Buckets* buckets) {
  buckets->AddBucket(kStagingBucket);
  const struct {
    const char* bucket;
    const char* key;
    std::string bytes;
  } kObjects[] = {
      {"push-bucket", "my_apps/test.apk", EmptyZip()},
      {"push-bucket", "my_apps/test.tar", Tar("data/local/tmp/test.txt", "pushed\n")},
      {"bucketa", "my_apps/test.tar", Tar("data/local/tmp/test.txt", "shared\n")},
      {"mybucket", "apps/com.cph.config.tar", Tar("com.cph.config/config.txt", "app\n")},
      {"mybucket", "backup/phone1.tar", Tar("data/local/tmp/saved.txt", "saved\n")},
      {kUndelegatedBucket, "my_apps/test.apk", EmptyZip()},
      {kUndelegatedBucket, "my_apps/test.tar", Tar("data/local/tmp/test.txt", "pushed\n")},
  };
  for (const auto& object : kObjects) {
    buckets->AddBucket(object.bucket);
    buckets->PutBytes(object.bucket, object.key, object.bytes);
  }
  buckets->SetDelegated(kUndelegatedBucket, false);
}

}  // namespace cloudphone::simulator
