#include "service/simulator/call.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "service/simulator/http/json_answer.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxIdBytes = 32;

}  // namespace

absl::optional<std::string> Call::Query(absl::string_view name) const {
  absl::optional<std::string> found;
  for (const auto& [key, value] : query) {
    if (key == name) found = value;
  }
  return found;
}

std::vector<std::string> Call::QueryAll(absl::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : query) {
    if (key == name && !value.empty()) found.push_back(value);
  }
  return found;
}

Response Call::Ok() const {
  JsonAnswer json;
  json.Text("request_id", request_id);
  return Ok(json.Take());
}

absl::optional<Page> ReadPage(const Call& call, int max_limit, int default_limit) {
  int offset = 0;
  int limit = default_limit;
  const auto offset_text = call.Query("offset");
  const auto limit_text = call.Query("limit");
  if (offset_text && (!absl::SimpleAtoi(*offset_text, &offset) || offset < 0)) return absl::nullopt;
  if (limit_text && (!absl::SimpleAtoi(*limit_text, &limit) || limit < 1 || limit > max_limit))
    return absl::nullopt;
  return Page{static_cast<size_t>(offset), static_cast<size_t>(limit)};
}

absl::optional<Page> ReadMarkerPage(
    const Call& call, int max_limit, int default_limit,
    absl::FunctionRef<absl::optional<size_t>(const std::string& marker)> index_of) {
  int limit = default_limit;
  const auto limit_text = call.Query("limit");
  if (limit_text && (!absl::SimpleAtoi(*limit_text, &limit) || limit < 1 || limit > max_limit))
    return absl::nullopt;
  Page page{0, static_cast<size_t>(limit)};
  if (const std::string marker = call.Query("marker").value_or(""); !marker.empty()) {
    const absl::optional<size_t> index = index_of(marker);
    if (!index.has_value()) return absl::nullopt;
    page.offset = *index + 1;
  }
  return page;
}

bool ReadFilter(const Call& call, absl::string_view name, absl::Span<const int> known,
                absl::optional<int>* number) {
  const std::string text = call.Query(name).value_or("");
  if (text.empty()) return true;
  int read = 0;
  if (!absl::SimpleAtoi(text, &read) || !absl::c_linear_search(known, read)) return false;
  *number = read;
  return true;
}

bool IsUuid(absl::string_view id) {
  constexpr absl::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (id.size() != kForm.size()) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    const bool fits =
        kForm[i] == '-' ? id[i] == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(id[i]));
    if (!fits) return false;
  }
  return true;
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-';
  });
}

}  // namespace cloudphone::simulator
