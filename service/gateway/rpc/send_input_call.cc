#include "service/gateway/rpc/send_input_call.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/phone_agent/agent_input_call.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/input_service.pb.h"
#include "service/gateway/media/agent_failure.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.InputService/SendInput";
// The agent answers at once; what takes longer is lost, and may be sent again.
constexpr absl::Duration kPatience = absl::Seconds(10);

// Each way through here ends in exactly one Finish(). Whoever is still to call it holds a share.
class SendInputCall final : public grpc::ServerUnaryReactor,
                            public std::enable_shared_from_this<SendInputCall> {
 public:
  SendInputCall(const CallServices& services, grpc::CallbackServerContext* context,
                grpc::ByteBuffer* response)
      : services_(services), response_(response), call_(ReadCallContext(*services.clock, kMethod, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    account_ = *account;
    v1::SendInputRequest request;
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request); !read.ok()) return End(read);
    // Field for field the same message; what is in its events the agent checks.
    if (!ParseMessage(bytes, &request_)) return End(MalformedRequest("SendInputRequest"));
    services_.media->agents->Find(account_, request_.phone_id(), call_.deadline,
                                  [self = self_](const absl::StatusOr<AgentLink>& link) {
                                    link.ok() ? self->Send(*link) : self->End(link.status());
                                  });
  }

  // Only asks the call to the agent to end: its end follows and finishes.
  void OnCancel() override {
    std::shared_ptr<grpc::ClientContext> asked;
    {
      MutexLock lock(&mutex_);
      cancelled_ = true;
      asked = asked_;
    }
    if (asked != nullptr) asked->TryCancel();
  }
  void OnDone() override {
    registration_ = {};
    self_.reset();
  }

 private:
  void Send(const AgentLink& link) {
    const absl::Time deadline = std::min(call_.deadline, services_.clock->Now() + kPatience);
    const auto asked = AgentSendInput(
        link, request_, deadline,
        [self = shared_from_this()](const grpc::Status& status, const agent::v1::SendInputResponse& answer) {
          self->OnSent(status, answer);
        });
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      asked_ = asked;
      cancelled = cancelled_;
    }
    if (cancelled) asked->TryCancel();
  }

  void OnSent(const grpc::Status& status, const agent::v1::SendInputResponse& answer) {
    const absl::Status failure = AgentFailure(status, request_.phone_id());
    if (IsLinkFailure(failure)) services_.media->agents->Forget(account_, request_.phone_id());
    if (failure.ok()) *response_ = SerializeMessage(answer);
    End(failure);
  }

  void End(const absl::Status& status) {
    const absl::Status outward = Outward(status, call_);
    LogCall(call_, services_.clock->Now(), outward, {{"events", request_.events_size()}});
    Finish(ToGrpcStatus(outward));
  }

  const CallServices& services_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<SendInputCall> self_;  // gRPC's share, given up in OnDone.
  Account* account_ = nullptr;
  agent::v1::SendInputRequest request_;

  Mutex mutex_;
  std::shared_ptr<grpc::ClientContext> asked_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* StartSendInput(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto call = std::make_shared<SendInputCall>(services, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace cloudphone
