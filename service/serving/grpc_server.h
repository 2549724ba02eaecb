#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server.h"
#include "service/serving/listen_address.h"

namespace cloudphone {

struct NamedService {
  grpc::Service* service;  // Outlives the server.
  std::string name;        // As health and reflection know it: "cloudphone.v1.PhoneService".
};

struct GrpcServerOptions {
  ListenAddress listen;
  std::vector<NamedService> services;
};

// A gRPC server with what every server of ours has: health for each service and for "", reflection, bounds,
// keepalive and connection age (api-guide, section 6). Plain text.
class GrpcServer {
 public:
  // Listens and serves. An address that cannot be had is an error of one line that names it.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(GrpcServerOptions options);

  // HOST:PORT.
  const std::string& address() const { return address_; }

  // What health says of every service and of "".
  void SetServing(bool serving);

  // Takes no more calls, waits for those in flight until `timeout`, then cancels them and waits for their
  // end.
  void Shutdown(absl::Duration timeout);

 private:
  GrpcServer(std::unique_ptr<grpc::Server> server, std::string address);

  const std::unique_ptr<grpc::Server> server_;
  const std::string address_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_
