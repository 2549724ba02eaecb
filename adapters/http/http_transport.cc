#include "adapters/http/http_transport.h"

#include "absl/strings/match.h"

namespace cloudphone {

absl::string_view FindHeader(const std::vector<HttpHeader>& headers, absl::string_view name) {
  for (const HttpHeader& header : headers) {
    if (absl::EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace cloudphone
