#include "service/serving/grpc_server.h"

#include <chrono>  // NOLINT(build/c++11)
#include <utility>

#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server_builder.h"
#include "service/serving/reloading_credentials.h"
#include "service/serving/server_builder.h"

namespace cloudphone {
namespace {

constexpr int kMaxMetadataBytes = 16 << 10;

void SetConnectionRules(const GrpcServerOptions& options, grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 30'000);
  if (options.max_concurrent_streams > 0)
    builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  if (!options.connections_age) return;
  // Connections age so that calls spread over new replicas; the grace is longer than the longest watch.
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 15 * 60'000);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 31 * 60'000);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFor(absl::optional<TlsOptions> tls) {
  if (!tls.has_value()) return grpc::InsecureServerCredentials();
  absl::StatusOr<std::shared_ptr<CertificateStore>> store = CertificateStore::Open(*std::move(tls));
  if (!store.ok()) return store.status();
  return ReloadingServerCredentials(*std::move(store));
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(GrpcServerOptions options) {
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials =
      CredentialsFor(std::move(options.tls));
  if (!credentials.ok()) return credentials.status();
  const std::unique_ptr<grpc::ServerBuilder> builder = NewServerBuilder(options.reflection);
  builder->SetMaxReceiveMessageSize(options.max_receive_bytes);
  SetConnectionRules(options, builder.get());
  for (const NamedService& service : options.services) builder->RegisterService(service.service);
  absl::StatusOr<std::unique_ptr<grpc::Server>> server =
      StartServer(builder.get(), *credentials, &options.listen);
  if (!server.ok()) return server.status();
  for (const NamedService& service : options.services) {
    (*server)->GetHealthCheckService()->SetServingStatus(service.name, true);
    if (options.probe != nullptr) options.probe->AddService(service.name);
  }
  if (options.probe != nullptr) options.probe->SetServing(true);
  return std::unique_ptr<GrpcServer>(new GrpcServer(*std::move(credentials), *std::move(server), options));
}

GrpcServer::GrpcServer(std::shared_ptr<grpc::ServerCredentials> credentials,
                       std::unique_ptr<grpc::Server> server, const GrpcServerOptions& options)
    : credentials_(std::move(credentials)),
      server_(std::move(server)),
      address_(ToString(options.listen)),
      probe_(options.probe) {}

GrpcServer::~GrpcServer() {
  SetServing(false);
  // With a deadline, for a client's watch of health would hold it up for ever.
  Shutdown(absl::ZeroDuration());
}

void GrpcServer::SetServing(bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(serving);
  if (probe_ != nullptr) probe_->SetServing(serving);
}

void GrpcServer::Shutdown(absl::Duration timeout) {
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout));
  server_->Wait();
}

}  // namespace cloudphone
