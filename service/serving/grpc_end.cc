#include "service/serving/grpc_end.h"

#include <cstdint>
#include <functional>
#include <future>  // NOLINT(build/c++11)

#include "adapters/runtime/timer_thread.h"
#include "grpc/grpc.h"

namespace cloudphone {
namespace {

// gRPC tells nobody when it has ended; it takes about that long.
constexpr absl::Duration kLookAgain = absl::Milliseconds(1);

}  // namespace

bool AwaitGrpcEnd(absl::Duration at_most) {
  std::promise<bool> ended;
  int64_t looks_left = at_most / kLookAgain;
  TimerThread timers;
  std::function<void()> look = [&] {
    const bool is_running = grpc_is_initialized() != 0;
    if (is_running && looks_left-- > 0) {
      timers.RunAfter(kLookAgain, look);
    } else {
      ended.set_value(!is_running);
    }
  };
  look();
  return ended.get_future().get();
}

}  // namespace cloudphone
