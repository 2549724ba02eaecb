#include "service/gateway/rpc/gesture_calls.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/input_service.pb.h"
#include "service/gateway/media/gesture_plan.h"
#include "service/gateway/media/gesture_run.h"
#include "service/gateway/media/slow_gesture.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

// One gesture. The run's and the upstream's callbacks hold a share; each way through here ends in exactly one
// Finish(), when what was begun is over. OnDone comes after that.
template <typename Request, typename Response>
class GestureCall final : public grpc::ServerUnaryReactor,
                          public std::enable_shared_from_this<GestureCall<Request, Response>> {
 public:
  GestureCall(const CallServices& services, absl::string_view method, grpc::CallbackServerContext* context,
              grpc::ByteBuffer* response)
      : services_(services), response_(response), call_(ReadCallContext(*services.clock, method, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = this->shared_from_this();
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    account_ = *account;
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request_); !read.ok()) return End(read);
    absl::StatusOr<GesturePlan> plan = PlanGesture(request_);
    if (!plan.ok()) return End(plan.status());
    auto run = GestureRun::Start(*services_.media->input, {account_, call_.deadline, call_.request_id},
                                 *std::move(plan),
                                 [self = self_](const absl::Status& status) { self->OnRun(status); });
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      run_ = run;
      cancelled = cancelled_;
    }
    if (cancelled) run->Cancel();
  }

  // Only asks what is on its way to end: its end follows and finishes.
  void OnCancel() override {
    std::shared_ptr<GestureRun> run;
    std::shared_ptr<CphCall> slow;
    {
      MutexLock lock(&mutex_);
      cancelled_ = true;
      run = run_;
      slow = slow_;
    }
    if (run != nullptr) run->Cancel();
    if (slow != nullptr) slow->Cancel();
  }

  // What was begun holds us by its callback, and is let go here.
  void OnDone() override {
    std::shared_ptr<GestureRun> run;
    std::shared_ptr<CphCall> slow;
    {
      MutexLock lock(&mutex_);
      run = std::move(run_);
      slow = std::move(slow_);
    }
    registration_ = {};
    self_.reset();
  }

 private:
  void OnRun(const absl::Status& status) {
    if (!LacksAgent(status)) return End(status);
    if (!request_.allow_slow_path()) return End(WithSlowPathHint(status));
    const absl::StatusOr<std::string> command = SlowCommand(request_);
    if (!command.ok()) return End(command.status());
    auto shell = std::make_shared<v1::RunSyncCommandRequest>();
    shell->set_content(*command);
    shell->add_phone_ids(request_.phone_id());
    slow_path_ = true;
    const auto slow =
        account_->client().Call(std::move(shell), call_.deadline, [self = self_](const CallResult& result) {
          self->End(result.status.ok()
                        ? SlowOutcome(static_cast<const v1::RunSyncCommandResponse&>(*result.response))
                        : result.status);
        });
    if (!slow.ok()) return End(slow.status());
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      slow_ = *slow;
      cancelled = cancelled_;
    }
    if (cancelled) (*slow)->Cancel();
  }

  void End(const absl::Status& status) {
    const absl::Status outward = Outward(status, call_);
    if (status.ok()) {
      Response response;
      response.set_slow_path(slow_path_);
      *response_ = SerializeMessage(response);
    }
    LogCall(call_, services_.clock->Now(), outward, {{"slow_path", slow_path_ ? "true" : "false"}});
    Finish(ToGrpcStatus(outward));
  }

  const CallServices& services_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<GestureCall> self_;  // gRPC's share, given up in OnDone.
  Account* account_ = nullptr;
  Request request_;
  bool slow_path_ = false;  // Where the gesture goes; steps follow each other.

  Mutex mutex_;
  std::shared_ptr<GestureRun> run_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<CphCall> slow_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

template <typename Request, typename Response>
grpc::ServerUnaryReactor* StartGesture(const CallServices& services, absl::string_view method,
                                       grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) {
  const auto call = std::make_shared<GestureCall<Request, Response>>(services, method, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace

grpc::ServerUnaryReactor* StartTap(const CallServices& services, grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartGesture<v1::TapRequest, v1::TapResponse>(services, "/cloudphone.v1.InputService/Tap", context,
                                                       request, response);
}

grpc::ServerUnaryReactor* StartSwipe(const CallServices& services, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartGesture<v1::SwipeRequest, v1::SwipeResponse>(services, "/cloudphone.v1.InputService/Swipe",
                                                           context, request, response);
}

grpc::ServerUnaryReactor* StartPressKey(const CallServices& services, grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartGesture<v1::PressKeyRequest, v1::PressKeyResponse>(
      services, "/cloudphone.v1.InputService/PressKey", context, request, response);
}

grpc::ServerUnaryReactor* StartInputText(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartGesture<v1::InputTextRequest, v1::InputTextResponse>(
      services, "/cloudphone.v1.InputService/InputText", context, request, response);
}

}  // namespace cloudphone
