#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_INPUT_RPCS_SERVER_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_INPUT_RPCS_SERVER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/timer_thread.h"
#include "cloudphone/v1/input_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/media/input_relay.h"
#include "service/gateway/rpc/control_input_stream.h"
#include "service/gateway/rpc/gesture_calls.h"
#include "service/gateway/rpc/open_input_session_stream.h"
#include "service/gateway/rpc/raw_service.h"
#include "service/gateway/rpc/send_input_call.h"
#include "tests/unit/agent/agent_server.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {

// Knows one agent, or why there is none.
class OneAgent final : public PhoneAgents {
 public:
  explicit OneAgent(absl::StatusOr<AgentLink> link) : link_(std::move(link)) {}
  void Find(Account*, const std::string&, absl::Time, Found done) override { std::move(done)(link_); }
  void Forget(Account*, const std::string&) override {}

 private:
  const absl::StatusOr<AgentLink> link_;
};

// A gateway's InputService over gRPC in this process. Several may know the same agent.
class InputGateway {
 public:
  explicit InputGateway(absl::StatusOr<AgentLink> agent)
      : agents_(std::make_shared<OneAgent>(std::move(agent))) {
    rpcs_.Serve("ControlInput", &StartControlInput);
    rpcs_.Serve("OpenInputSession", &StartOpenInputSession);
    rpcs_.Serve("SendInput", &StartSendInput);
    rpcs_.Serve("Tap", &StartTap);
    rpcs_.Serve("Swipe", &StartSwipe);
    rpcs_.Serve("PressKey", &StartPressKey);
    rpcs_.Serve("InputText", &StartInputText);
    grpc::ServerBuilder builder;
    builder.RegisterService(&rpcs_);
    server_ = builder.BuildAndStart();
    stub = v1::InputService::NewStub(server_->InProcessChannel(grpc::ChannelArguments()));
  }
  ~InputGateway() {
    calls.EndStreams();
    calls.CancelAll();
    HttpResult cancelled;
    cancelled.failure = HttpFailure::kCancelled;
    while (transport.AnswerFirst(cancelled)) {  // As a transport does at its end.
    }
    server_->Shutdown(std::chrono::system_clock::now());
  }

  FakeHttpTransport transport;
  CallRegistry calls;

 private:
  static std::vector<std::unique_ptr<Account>> OneAccount(CphClient* client) {
    std::vector<std::unique_ptr<Account>> accounts;
    accounts.push_back(std::make_unique<TestAccount>(client, static_cast<JobHub*>(nullptr)));
    return accounts;
  }

  TimerThread timers_;
  const std::shared_ptr<PhoneAgents> agents_;
  const InputAgents input_{agents_, &timers_};
  Media media_{agents_.get(), nullptr, &input_};
  CphClient client_{&ContractBindings(), &transport, &timers_, {"http://cloud.example", "project"}};
  const Accounts accounts_{OneAccount(&client_)};
  const CallServices services_{&ContractBindings(), &accounts_, &calls, &timers_, &media_};
  RawService<v1::InputService> rpcs_{services_};
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::InputService::Stub> stub;
};

// A client's ControlInput stream, read and written by the test.
class InputStream {
 public:
  explicit InputStream(InputGateway* gateway) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    stream = gateway->stub->ControlInput(&context);
  }

  bool Start(bool take_over = false) {
    v1::ControlInputRequest request;
    request.mutable_start()->set_phone_id("phone");
    request.mutable_start()->set_screen_width(1000);
    request.mutable_start()->set_screen_height(2000);
    request.mutable_start()->set_take_over(take_over);
    return stream->Write(request);
  }
  bool Touch(uint64_t seq, v1::TouchAction action, int pointer = 0, int x = 1, int y = 2) {
    v1::ControlInputRequest request;
    request.set_seq(seq);
    request.mutable_touch()->set_pointer_id(pointer);
    request.mutable_touch()->set_action(action);
    request.mutable_touch()->set_x(x);
    request.mutable_touch()->set_y(y);
    return stream->Write(request);
  }
  // The next answer; an empty one at the end.
  v1::ControlInputResponse Next() {
    v1::ControlInputResponse answer;
    return stream->Read(&answer) ? answer : v1::ControlInputResponse();
  }
  // Reads until events up to `seq` are over; false at the end.
  bool AwaitAck(uint64_t seq) {
    v1::ControlInputResponse answer;
    while (stream->Read(&answer)) {
      if (answer.ack().acked_seq() >= seq) return true;
    }
    return false;
  }
  // How the stream ended, what is left of it unread.
  absl::Status End() {
    v1::ControlInputResponse answer;
    while (stream->Read(&answer)) {
    }
    return FromGrpcStatus(stream->Finish());
  }

  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ControlInputRequest, v1::ControlInputResponse>> stream;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_INPUT_RPCS_SERVER_H_
