#include "adapters/http/limited_transport.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/http/outgoing_calls.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

class LimitedTransport::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpTransport* next, Timers* timers, Options options)
      : options_(options), calls_(std::make_shared<OutgoingCalls>(next, timers, options.max_waiting)) {}

  CallId Send(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_) {
    const CallId id = calls_->Open(std::move(request), std::move(done));
    bool may_run = false;
    bool may_wait = false;
    {
      MutexLock lock(&mutex_);
      may_run = running_ < options_.max_running;
      if (may_run) ++running_;
      may_wait = !may_run && calls_->LineUp(id);
    }
    if (may_run) {
      Start(id);
    } else if (!may_wait) {
      calls_->FinishLater(
          id, NeverSent(HttpFailure::kTooManyWaiting, absl::StrCat(options_.max_running, " calls run and ",
                                                                   options_.max_waiting, " wait already")));
    }
    return id;
  }

  void Cancel(CallId id) { calls_->Cancel(id); }
  void End() { calls_->End(); }

 private:
  // Sends a call that has a place among the running ones; its end passes the place on.
  void Start(CallId id) {
    calls_->Send(id, calls_->TakeRequest(id), [self = shared_from_this(), id](HttpResult result) {
      self->calls_->Finish(id, std::move(result));
      self->PassOn();
    });
  }

  void PassOn() ABSL_LOCKS_EXCLUDED(mutex_) {
    CallId next = 0;
    {
      MutexLock lock(&mutex_);
      next = calls_->TakeFirst();
      if (next == 0) --running_;
    }
    if (next != 0) Start(next);
  }

  const Options options_;
  const std::shared_ptr<OutgoingCalls> calls_;

  Mutex mutex_;
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;  // While anybody waits: max_running.
};

LimitedTransport::LimitedTransport(HttpTransport* next, Timers* timers, Options options)
    : core_(std::make_shared<Core>(next, timers, options)) {}

LimitedTransport::~LimitedTransport() { core_->End(); }

HttpTransport::CallId LimitedTransport::Send(HttpRequest request, HttpDone done) {
  return core_->Send(std::move(request), std::move(done));
}

void LimitedTransport::Cancel(CallId id) { core_->Cancel(id); }

}  // namespace cloudphone
