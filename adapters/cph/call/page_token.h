#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_TOKEN_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Where a page begins.
struct PagePosition {
  int64_t offset = 0;  // With STYLE_OFFSET and STYLE_WHOLE.
  // Which of the vendor's values of a walked filter the page shows (CallBinding::walked).
  int walked = 0;
  std::string marker{};  // With STYLE_MARKER: the vendor's own; empty: the first page.

  bool is_first() const { return offset == 0 && walked == 0 && marker.empty(); }
};

// The token of the page of `request` that begins at `position`: text for URLs, which holds a digest of the
// RPC, of the request's other fields (page_size may change from page to page) and of the position. It is no
// secret; the digest tells a token of another call, or a mangled one, from ours.
std::string WritePageToken(const CallBinding& binding, const google::protobuf::Message& request,
                           const PagePosition& position);

// The position that the request's page_token names; the first page where it is empty; nothing where the token
// is not one that WritePageToken made for this call.
absl::optional<PagePosition> ReadPageToken(const CallBinding& binding,
                                           const google::protobuf::Message& request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_TOKEN_H_
