#ifndef CLOUDPHONE_TESTS_UNIT_HTTP_RESULTS_H_
#define CLOUDPHONE_TESTS_UNIT_HTTP_RESULTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// Collects the results of calls, whatever thread they come on.
class Results {
 public:
  HttpDone Done() {
    return [this](HttpResult result) {
      MutexLock lock(&mutex_);
      results_.push_back(std::move(result));
      changed_.NotifyAll();
    };
  }
  // Waits until there are so many.
  std::vector<HttpResult> Wait(size_t count) {
    MutexLock lock(&mutex_);
    while (results_.size() < count) changed_.Wait(&mutex_);
    return results_;
  }
  size_t count() {
    MutexLock lock(&mutex_);
    return results_.size();
  }

 private:
  Mutex mutex_;
  Condition changed_;
  std::vector<HttpResult> results_ ABSL_GUARDED_BY(mutex_);
};

inline HttpRequest RequestTo(const std::string& url, const std::string& method = "GET") {
  HttpRequest request;
  request.method = method;
  request.url = url;
  return request;
}

// One call and its end.
inline HttpResult Exchange(HttpTransport* transport, HttpRequest request) {
  Results results;
  transport->Send(std::move(request), results.Done());
  return results.Wait(1).front();
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_HTTP_RESULTS_H_
