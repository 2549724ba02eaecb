#ifndef CLOUDPHONE_TESTS_UNIT_RPC_JOB_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_JOB_SERVER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <functional>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/runtime/fake_timers.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/rpc/raw_service.h"
#include "service/gateway/rpc/wait_jobs_call.h"
#include "service/gateway/rpc/watch_jobs_stream.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/rpc/test_call_services.h"

namespace cloudphone {

// JobService over gRPC in this process, with a hub whose clock and upstream the test holds. A write is over
// when the client reads it: a stream that nobody reads stalls at its first message.
class JobServer {
 public:
  JobServer() {
    rpcs_.Serve("WatchJobs", &StartWatchJobs);
    rpcs_.Serve("WaitJobs", &StartWaitJobs);
    grpc::ServerBuilder builder;
    builder.RegisterService(&rpcs_);
    server_ = builder.BuildAndStart();
    stub = v1::JobService::NewStub(server_->InProcessChannel(grpc::ChannelArguments()));
  }
  ~JobServer() {
    calls.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now());
  }

  // A request with running jobs.
  std::string AddRequest(int jobs) {
    const std::string id = absl::StrCat("r", source.jobs.size());
    for (int i = 0; i < jobs; ++i) source.jobs[id].push_back(MakeJob(absl::StrCat(id, "-", i)));
    return id;
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
  // A call has reached the hub.
  bool AwaitWatch() {
    return Await([this] { return timers.pending() > 0; });
  }

  FakeTimers timers{absl::Now()};  // Deadlines of callers are told by the real clock.
  FakeJobSource source{&timers};
  JobHub hub{&source, &timers, JobHubOptions()};

 private:
  TestCallServices services_{&timers, &hub};
  RawService<v1::JobService> rpcs_{services_.Get()};
  std::unique_ptr<grpc::Server> server_;

 public:
  CallRegistry& calls = services_.calls;
  std::unique_ptr<v1::JobService::Stub> stub;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_JOB_SERVER_H_
