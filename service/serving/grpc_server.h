#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "grpcpp/server.h"
#include "service/serving/certificate_store.h"
#include "service/serving/listen_address.h"
#include "service/serving/probe_server.h"

namespace cloudphone {

struct NamedService {
  grpc::Service* service;  // Outlives the server.
  std::string name;        // As health and reflection know it: "cloudphone.v1.PhoneService".
};

struct GrpcServerOptions {
  ListenAddress listen;  // See CheckListener().
  std::vector<NamedService> services;
  absl::optional<TlsOptions> tls;  // Nothing: plain text.
  bool reflection = true;
  int max_receive_bytes = 4 << 20;
  bool connections_age =
      true;  // False where there is one server, and streams last as long as they are wanted.
  int max_concurrent_streams = 0;  // Calls of one connection at once; 0: as many as it likes.
  ProbeServer* probe = nullptr;    // Null, or told what health says; outlives the server.
};

// A gRPC server with what every server of ours has: health for each service and for "", bounds, keepalive and
// connection age.
class GrpcServer {
 public:
  // Listens and serves. An address that cannot be had, or files of TLS that do not do, are an error of one
  // line that names what to mend.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(GrpcServerOptions options);

  // Breaks off what is left; call Shutdown() before.
  ~GrpcServer();

  // HOST:PORT.
  const std::string& address() const { return address_; }

  // What health says of every service and of "", here and at the probe.
  void SetServing(bool serving);

  // Takes no more calls, waits for those in flight until `timeout`, then cancels them and waits for their
  // end.
  void Shutdown(absl::Duration timeout);

 private:
  GrpcServer(std::shared_ptr<grpc::ServerCredentials> credentials, std::unique_ptr<grpc::Server> server,
             const GrpcServerOptions& options);

  const std::shared_ptr<grpc::ServerCredentials> credentials_;
  const std::unique_ptr<grpc::Server> server_;
  const std::string address_;
  ProbeServer* const probe_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_SERVER_H_
