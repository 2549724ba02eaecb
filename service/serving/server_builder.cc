#include "service/serving/server_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"

namespace cloudphone {
namespace {

class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    const std::string name = grpc::reflection::ProtoServerReflectionPlugin().name();
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [&name](const auto& plugin) { return plugin->name() == name; }),
                   plugins->end());
  }
};

}  // namespace

std::unique_ptr<grpc::ServerBuilder> NewServerBuilder(bool reflection) {
  // Uses a type of it, so that the linker keeps its descriptors: reflection describes health by them.
  grpc::health::v1::HealthCheckRequest::descriptor();
  // Both hold for the process; a builder takes up what is set when it is made.
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto builder = std::make_unique<grpc::ServerBuilder>();
  if (!reflection) builder->SetOption(std::make_unique<WithoutReflection>());
  // A port in use is an error, not half of the calls.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  return builder;
}

absl::StatusOr<std::unique_ptr<grpc::Server>> StartServer(
    grpc::ServerBuilder* builder, std::shared_ptr<grpc::ServerCredentials> credentials,
    ListenAddress* address) {
  int port = 0;
  builder->AddListeningPort(ToString(*address), std::move(credentials), &port);
  std::unique_ptr<grpc::Server> server = builder->BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(*address),
                                               ": in use, not of this machine, or not allowed"));
  }
  address->port = port;
  return server;
}

}  // namespace cloudphone
