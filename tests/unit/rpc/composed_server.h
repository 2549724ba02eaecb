#ifndef CLOUDPHONE_TESTS_UNIT_RPC_COMPOSED_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_COMPOSED_SERVER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <functional>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "cloudphone/v1/adb_service.grpc.pb.h"
#include "cloudphone/v1/shared_storage_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/rpc/execute_command_stream.h"
#include "service/gateway/rpc/list_shared_files_call.h"
#include "service/gateway/rpc/raw_service.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {

// AdbService and SharedStorageService over gRPC in this process, with an upstream, jobs and a clock that the
// test holds.
class ComposedServer {
 public:
  ComposedServer() {
    adb_rpcs_.Serve("ExecuteCommand", &StartExecuteCommand);
    storage_rpcs_.Serve("ListSharedFiles", &StartListSharedFiles);
    grpc::ServerBuilder builder;
    builder.RegisterService(&adb_rpcs_);
    builder.RegisterService(&storage_rpcs_);
    server_ = builder.BuildAndStart();
    const auto channel = server_->InProcessChannel(grpc::ChannelArguments());
    adb = v1::AdbService::NewStub(channel);
    storage = v1::SharedStorageService::NewStub(channel);
  }
  ~ComposedServer() {
    calls.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now());
    HttpResult cancelled;
    cancelled.failure = HttpFailure::kCancelled;
    while (transport.AnswerFirst(cancelled)) {  // As a transport does at its end.
    }
  }

  // Waits until `is_true`, which another thread makes true; false when that takes more than half a minute.
  static bool Await(const std::function<bool()>& is_true) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!is_true()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  // So many requests have been sent upstream.
  bool AwaitSent(size_t count) {
    return Await([this, count] { return transport.sent().size() >= count; });
  }
  bool AwaitNoCall() {
    return Await([this] { return calls.size() == 0; });
  }

  // Answers the oldest request that is out, on this thread.
  void Answer(std::string body) {
    HttpResult result;
    result.status = 200;
    result.maybe_sent = true;
    result.body = std::move(body);
    transport.AnswerFirst(std::move(result));
  }

  FakeTimers timers{absl::Now()};  // Deadlines of callers are told by the real clock.
  FakeHttpTransport transport;
  FakeJobSource source{&timers};
  CallRegistry calls;

 private:
  static std::vector<std::unique_ptr<Account>> OneAccount(CphClient* client, JobHub* job_hub) {
    std::vector<std::unique_ptr<Account>> accounts;
    accounts.push_back(std::make_unique<TestAccount>(client, job_hub));
    return accounts;
  }

  CphClient client_{&ContractBindings(), &transport, &timers, {"http://cloud.example", "project"}};
  JobHub hub_{&source, &timers, JobHubOptions()};
  const Accounts accounts_{OneAccount(&client_, &hub_)};
  const CallServices services_{&ContractBindings(), &accounts_, &calls, &timers};
  RawService<v1::AdbService> adb_rpcs_{services_};
  RawService<v1::SharedStorageService> storage_rpcs_{services_};
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::AdbService::Stub> adb;
  std::unique_ptr<v1::SharedStorageService::Stub> storage;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_COMPOSED_SERVER_H_
