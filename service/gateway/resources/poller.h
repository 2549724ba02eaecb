#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_POLLER_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_POLLER_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/gateway/resources/resource_watcher.h"
#include "service/gateway/resources/selection.h"

namespace cloudphone {

// Something that is looked at again and again: what a filter selects, page by page, or one resource. Kept
// as long as somebody wants to know.
struct Poller {
  uint64_t serial = 0;                  // Names it for as long as the process runs.
  std::string key;                      // The filter's bytes, or the id.
  absl::optional<Selection> selection;  // None: one resource.

  // Looks are numbered. Who comes between two of them, or wants to know nothing older, is told from a later
  // one on.
  uint64_t look = 0;  // The one that runs, or was the last.
  bool looking = false;
  absl::Time fresh_until = absl::InfinitePast();  // Of the last complete look.
  int failures = 0;                               // In a row.
  uint64_t next_look() const { return look + 1; }
  int reads_in_look() const { return selection ? selection->pages() : 1; }

  // Who is told, and from which look on.
  std::map<ResourceWatchId, uint64_t> watches;
  std::map<Poller*, uint64_t> doubters;  // Selections that miss this resource.
  std::set<std::string> doubts_asked;    // Of this selection.
  bool wanted() const { return !watches.empty() || !doubters.empty(); }
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_POLLER_H_
