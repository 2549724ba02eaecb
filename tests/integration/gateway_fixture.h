#ifndef CLOUDPHONE_TESTS_INTEGRATION_GATEWAY_FIXTURE_H_
#define CLOUDPHONE_TESTS_INTEGRATION_GATEWAY_FIXTURE_H_

#include <future>  // NOLINT(build/c++11)
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "cloudphone/v1/server_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "service/gateway/gateway.h"
#include "service/serving/grpc_status.h"
#include "tests/matchers.h"

namespace cloudphone {

// No call of a test lasts longer, so that none can hang.
constexpr absl::Duration kCallTimeout = absl::Seconds(10);

void SetDeadline(grpc::ClientContext* context, absl::Duration timeout = kCallTimeout);

using PhoneStub = v1::PhoneService::Stub;
using ServerStub = v1::ServerService::Stub;
using JobStub = v1::JobService::Stub;

// How the generated stubs declare a unary call.
template <typename Stub, typename Request, typename Response>
using UnaryMethod = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// A unary call on its way, so that a test can act meanwhile.
template <typename Response>
class PendingCall {
 public:
  // `stub` outlives the call.
  template <typename Stub, typename Request>
  PendingCall(Stub* stub, UnaryMethod<Stub, Request, Response> method, Request request,
              absl::Duration timeout) {
    SetDeadline(&context_, timeout);
    status_ = std::async(std::launch::async, [this, stub, method, request = std::move(request)] {
      return (stub->*method)(&context_, request, &response_);
    });
  }

  void Cancel() { context_.TryCancel(); }

  // Waits for the end: once, and never longer than the deadline.
  absl::StatusOr<Response> Wait() {
    const grpc::Status status = status_.get();
    if (!status.ok()) return FromGrpcStatus(status);
    return response_;
  }

 private:
  grpc::ClientContext context_;
  Response response_;
  std::future<grpc::Status> status_;  // The last member: its destructor waits for the call.
};

// One WatchJobs stream, read by the test.
class Watch {
 public:
  Watch(JobStub* stub, const std::vector<std::string>& request_ids, absl::Duration timeout);

  // Waits until the gateway says that the watch is on.
  void WaitUntilOn() { reader_->WaitForInitialMetadata(); }
  // The next message; false at the end.
  bool Next(v1::WatchJobsResponse* message) { return reader_->Read(message); }
  // Skips what is left; how the stream ended.
  absl::Status End();
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchJobsResponse>> reader_;
};

// A gateway in this process with real sockets on both sides, and a client of it.
class GatewayFixture : public ::testing::Test {
 protected:
  GatewayFixture();

  // In front of a simulator made by `simulator_`, or of the upstream at `url`. Watches follow `jobs_` and
  // `resources_`.
  void StartWithSimulator();
  void StartWithUpstream(const std::string& url);
  // Ends the gateway at once.
  void Stop() { gateway_.reset(); }

  // Drains on a thread of its own, as main() does after a signal.
  std::future<void> Drain(DrainOptions options);

  // Makes one call: Call(&PhoneStub::GetPhone, request).
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(UnaryMethod<Stub, Request, Response> method, const Request& request,
                                absl::Duration timeout = kCallTimeout) {
    grpc::ClientContext context;
    SetDeadline(&context, timeout);
    return Call(method, request, &context);
  }
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(UnaryMethod<Stub, Request, Response> method, const Request& request,
                                grpc::ClientContext* context) {
    Response response;
    const grpc::Status status = (StubOf(static_cast<Stub*>(nullptr))->*method)(context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }
  // The same without waiting for the end.
  template <typename Stub, typename Request, typename Response>
  std::unique_ptr<PendingCall<Response>> Begin(UnaryMethod<Stub, Request, Response> method, Request request,
                                               absl::Duration timeout = kCallTimeout) {
    return std::make_unique<PendingCall<Response>>(StubOf(static_cast<Stub*>(nullptr)), method,
                                                   std::move(request), timeout);
  }
  std::unique_ptr<Watch> BeginWatch(const std::vector<std::string>& request_ids,
                                    absl::Duration timeout = kCallTimeout) {
    return std::make_unique<Watch>(jobs_stub_.get(), request_ids, timeout);
  }

  // What most tests ask for.
  absl::StatusOr<v1::GetPhoneResponse> GetPhone(const std::string& phone_id);
  absl::StatusOr<v1::BatchRestartPhonesResponse> Restart(const std::vector<std::string>& phone_ids);
  // Every phone that the filters of `request` select, page by page.
  std::vector<v1::Phone> ListAll(v1::ListPhonesRequest request = {});

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  JobStub* job_stub() const { return jobs_stub_.get(); }

  simulator::SimulatorOptions simulator_;  // Its jobs take a fifth of a second.
  JobHubOptions jobs_;                     // Looks often.
  ResourceHubOptions resources_;           // Looks often.
  std::unique_ptr<Gateway> gateway_;

 private:
  void Start(GatewayOptions options);
  PhoneStub* StubOf(PhoneStub*) const { return phones_stub_.get(); }
  ServerStub* StubOf(ServerStub*) const { return servers_stub_.get(); }
  JobStub* StubOf(JobStub*) const { return jobs_stub_.get(); }

  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<PhoneStub> phones_stub_;
  std::unique_ptr<ServerStub> servers_stub_;
  std::unique_ptr<JobStub> jobs_stub_;
};

v1::BatchRestartPhonesRequest RestartRequest(const std::vector<std::string>& phone_ids);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_INTEGRATION_GATEWAY_FIXTURE_H_
