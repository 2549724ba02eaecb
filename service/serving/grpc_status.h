#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_STATUS_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// The status as it goes over the wire, with its rich details in the trailer. Details that would not fit into
// a trailer are left out, from the last on, so that the rest arrives.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The status of a call as a client got it, with its rich details.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_STATUS_H_
