#ifndef CLOUDPHONE_SERVICE_SERVING_SERVER_BUILDER_H_
#define CLOUDPHONE_SERVICE_SERVING_SERVER_BUILDER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/serving/listen_address.h"

namespace cloudphone {

// A builder of a server with health and, when `reflection`, reflection. Linking reflection would put it on
// every server of the process.
std::unique_ptr<grpc::ServerBuilder> NewServerBuilder(bool reflection);

// Starts the server on `address`, whose port becomes the real one. An address that cannot be had is
// Unavailable, in one line that names it.
absl::StatusOr<std::unique_ptr<grpc::Server>> StartServer(
    grpc::ServerBuilder* builder, std::shared_ptr<grpc::ServerCredentials> credentials,
    ListenAddress* address);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_SERVER_BUILDER_H_
