#ifndef CLOUDPHONE_SERVICE_SERVING_DRAIN_H_
#define CLOUDPHONE_SERVICE_SERVING_DRAIN_H_

#include <functional>

#include "absl/time/time.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_server.h"

namespace cloudphone {

struct DrainOptions {
  absl::Duration delay;  // Serve on while balancers notice.
  absl::Duration drain_timeout = absl::Seconds(20);
  absl::Duration shutdown_timeout = absl::Seconds(2);
};

// What Drain() does to a service, one step each.
class DrainSteps {
 public:
  virtual ~DrainSteps() = default;
  virtual void SetNotServing() = 0;
  virtual void Delay(absl::Duration delay) = 0;
  virtual void EndStreams() = 0;
  // False when calls are left after `timeout`.
  virtual bool WaitForCalls(absl::Duration timeout) = 0;
  // Returns how many.
  virtual size_t CancelCalls() = 0;
  virtual void Shutdown(absl::Duration timeout) = 0;
};

// Ends a service in order: health says so; the delay; streams end themselves; calls in flight get
// drain_timeout; what is stuck is cancelled; the server shuts down. Returns how many calls were cancelled.
// Blocks for at most the sum of the times: for main.
size_t Drain(DrainSteps& steps, const DrainOptions& options);

// The steps of a server whose calls are in a registry. `abort_upstream` ends what cancelled calls still wait
// for, so that the bound holds when an upstream is silent.
class ServerDrainSteps final : public DrainSteps {
 public:
  ServerDrainSteps(GrpcServer& server, CallRegistry& calls, std::function<void()> abort_upstream)
      : server_(server), calls_(calls), abort_upstream_(std::move(abort_upstream)) {}

  void SetNotServing() override { server_.SetServing(false); }
  void Delay(absl::Duration delay) override;
  void EndStreams() override { calls_.EndStreams(); }
  bool WaitForCalls(absl::Duration timeout) override { return calls_.WaitUntilEmpty(timeout); }
  size_t CancelCalls() override;
  void Shutdown(absl::Duration timeout) override { server_.Shutdown(timeout); }

 private:
  GrpcServer& server_;
  CallRegistry& calls_;
  const std::function<void()> abort_upstream_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_DRAIN_H_
