#include "adapters/cph/call/request_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/json/field_text.h"
#include "adapters/cph/json/json_writer.h"
#include "adapters/credentials/project_id.h"
#include "adapters/http/percent_encoding.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// The vendor's default of every list of this contract.
constexpr int kDefaultPageSize = 100;

// What asks for the page, in the vendor's words; nothing where the vendor gives all rows at once.
NamedTexts PageTexts(const CallBinding& binding, const Message& request, const PagePosition& position) {
  if (!binding.call.has_paging() || binding.pages_here()) return {};
  NamedTexts texts = {{"limit", absl::StrCat(PageLimit(binding, request))}};
  if (!binding.pages_by_marker()) {
    texts.emplace_back("offset", absl::StrCat(position.offset));
  } else if (!position.marker.empty()) {
    texts.emplace_back("marker", position.marker);
  }
  return texts;
}

void AddQuery(const CallBinding& binding, const Message& request, const PagePosition& position,
              NamedTexts* pairs) {
  for (const FieldPlan* field : binding.query) {
    if (!field->send_unset && !IsSet(request, *field)) continue;
    if (field == binding.walked) {
      const auto& values =
          field->values->write.at(request.GetReflection()->GetEnumValue(request, field->field));
      const size_t index = std::min<size_t>(position.walked, values.size() - 1);
      pairs->emplace_back(field->name, values[index]);
    } else if (field->form == rest::v1::FORM_REPEATED_KEY) {
      for (std::string& text : ListTexts(request, *field)) pairs->emplace_back(field->name, std::move(text));
    } else {
      pairs->emplace_back(field->name, ScalarText(request, *field));
    }
  }
}

std::vector<const FieldPlan*> OutsideBody(const CallBinding& binding) {
  std::vector<const FieldPlan*> fields = binding.query;
  for (const PathPiece& piece : binding.path) {
    if (piece.field != nullptr) fields.push_back(piece.field);
  }
  return fields;
}

void AppendPath(const CallBinding& binding, const Message& request, const std::string& project_id,
                std::string* url) {
  for (const PathPiece& piece : binding.path) {
    if (piece.is_project_id && project_id.empty()) {
      absl::StrAppend(url, kProjectIdPlaceholder);
    } else if (piece.is_project_id) {
      AppendPercentEncoded(project_id, "", url);
    } else if (piece.field != nullptr) {
      AppendPercentEncoded(ScalarText(request, *piece.field), "", url);
    } else {
      absl::StrAppend(url, piece.text);
    }
  }
}

// Sorted, as the signature wants it.
void AppendQuery(NamedTexts pairs, std::string* url) {
  std::sort(pairs.begin(), pairs.end());
  char separator = '?';
  for (const auto& [name, value] : pairs) {
    url->push_back(separator);
    AppendPercentEncoded(name, "", url);
    url->push_back('=');
    AppendPercentEncoded(value, "", url);
    separator = '&';
  }
}

}  // namespace

int PageLimit(const CallBinding& binding, const Message& request) {
  const int32_t asked = request.GetReflection()->GetInt32(request, binding.page_size);
  const int32_t wanted = asked == 0 ? kDefaultPageSize : asked;
  const int32_t max = binding.call.paging().max();
  return max == 0 ? wanted : std::min(wanted, max);
}

HttpRequest BuildRequest(const CallBinding& binding, const Message& request, const Endpoint& endpoint) {
  HttpRequest http;
  http.method = binding.http_method;
  http.url = binding.is_billing ? endpoint.billing_url : endpoint.base_url;
  AppendPath(binding, request, endpoint.project_id, &http.url);
  PagePosition position;
  if (binding.call.has_paging()) position = ReadPageToken(binding, request).value_or(PagePosition());
  const NamedTexts page = PageTexts(binding, request, position);
  const bool page_in_body = binding.call.paging().in_body_as_text();
  NamedTexts query = page_in_body ? NamedTexts() : page;
  AddQuery(binding, request, position, &query);
  AppendQuery(std::move(query), &http.url);
  http.headers.push_back(
      {"Content-Type", "application/json"});  // The vendor lists it as mandatory, also on GET.
  if (binding.is_billing) http.headers.push_back({"X-Language", "en_US"});  // Else its texts are Chinese.
  if (binding.has_body) {
    NamedTexts texts;
    for (const rest::v1::Constant& constant : binding.call.constant())
      texts.emplace_back(constant.name(), constant.text());
    if (page_in_body) texts.insert(texts.end(), page.begin(), page.end());
    http.body = WriteJson(request, *binding.request, OutsideBody(binding), texts);
  }
  http.finish_once_sent = binding.is_write();
  return http;
}

}  // namespace cloudphone
