#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ROUTES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ROUTES_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "service/simulator/errors.h"
#include "service/simulator/http_message.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// One call that was admitted, and what it works on.
struct Call {
  World* world;
  absl::Time now;
  std::string request_id;  // Of this call; where it starts jobs, of them.
  std::string id;          // The {…_id} of the path, or empty.
  std::vector<std::pair<std::string, std::string>> query;
  const std::string* body;

  // The last value of a query key, or nothing.
  absl::optional<std::string> Query(absl::string_view name) const;
  Response Ok(std::string body_text) const { return {200, std::move(body_text), request_id}; }
  Response Error(const VendorError& error) const { return ErrorResponse(error, request_id); }
};

// offset and limit of a list.
struct Page {
  size_t offset = 0;
  size_t limit = 0;
};
// Nothing where they are out of range. limits.md, section 2: 100 by default everywhere.
absl::optional<Page> ReadPage(const Call& call, int max_limit);

// The rows of that page; none past the end.
template <typename Row>
absl::Span<const Row> CutPage(const std::vector<Row>& rows, const Page& page) {
  return absl::MakeConstSpan(rows).subspan(std::min(page.offset, rows.size()), page.limit);
}

// Reads a filter by a number of the vendor's tables; an absent or empty one sets nothing. False where it is
// no number, or none of the `known` ones.
bool ReadFilter(const Call& call, absl::string_view name, absl::Span<const int> known,
                absl::optional<int>* number);

// An id as the vendor takes it: 1 to 32 letters, digits, dashes.
bool IsId(absl::string_view id);

Response ListPhones(const Call& call);
Response ShowPhone(const Call& call);
Response RestartPhones(const Call& call);
Response ListServers(const Call& call);
Response ShowServer(const Call& call);
Response ListJobs(const Call& call);
Response ShowJob(const Call& call);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ROUTES_H_
