#include "service/gateway/resources/selection.h"

#include <algorithm>
#include <utility>

namespace cloudphone {

void ResourceTable::Put(const std::string& id, SharedResource row) {
  SharedResource& place = rows_[id];
  if (place == nullptr) ids_.push_back(id);
  place = std::move(row);
}

void ResourceTable::Remove(const std::string& id) {
  if (rows_.erase(id) > 0) ids_.erase(std::find(ids_.begin(), ids_.end(), id));
}

SharedResource ResourceTable::Find(const std::string& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : found->second;
}

std::vector<SharedResource> ResourceTable::Rows() const {
  std::vector<SharedResource> rows;
  rows.reserve(ids_.size());
  for (const std::string& id : ids_) rows.push_back(rows_.at(id));
  return rows;
}

void Selection::BeginLook() {
  found_ = {};
  page_token_.clear();
  pages_read_ = 0;
}

bool Selection::TakePage(ResourcePage page, std::vector<std::string>* seen_again) {
  for (SharedResource& row : page.rows) {
    const std::string id = IdOf(type_, *row);
    if (id.empty()) continue;
    found_.Put(id, std::move(row));
    if (in_doubt_.erase(id) > 0) seen_again->push_back(id);
  }
  ++pages_read_;
  page_token_ = std::move(page.next_page_token);
  return !page_token_.empty();
}

ResourceNews Selection::EndLook() {
  ResourceNews news;
  for (const std::string& id : found_.ids()) {
    SharedResource row = found_.Find(id);
    SharedResource known = rows_.Find(id);
    if (known != nullptr && SameResource(*known, *row)) {
      found_.Put(id, std::move(known));  // Who holds the old one may go on sharing it.
    } else {
      news.rows.push_back(std::move(row));
    }
  }
  for (const std::string& id : rows_.ids()) {
    if (found_.Find(id) != nullptr) continue;
    in_doubt_.insert(id);
    found_.Put(id, rows_.Find(id));
  }
  rows_ = std::exchange(found_, {});
  pages_ = pages_read_;
  snapshot_ = nullptr;  // Also where nothing is new: the order may be.
  return news;
}

ResourceNews Selection::Judge(const std::string& id, const absl::StatusOr<SharedResource>& got) {
  ResourceNews news;
  if (in_doubt_.erase(id) == 0) return news;
  if (got.ok() && Selects(type_, *filter_, **got)) return news;
  (got.ok() ? news.left : news.deleted).push_back(id);
  rows_.Remove(id);
  snapshot_ = nullptr;
  return news;
}

SharedResource Selection::FindSeen(const std::string& id) const {
  return in_doubt_.count(id) > 0 ? nullptr : rows_.Find(id);
}

std::shared_ptr<const ResourceNews> Selection::Snapshot() {
  if (snapshot_ == nullptr) {
    auto all = std::make_shared<ResourceNews>();
    all->rows = rows_.Rows();
    snapshot_ = std::move(all);
  }
  return snapshot_;
}

}  // namespace cloudphone
