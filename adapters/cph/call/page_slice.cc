#include "adapters/cph/call/page_slice.h"

#include <algorithm>
#include <cstdint>

#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_builder.h"

namespace cloudphone {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

void SlicePage(const CallBinding& binding, const Message& request, Message* response) {
  PagePosition position = ReadPageToken(binding, request).value_or(PagePosition());
  const Reflection* reflection = response->GetReflection();
  const int all = reflection->FieldSize(*response, binding.rows);
  const int begin = static_cast<int>(std::min<int64_t>(position.offset, all));
  const int size = std::min(PageLimit(binding, request), all - begin);
  // Swapping moves pointers; a row that is not of the page ends behind it.
  for (int i = 0; begin > 0 && i < size; ++i) reflection->SwapElements(response, binding.rows, i, begin + i);
  for (int i = size; i < all; ++i) reflection->RemoveLast(response, binding.rows);
  if (binding.total != nullptr) reflection->SetInt32(response, binding.total, all);
  if (begin + size >= all) return;
  position.offset = begin + size;
  reflection->SetString(response, binding.next_page_token, WritePageToken(binding, request, position));
}

}  // namespace cloudphone
