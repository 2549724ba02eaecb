#ifndef CLOUDPHONE_SERVICE_SERVING_CALL_REGISTRY_H_
#define CLOUDPHONE_SERVICE_SERVING_CALL_REGISTRY_H_

#include <chrono>  // NOLINT(build/c++11)
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// Knows every call in flight, so that a drain can end them. Thread-safe; outlives every call.
class CallRegistry {
 public:
  using Action = absl::AnyInvocable<void()>;

  // A call's place; leaving it says that the call is over. False where the registry takes no more calls.
  class Registration {
   public:
    Registration() = default;
    Registration(Registration&& other) noexcept
        : registry_(std::exchange(other.registry_, nullptr)), id_(other.id_) {}
    Registration& operator=(Registration&& other) noexcept {
      std::swap(registry_, other.registry_);
      std::swap(id_, other.id_);
      return *this;
    }
    ~Registration() {
      if (registry_ != nullptr) registry_->Remove(id_);
    }
    explicit operator bool() const { return registry_ != nullptr; }

   private:
    friend class CallRegistry;
    Registration(CallRegistry* registry, uint64_t id) : registry_(registry), id_(id) {}
    CallRegistry* registry_ = nullptr;
    uint64_t id_ = 0;
  };

  // `cancel` breaks the call off, `end` asks a stream to end itself. Either may run at any time, also after
  // the call is over, on the thread that drains and under no lock.
  Registration AddUnary(Action cancel) { return Add(nullptr, std::move(cancel)); }
  Registration AddStream(Action end, Action cancel) { return Add(std::move(end), std::move(cancel)); }

  // Takes no more streams, and asks those that are there to end.
  void EndStreams();
  // Takes no more calls at all, and breaks off those that are there. Returns how many.
  size_t CancelAll();

  // Waits until no call is left; false when that did not happen within `timeout`. For the thread that drains.
  bool WaitUntilEmpty(absl::Duration timeout);

  size_t size() const;

 private:
  struct Call {
    Action end;  // Null of a unary call.
    Action cancel;
  };

  Registration Add(Action end, Action cancel);
  void Remove(uint64_t id);

  mutable Mutex mutex_;
  Condition emptied_;
  // Shared: an action may still run when its call leaves.
  std::map<uint64_t, std::shared_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  bool takes_streams_ ABSL_GUARDED_BY(mutex_) = true;
  bool takes_calls_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CALL_REGISTRY_H_
