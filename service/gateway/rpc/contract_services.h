#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTRACT_SERVICES_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTRACT_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// What bindings are compiled from: every service of the public contract, and the upstream calls that are only
// parts of its composed RPCs.
std::vector<const google::protobuf::ServiceDescriptor*> ContractServices();

struct ServedService {
  std::string name;  // "cloudphone.v1.PhoneService"
  std::unique_ptr<grpc::Service> service;
};

// The services, ready to be registered. `services` outlives them. An RPC that nothing serves is an error that
// names it.
absl::StatusOr<std::vector<ServedService>> ServeContract(const CallServices& services);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_CONTRACT_SERVICES_H_
