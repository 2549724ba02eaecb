#ifndef CLOUDPHONE_SERVICE_SERVING_PROBE_SERVER_H_
#define CLOUDPHONE_SERVICE_SERVING_PROBE_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "service/serving/listen_address.h"

namespace cloudphone {

// A port of its own for the probes of a scheduler, which carry no certificate: in plain text, with
// grpc.health.v1 and nothing else, so that it may listen where other machines reach it. It begins before the
// server whose health it tells, with NOT_SERVING, and ends after it. Thread-safe.
class ProbeServer {
 public:
  // Listens and answers. An address that cannot be had is an error of one line that names it.
  static absl::StatusOr<std::unique_ptr<ProbeServer>> Start(ListenAddress listen);

  // Breaks off what is asked at the moment: a health watch has no end of its own.
  ~ProbeServer();

  // HOST:PORT.
  const std::string& address() const { return address_; }

  // Makes `service` one that can be asked for by its name, besides "". Not serving until SetServing().
  void AddService(absl::string_view service);

  // What it says of every service and of "".
  void SetServing(bool serving);

 private:
  ProbeServer() = default;

  // gRPC starts no server with nothing but health. This service refuses whatever is called.
  grpc::CallbackGenericService nothing_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_PROBE_SERVER_H_
