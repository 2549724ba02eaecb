#include "service/serving/probe_server.h"

#include <chrono>  // NOLINT(build/c++11)
#include <utility>

#include "grpcpp/health_check_service_interface.h"
#include "service/serving/server_builder.h"

namespace cloudphone {

absl::StatusOr<std::unique_ptr<ProbeServer>> ProbeServer::Start(ListenAddress listen) {
  std::unique_ptr<ProbeServer> probe(new ProbeServer);
  const std::unique_ptr<grpc::ServerBuilder> builder = NewServerBuilder(/*reflection=*/false);
  builder->RegisterCallbackGenericService(&probe->nothing_);
  absl::StatusOr<std::unique_ptr<grpc::Server>> server =
      StartServer(builder.get(), grpc::InsecureServerCredentials(), &listen);
  if (!server.ok()) return server.status();
  probe->server_ = *std::move(server);
  probe->address_ = ToString(listen);
  probe->SetServing(false);
  return probe;
}

ProbeServer::~ProbeServer() {
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

void ProbeServer::AddService(absl::string_view service) {
  server_->GetHealthCheckService()->SetServingStatus(std::string(service), false);
}

void ProbeServer::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }

}  // namespace cloudphone
