#ifndef CLOUDPHONE_TESTS_UNIT_RESOURCES_NEWS_RECORDER_H_
#define CLOUDPHONE_TESTS_UNIT_RESOURCES_NEWS_RECORDER_H_

#include <string>
#include <vector>

#include "service/gateway/resources/resource_watcher.h"

namespace cloudphone {

// Keeps what a watcher of phones is told.
class NewsRecorder final : public ResourceWatcher {
 public:
  void OnNews(const ResourceNews& one) override { news.push_back(one); }
  void OnHeartbeat() override { ++heartbeats; }
  void OnEnd(absl::Status status) override {
    ++ends;
    end = std::move(status);
  }

  // Ids of the rows that came with the n-th news and later ones, left and deleted ids marked with - and x.
  std::vector<std::string> From(size_t first) const {
    std::vector<std::string> ids;
    for (size_t i = first; i < news.size(); ++i) {
      for (const SharedResource& row : news[i].rows) ids.push_back(IdOf(PhoneResource(), *row));
      for (const std::string& id : news[i].left) ids.push_back("-" + id);
      for (const std::string& id : news[i].deleted) ids.push_back("x" + id);
      for (const std::string& id : news[i].unread) ids.push_back("?" + id);
    }
    return ids;
  }
  std::vector<std::string> Snapshot() const {
    NewsRecorder first;
    first.news.assign(news.begin(), news.begin() + std::min<size_t>(1, news.size()));
    return first.From(0);
  }
  std::vector<std::string> Changes() const { return From(1); }

  std::vector<ResourceNews> news;
  int heartbeats = 0;
  int ends = 0;
  absl::Status end;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RESOURCES_NEWS_RECORDER_H_
