#include "adapters/cph/call/page_token.h"

#include <openssl/evp.h>

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// Eight bytes: a chance hit is out of reach, and there is nothing to gain by a made one.
constexpr size_t kDigestBytes = 8;
// Raised when the meaning of a position changes: old tokens are then refused, not misread.
constexpr char kVersion[] = "2";

std::string Digest(const CallBinding& binding, const Message& request, absl::string_view position) {
  std::unique_ptr<Message> filters(request.New());
  filters->CopyFrom(request);
  filters->GetReflection()->ClearField(filters.get(), binding.page_size);
  filters->GetReflection()->ClearField(filters.get(), binding.page_token);
  std::string text = absl::StrCat(binding.method->full_name(), "\n", position, "\n");
  {
    google::protobuf::io::StringOutputStream stream(&text);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    filters->SerializePartialToCodedStream(&coded);
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return std::string(reinterpret_cast<const char*>(digest), kDigestBytes);
}

}  // namespace

std::string WritePageToken(const CallBinding& binding, const Message& request, const PagePosition& position) {
  const std::string where =
      absl::StrCat(kVersion, ".", position.walked, ".", position.offset, ".", position.marker);
  return absl::WebSafeBase64Escape(absl::StrCat(Digest(binding, request, where), where));
}

absl::optional<PagePosition> ReadPageToken(const CallBinding& binding, const Message& request) {
  const std::string token = request.GetReflection()->GetString(request, binding.page_token);
  if (token.empty()) return PagePosition();
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() <= kDigestBytes) return absl::nullopt;
  const absl::string_view where = absl::string_view(bytes).substr(kDigestBytes);
  const std::vector<absl::string_view> parts = absl::StrSplit(where, absl::MaxSplits('.', 3));
  PagePosition position;
  if (parts.size() != 4 || parts[0] != kVersion || !absl::SimpleAtoi(parts[1], &position.walked) ||
      !absl::SimpleAtoi(parts[2], &position.offset) || position.walked < 0 || position.offset < 0) {
    return absl::nullopt;
  }
  if (Digest(binding, request, where) != absl::string_view(bytes).substr(0, kDigestBytes))
    return absl::nullopt;
  position.marker = std::string(parts[3]);
  return position;
}

}  // namespace cloudphone
