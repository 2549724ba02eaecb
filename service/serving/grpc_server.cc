#include "service/serving/grpc_server.h"

#include <chrono>  // NOLINT(build/c++11)
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server_builder.h"

namespace cloudphone {
namespace {

constexpr int kMaxReceivedBytes = 4 << 20;
constexpr int kMaxMetadataBytes = 16 << 10;

void SetConnectionRules(grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT,
                              0);  // A port in use is an error, not half of the calls.
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 30'000);
  // Connections age so that calls spread over new replicas; the grace is longer than the longest watch.
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 15 * 60'000);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 31 * 60'000);
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(GrpcServerOptions options) {
  // Uses a type of it, so that the linker keeps its descriptors: reflection describes health by them.
  grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(ToString(options.listen), grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(kMaxReceivedBytes);
  SetConnectionRules(&builder);
  for (const NamedService& service : options.services) builder.RegisterService(service.service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(options.listen),
                                               ": in use, not of this machine, or not allowed"));
  }
  for (const NamedService& service : options.services)
    server->GetHealthCheckService()->SetServingStatus(service.name, true);
  options.listen.port = port;
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(server), ToString(options.listen)));
}

GrpcServer::GrpcServer(std::unique_ptr<grpc::Server> server, std::string address)
    : server_(std::move(server)), address_(std::move(address)) {}

void GrpcServer::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }

void GrpcServer::Shutdown(absl::Duration timeout) {
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout));
  server_->Wait();
}

}  // namespace cloudphone
