#ifndef CLOUDPHONE_TESTS_UNIT_AGENT_AGENT_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_AGENT_AGENT_SERVER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <functional>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/timer_thread.h"
#include "cloudphone/agent/v1/agent_service.grpc.pb.h"
#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "cloudphone/agent/v1/device_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/agent/agent_phone.h"
#include "service/agent/rpc/agent_services.h"
#include "tests/unit/agent/fake_media_engine.h"

namespace cloudphone {

// Device functions that the test answers.
class FakeDevice final : public DeviceFunctions {
 public:
  void TakeScreenshot(ScreenshotDone done) override { std::move(done)(screenshot); }
  absl::StatusOr<std::unique_ptr<LogcatRun>> StartLogcat(const LogcatQuery& asked,
                                                         std::shared_ptr<LogcatListener> told) override {
    MutexLock lock(&mutex_);
    query = asked;
    if (!logcat.ok()) return logcat;
    if (at_start != nullptr) at_start(told.get());
    listener_ = std::move(told);
    return std::unique_ptr<LogcatRun>(new LogcatRun());
  }
  std::shared_ptr<LogcatListener> listener() const {
    MutexLock lock(&mutex_);
    return listener_;
  }

  absl::StatusOr<Screenshot> screenshot = Screenshot();
  LogcatQuery query;
  absl::Status logcat;
  std::function<void(LogcatListener*)> at_start;  // What the log tells while it is being started.

 private:
  mutable Mutex mutex_;
  std::shared_ptr<LogcatListener> listener_ ABSL_GUARDED_BY(mutex_);
};

// The agent's services over gRPC in this process, for one phone with the id "phone" and the token "secret".
class AgentServer {
 public:
  explicit AgentServer(absl::Duration start_patience = absl::Seconds(5))
      : services_(AgentContext{&directory_, &calls, &timers, start_patience}) {
    grpc::ServerBuilder builder;
    for (const NamedService& service : services_.named()) builder.RegisterService(service.service);
    server_ = builder.BuildAndStart();
    channel = server_->InProcessChannel(grpc::ChannelArguments());
    audio = agent::v1::AudioService::NewStub(channel);
    input = agent::v1::InputService::NewStub(channel);
    device_stub = agent::v1::DeviceService::NewStub(channel);
    info = agent::v1::AgentService::NewStub(channel);
  }
  ~AgentServer() {
    calls.EndStreams();
    phone->Close(absl::UnavailableError("over"));
    calls.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now());
  }

  // A context that shows the token.
  static std::unique_ptr<grpc::ClientContext> Context(const std::string& token = "secret") {
    auto context = std::make_unique<grpc::ClientContext>();
    if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return context;
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

  FakeMediaEngine engine;
  FakeDevice device;
  TimerThread timers;
  std::shared_ptr<AgentPhone> phone = std::make_shared<AgentPhone>(
      AgentPhoneOptions{"phone", "secret", AudioOptions(), InputOptions()}, &engine, &device, &timers);
  CallRegistry calls;

 private:
  OnePhone directory_{phone};
  AgentServices services_;
  std::unique_ptr<grpc::Server> server_;

 public:
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<agent::v1::AudioService::Stub> audio;
  std::unique_ptr<agent::v1::InputService::Stub> input;
  std::unique_ptr<agent::v1::DeviceService::Stub> device_stub;
  std::unique_ptr<agent::v1::AgentService::Stub> info;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_AGENT_AGENT_SERVER_H_
