#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_MARKED_PAGE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_MARKED_PAGE_H_

#include <string>
#include <vector>

#include "service/simulator/call.h"
#include "service/simulator/http/json_answer.h"

namespace cloudphone::simulator {

// How a list that is read by marker is answered.
struct MarkedList {
  const char* name;
  int max_limit;
  int default_limit;
  bool has_count = false;  // Of all rows.
  bool has_request_id = true;
};

// The rows of that page in the list of that name, and behind them page_info: the marker of the last row while
// more follow, else an empty text (unverified: it may be absent too). `write_more` writes what else stands
// beside the list.
template <typename Row>
Response MarkedPage(
    const Call& call, const MarkedList& list, const std::vector<const Row*>& rows,
    std::string (*marker_of)(const Row&), void (*write)(const Row&, JsonAnswer*),
    absl::FunctionRef<void(JsonAnswer*)> write_more = [](JsonAnswer*) {}) {
  const auto index_of = [&](const std::string& asked) {
    for (size_t i = 0; i < rows.size(); ++i) {
      if (asked == marker_of(*rows[i])) return absl::make_optional(i);
    }
    return absl::optional<size_t>();
  };
  const absl::optional<Page> page = ReadMarkerPage(call, list.max_limit, list.default_limit, index_of);
  // Unverified: the code of a marker that names nothing.
  if (!page.has_value()) return call.Error(kBadPage);
  const auto cut = CutPage(rows, *page);
  JsonAnswer json;
  if (list.has_request_id) json.Text("request_id", call.request_id);
  write_more(&json);
  if (list.has_count) json.Number("count", static_cast<int64_t>(rows.size()));
  json.BeginList(list.name);
  for (const Row* row : cut) {
    json.BeginItem();
    write(*row, &json);
    json.EndObject();
  }
  json.EndList();
  json.BeginObject("page_info");
  const bool is_last = page->offset + cut.size() >= rows.size();
  json.Text("next_marker", is_last ? "" : marker_of(*cut.back()));
  json.EndObject();
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_MARKED_PAGE_H_
