#ifndef CLOUDPHONE_TESTS_UNIT_RESOURCES_FAKE_RESOURCE_SOURCE_H_
#define CLOUDPHONE_TESTS_UNIT_RESOURCES_FAKE_RESOURCE_SOURCE_H_

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/timers.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "service/gateway/resources/resource_source.h"

namespace cloudphone {

inline v1::Phone MakePhone(const std::string& id, v1::PhoneState state = v1::PHONE_STATE_RUNNING,
                           const std::string& server_id = "s") {
  v1::Phone phone;
  phone.set_phone_id(id);
  phone.set_phone_name(absl::StrCat("name of ", id));
  phone.set_server_id(server_id);
  phone.set_state(state);
  return phone;
}

inline v1::Server MakeServer(const std::string& id, v1::ServerState state = v1::SERVER_STATE_RUNNING) {
  v1::Server server;
  server.set_server_id(id);
  server.set_state(state);
  return server;
}

template <typename Resource>
SharedResource Share(Resource resource) {
  return std::make_shared<const Resource>(std::move(resource));
}

template <typename Request>
SharedFilter MakeFilter(Request request = {}) {
  return std::make_shared<const Request>(std::move(request));
}

// An upstream whose resources the test sets, in the order in which lists show them. A page begins where its
// token says, in the list as it is then, like those of the vendor. Keeps every read with its time. Answers
// at once, or when told to.
template <typename Resource>
class FakeResourceSource final : public ResourceSource {
 public:
  struct Read {
    absl::Time time;
    std::string id;  // Of a Get; empty: a page.
    SharedFilter filter;
    std::string page_token;
  };

  FakeResourceSource(const ResourceType& type, const Timers* clock) : type_(type), clock_(clock) {}

  void ListPage(SharedFilter filter, std::string page_token, absl::Time, PageDone done) override {
    reads.push_back({clock_->Now(), "", filter, page_token});
    Answer([this, filter = std::move(filter), page_token = std::move(page_token),
            done = std::move(done)]() mutable { std::move(done)(PageOf(*filter, page_token)); });
  }

  void Get(std::string id, absl::Time, RowDone done) override {
    reads.push_back({clock_->Now(), id, nullptr, ""});
    Answer([this, id = std::move(id), done = std::move(done)]() mutable { std::move(done)(RowOf(id)); });
  }

  void AnswerHeld() {
    auto all = std::exchange(held, {});
    for (auto& answer : all) std::move(answer)();
  }

  Resource* Find(const std::string& id) {
    for (Resource& resource : resources) {
      if (IdOf(type_, resource) == id) return &resource;
    }
    return nullptr;
  }
  void Add(Resource resource) { resources.insert(resources.begin(), std::move(resource)); }  // Newest first.
  void Delete(const std::string& id) {
    resources.erase(std::remove_if(resources.begin(), resources.end(),
                                   [&](const Resource& one) { return IdOf(type_, one) == id; }),
                    resources.end());
  }

  size_t pages() const { return reads.size() - gets(); }
  size_t gets() const {
    return std::count_if(reads.begin(), reads.end(), [](const Read& read) { return !read.id.empty(); });
  }

  std::vector<Resource> resources;
  size_t page_size = 2;
  std::function<void()> after_page;  // Something happens between a page and the next read.
  absl::Status list_failure;
  std::map<std::string, absl::Status> get_failures;  // By id; "": all.
  std::vector<Read> reads;
  bool hold = false;
  std::vector<absl::AnyInvocable<void() &&>> held;

 private:
  void Answer(absl::AnyInvocable<void() &&> answer) {
    if (hold) return held.push_back(std::move(answer));
    std::move(answer)();
  }

  absl::StatusOr<ResourcePage> PageOf(const google::protobuf::Message& filter, const std::string& token) {
    if (!list_failure.ok()) return list_failure;
    std::vector<SharedResource> rows;
    for (const Resource& resource : resources) {
      if (Selects(type_, filter, resource)) rows.push_back(Share(resource));
    }
    size_t begin = 0;
    if (!absl::SimpleAtoi(token, &begin)) begin = 0;
    const size_t end = std::min(begin + page_size, rows.size());
    ResourcePage page;
    page.rows.assign(rows.begin() + std::min(begin, end), rows.begin() + end);
    if (end < rows.size()) page.next_page_token = absl::StrCat(end);
    if (const auto happens = after_page) happens();  // A copy: it may take itself away.
    return page;
  }

  absl::StatusOr<SharedResource> RowOf(const std::string& id) {
    for (const std::string& key : {id, std::string()}) {
      const auto failure = get_failures.find(key);
      if (failure != get_failures.end()) return failure->second;
    }
    const Resource* found = Find(id);
    if (found == nullptr) return absl::NotFoundError("no such resource");
    return Share(*found);
  }

  const ResourceType& type_;
  const Timers* const clock_;
};

using FakePhoneSource = FakeResourceSource<v1::Phone>;
using FakeServerSource = FakeResourceSource<v1::Server>;

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RESOURCES_FAKE_RESOURCE_SOURCE_H_
