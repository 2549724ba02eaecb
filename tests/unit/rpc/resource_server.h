#ifndef CLOUDPHONE_TESTS_UNIT_RPC_RESOURCE_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_RESOURCE_SERVER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "adapters/runtime/fake_timers.h"
#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "cloudphone/v1/server_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/rpc/raw_service.h"
#include "service/gateway/rpc/wait_resources_call.h"
#include "service/gateway/rpc/watch_resources_stream.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/resources/fake_resource_source.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {

// The waits and watches of PhoneService and ServerService over gRPC in this process, with hubs whose clock
// and upstream the test holds. A write is over when the client reads it: a stream that nobody reads stalls at
// its first message.
class ResourceServer {
 public:
  ResourceServer() {
    phone_rpcs_.Serve("WatchPhones", &StartWatchPhones);
    phone_rpcs_.Serve("WaitPhones", &StartWaitPhones);
    server_rpcs_.Serve("WatchServers", &StartWatchServers);
    server_rpcs_.Serve("WaitServers", &StartWaitServers);
    grpc::ServerBuilder builder;
    builder.RegisterService(&phone_rpcs_);
    builder.RegisterService(&server_rpcs_);
    server_ = builder.BuildAndStart();
    const auto channel = server_->InProcessChannel(grpc::ChannelArguments());
    phone_stub = v1::PhoneService::NewStub(channel);
    server_stub = v1::ServerService::NewStub(channel);
  }
  ~ResourceServer() {
    calls.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now());
  }

  FakeTimers timers{absl::Now()};  // Deadlines of callers are told by the real clock.
  FakePhoneSource phones{PhoneResource(), &timers};
  FakeServerSource servers{ServerResource(), &timers};
  CallRegistry calls;

 private:
  static std::vector<std::unique_ptr<Account>> OneAccount(ResourceHub* phones, ResourceHub* servers) {
    std::vector<std::unique_ptr<Account>> accounts;
    accounts.push_back(std::make_unique<TestAccount>(phones, servers));
    return accounts;
  }

  ResourceHub phone_hub_{PhoneResource(), &phones, &timers, {}};
  ResourceHub server_hub_{ServerResource(), &servers, &timers, {}};
  Accounts accounts_{OneAccount(&phone_hub_, &server_hub_)};
  const CallServices services_{&ContractBindings(), &accounts_, &calls, &timers};
  RawService<v1::PhoneService> phone_rpcs_{services_};
  RawService<v1::ServerService> server_rpcs_{services_};
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::PhoneService::Stub> phone_stub;
  std::unique_ptr<v1::ServerService::Stub> server_stub;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_RESOURCE_SERVER_H_
