#include "service/serving/grpc_end.h"

#include "absl/time/clock.h"
#include "grpc/grpc.h"

namespace cloudphone {
namespace {

// gRPC tells nobody when it has ended; it takes about that long.
constexpr absl::Duration kLookAgain = absl::Milliseconds(1);

}  // namespace

bool AwaitGrpcEnd(absl::Duration at_most) {
  for (absl::Duration waited; grpc_is_initialized() != 0; waited += kLookAgain) {
    if (waited >= at_most) return false;
    absl::SleepFor(kLookAgain);
  }
  return true;
}

}  // namespace cloudphone
