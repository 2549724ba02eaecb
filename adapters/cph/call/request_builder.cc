#include "adapters/cph/call/request_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/json/json_writer.h"
#include "adapters/credentials/project_id.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// The vendor's default of every list of this contract (limits.md, section 2).
constexpr int kDefaultPageSize = 100;

// Everything but the unreserved characters of RFC 3986 becomes %XX, as the signature's canonical form has it.
std::string PercentEncode(absl::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.push_back(kHex[byte >> 4]);
      encoded.push_back(kHex[byte & 15]);
    }
  }
  return encoded;
}

std::vector<std::pair<std::string, std::string>> QueryPairs(const CallBinding& binding,
                                                            const Message& request) {
  std::vector<std::pair<std::string, std::string>> pairs;
  PagePosition position;
  if (binding.call.has_paging()) {
    position = ReadPageToken(binding, request).value_or(PagePosition());
    pairs.emplace_back("limit", absl::StrCat(PageLimit(binding, request)));
    if (!binding.pages_by_marker()) {
      pairs.emplace_back("offset", absl::StrCat(position.offset));
    } else if (!position.marker.empty()) {
      pairs.emplace_back("marker", position.marker);
    }
  }
  for (const FieldPlan* field : binding.query) {
    if (!IsSet(request, *field)) continue;
    if (field == binding.walked) {
      const auto& values =
          field->values->write.at(request.GetReflection()->GetEnumValue(request, field->field));
      const size_t index = std::min<size_t>(position.walked, values.size() - 1);
      pairs.emplace_back(field->name, values[index]);
    } else {
      pairs.emplace_back(field->name, ScalarText(request, *field));
    }
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

std::vector<const FieldPlan*> OutsideBody(const CallBinding& binding) {
  std::vector<const FieldPlan*> fields = binding.query;
  for (const PathPiece& piece : binding.path) {
    if (piece.field != nullptr) fields.push_back(piece.field);
  }
  return fields;
}

}  // namespace

int PageLimit(const CallBinding& binding, const Message& request) {
  const int32_t asked = request.GetReflection()->GetInt32(request, binding.page_size);
  return std::min(asked == 0 ? kDefaultPageSize : asked, binding.call.paging().max());
}

HttpRequest BuildRequest(const CallBinding& binding, const Message& request, const Endpoint& endpoint) {
  HttpRequest http;
  http.method = binding.http_method;
  http.url = endpoint.base_url;
  for (const PathPiece& piece : binding.path) {
    if (piece.is_project_id) {
      absl::StrAppend(&http.url, endpoint.project_id.empty() ? std::string(kProjectIdPlaceholder)
                                                             : PercentEncode(endpoint.project_id));
    } else if (piece.field != nullptr) {
      absl::StrAppend(&http.url, PercentEncode(ScalarText(request, *piece.field)));
    } else {
      absl::StrAppend(&http.url, piece.text);
    }
  }
  char separator = '?';
  for (const auto& [name, value] : QueryPairs(binding, request)) {
    http.url.push_back(separator);
    absl::StrAppend(&http.url, PercentEncode(name), "=", PercentEncode(value));
    separator = '&';
  }
  http.headers.push_back(
      {"Content-Type", "application/json"});  // The vendor lists it as mandatory, also on GET.
  if (binding.has_body) http.body = WriteJson(request, *binding.request, OutsideBody(binding));
  http.finish_once_sent = binding.is_write();
  return http;
}

}  // namespace cloudphone
