#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CALL_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CALL_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "service/simulator/errors.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// One call that was admitted, and what it works on.
struct Call {
  World* world;
  std::string request_id;  // Of this call; where it starts jobs, of them.
  std::string id;          // The last variable of the path behind the project, or empty.
  std::vector<std::pair<std::string, std::string>> query;
  const std::string* body;
  std::string parent_id = "";  // The variable before `id`, or empty.
  std::string project_id = kDefaultProjectId;

  // The last value of a query key, or nothing.
  absl::optional<std::string> Query(absl::string_view name) const;
  // All values of a key that may be repeated, but for empty ones.
  std::vector<std::string> QueryAll(absl::string_view name) const;
  // With nothing but the request's id.
  Response Ok() const;
  Response Ok(std::string body_text) const { return {200, std::move(body_text), request_id}; }
  // 204, as calls of tags answer.
  Response NoContent() const { return {204, "", request_id}; }
  Response Error(const VendorError& error) const { return ErrorResponse(error, request_id); }
  Response Error(const ItemError& error) const { return ErrorResponse(error, request_id); }
};

// A part of a list.
struct Page {
  size_t offset = 0;
  size_t limit = 0;
};
// By offset and limit; nothing where they are out of range. The vendor's documented limits: 100 by default
// nearly everywhere.
absl::optional<Page> ReadPage(const Call& call, int max_limit, int default_limit = 100);
// By the row that `marker` names, after which the page begins, and limit. `index_of` gives the place of a
// row by its name, or nothing.
absl::optional<Page> ReadMarkerPage(
    const Call& call, int max_limit, int default_limit,
    absl::FunctionRef<absl::optional<size_t>(const std::string& marker)> index_of);

// The rows of that page; none past the end.
template <typename Row>
absl::Span<const Row> CutPage(const std::vector<Row>& rows, const Page& page) {
  return absl::MakeConstSpan(rows).subspan(std::min(page.offset, rows.size()), page.limit);
}
// The rows must outlive the part.
template <typename Row>
absl::Span<const Row> CutPage(std::vector<Row>&& rows, const Page& page) = delete;

// Reads a filter by a number of the vendor's tables; an absent or empty one sets nothing. False where it is
// no number, or none of the `known` ones.
bool ReadFilter(const Call& call, absl::string_view name, absl::Span<const int> known,
                absl::optional<int>* number);

// A UUID, as the vendor's neighbours have them.
bool IsUuid(absl::string_view id);

// An id as the vendor takes it: 1 to 32 letters, digits, dashes.
bool IsId(absl::string_view id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CALL_H_
