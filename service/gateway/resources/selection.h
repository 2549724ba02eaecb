#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_SELECTION_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_SELECTION_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "service/gateway/resources/resource_source.h"
#include "service/gateway/resources/resource_watcher.h"

namespace cloudphone {

// Resources by id, in the order of a list.
class ResourceTable {
 public:
  // Adds a row, or puts it in the place of the one with its id.
  void Put(const std::string& id, SharedResource row);
  void Remove(const std::string& id);
  SharedResource Find(const std::string& id) const;  // Null where there is none.
  std::vector<SharedResource> Rows() const;
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  std::vector<std::string> ids_;
  absl::flat_hash_map<std::string, SharedResource> rows_;
};

// What one filter selects, as looks show it page by page. A page is cut from a list that moves while
// resources are bought and deleted, so a row that comes twice in a look counts once, and a row that is
// missing from one is in doubt until Judge() says what became of it. Not thread-safe.
class Selection {
 public:
  Selection(const ResourceType& type, SharedFilter filter) : type_(type), filter_(std::move(filter)) {}

  const SharedFilter& filter() const { return filter_; }
  // A look has been completed.
  bool complete() const { return pages_ > 0; }
  // How many pages the last complete look had; 1 before.
  int pages() const { return std::max(pages_, 1); }

  // Begins a look. Only when none runs.
  void BeginLook();
  // Of the page to be read next.
  const std::string& page_token() const { return page_token_; }
  // Takes the next page of the look. False: it was the last. Names in `seen_again` those that are in doubt no
  // longer.
  bool TakePage(ResourcePage page, std::vector<std::string>* seen_again);
  // After the last page: what is new or changed. What is missing is in doubt from now on.
  ResourceNews EndLook();

  // What Get says of a resource in doubt ends the doubt: it is deleted (NOT_FOUND), no longer selected, or
  // its row had only moved and stays as it was. The row of Get itself is never shown: it may differ in detail
  // from that of the list.
  ResourceNews Judge(const std::string& id, const absl::StatusOr<SharedResource>& got);

  const std::set<std::string>& in_doubt() const { return in_doubt_; }
  // The row, unless the last complete look missed it; else null.
  SharedResource FindSeen(const std::string& id) const;
  // Everything that is selected, made once for all who want it.
  std::shared_ptr<const ResourceNews> Snapshot();

 private:
  const ResourceType& type_;
  const SharedFilter filter_;
  ResourceTable rows_;  // Those in doubt too.
  std::set<std::string> in_doubt_;
  std::shared_ptr<const ResourceNews> snapshot_;
  int pages_ = 0;
  // The look that runs.
  ResourceTable found_;
  std::string page_token_;
  int pages_read_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_SELECTION_H_
