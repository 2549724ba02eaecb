#ifndef CLOUDPHONE_ADAPTERS_HTTP_FAKE_HTTP_TRANSPORT_H_
#define CLOUDPHONE_ADAPTERS_HTTP_FAKE_HTTP_TRANSPORT_H_

#include <cstddef>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// For tests: keeps what it is given and answers when the test says so, on the test's thread. Its ids start at
// 1001, far from those of a transport above it. Thread-safe.
class FakeHttpTransport final : public HttpTransport {
 public:
  CallId Send(HttpRequest request, HttpDone done) override {
    MutexLock lock(&mutex_);
    sent_.push_back(std::move(request));
    pending_.emplace(++last_id_, std::move(done));
    return last_id_;
  }

  void Cancel(CallId id) override {
    MutexLock lock(&mutex_);
    cancelled_.push_back(id);
  }

  // Ends the oldest or the youngest call in flight; false when there is none.
  bool AnswerFirst(HttpResult result) { return Answer(/*oldest=*/true, std::move(result)); }
  bool AnswerFirst(int status) { return Answer(/*oldest=*/true, WithStatus(status)); }
  bool AnswerLast(int status) { return Answer(/*oldest=*/false, WithStatus(status)); }

  std::vector<HttpRequest> sent() const {
    MutexLock lock(&mutex_);
    return sent_;
  }
  std::vector<CallId> cancelled() const {
    MutexLock lock(&mutex_);
    return cancelled_;
  }
  size_t in_flight() const {
    MutexLock lock(&mutex_);
    return pending_.size();
  }

 private:
  static HttpResult WithStatus(int status) {
    HttpResult result;
    result.status = status;
    return result;
  }

  bool Answer(bool oldest, HttpResult result) {
    HttpDone done;
    {
      MutexLock lock(&mutex_);
      if (pending_.empty()) return false;
      const auto call = oldest ? pending_.begin() : std::prev(pending_.end());
      done = std::move(call->second);
      pending_.erase(call);
    }
    std::move(done)(std::move(result));
    return true;
  }

  mutable Mutex mutex_;
  CallId last_id_ ABSL_GUARDED_BY(mutex_) = 1000;
  std::vector<HttpRequest> sent_ ABSL_GUARDED_BY(mutex_);
  std::vector<CallId> cancelled_ ABSL_GUARDED_BY(mutex_);
  std::map<CallId, HttpDone> pending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_FAKE_HTTP_TRANSPORT_H_
