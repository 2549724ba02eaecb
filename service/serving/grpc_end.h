#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_END_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_END_H_

#include "absl/time/time.h"

namespace cloudphone {

// Waits until gRPC has ended, for a program that has given up all that it had of gRPC and is about to exit.
// Where gRPC's last object went in a thread of gRPC's own, it ends in a thread that nobody joins: exit()
// would take OpenSSL from under its threads. False when gRPC still runs after `at_most`, as it does while an
// object of it is left. Waits, so not on gRPC's threads.
bool AwaitGrpcEnd(absl::Duration at_most = absl::Seconds(1));

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_END_H_
