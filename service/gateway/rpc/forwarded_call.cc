#include "service/gateway/rpc/forwarded_call.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/phone_agent/agent_unary_call.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/media/agent_failure.h"
#include "service/gateway/rpc/read_request.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// The longest that an agent may take, whatever the caller's deadline.
constexpr absl::Duration kLongest = absl::Seconds(60);

// The look-up and the agent's call end on threads of their own, gRPC's calls come on theirs: what they share
// is under one Mutex. Finish may be called under it, since gRPC runs OnDone later and elsewhere.
class ForwardedCall final : public grpc::ServerUnaryReactor,
                            public std::enable_shared_from_this<ForwardedCall> {
 public:
  ForwardedCall(const CallServices& services, const ForwardedRpc& rpc, grpc::CallbackServerContext* context,
                const grpc::ByteBuffer& request, grpc::ByteBuffer* response)
      : services_(services),
        rpc_(rpc),
        request_(request),
        response_(response),
        call_(ReadCallContext(*services.clock, rpc.method, context)) {}

  void Start(grpc::CallbackServerContext* context) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    const std::unique_ptr<Message> message(rpc_.request->New());
    if (absl::Status read = ReadRequest(*services_.bindings, request_, message.get()); !read.ok())
      return End(read);
    account_ = *account;
    phone_id_ =
        message->GetReflection()->GetString(*message, message->GetDescriptor()->FindFieldByName("phone_id"));
    if (rpc_.amends != nullptr) amend_ = rpc_.amends(services_, account_, phone_id_);
    services_.media->agents->Find(
        account_, phone_id_, Deadline(),
        [self = shared_from_this()](absl::StatusOr<AgentLink> link) { self->OnFound(std::move(link)); });
  }

  // gRPC's reactions. A call that the agent has got ends when that one does, so that all we work with is
  // there until then.
  void OnCancel() override {
    std::shared_ptr<AgentUnaryCall> forwarded;
    bool calling;
    {
      MutexLock lock(&mutex_);
      gone_ = true;
      calling = calling_;
      forwarded = forwarded_;
    }
    if (!calling) return End(absl::CancelledError("the caller has gone"));
    if (forwarded != nullptr) forwarded->Cancel();
  }
  void OnDone() override {
    absl::Status end;
    {
      MutexLock lock(&mutex_);
      end = *end_;
    }
    LogCall(call_, services_.clock->Now(), end, {{"phone_id", phone_id_}});
    registration_ = {};
    self_.reset();  // The look-up or the agent's call may hold it a little longer.
  }

 private:
  absl::Time Deadline() const { return std::min(call_.deadline, call_.start + kLongest); }

  void OnFound(absl::StatusOr<AgentLink> link) {
    if (!link.ok()) return End(link.status());
    link->request_id = call_.request_id;
    {
      MutexLock lock(&mutex_);
      if (gone_) return;
      calling_ = true;
    }
    const auto forwarded = AgentUnaryCall::Start(
        *link, rpc_.agent_method, request_, Deadline(),
        [self = shared_from_this()](const grpc::Status& status, const grpc::ByteBuffer& answer) {
          self->OnAnswer(status, answer);
        });
    bool gone;
    {
      MutexLock lock(&mutex_);
      forwarded_ = forwarded;
      gone = gone_;
    }
    if (gone) forwarded->Cancel();
  }

  void OnAnswer(const grpc::Status& status, const grpc::ByteBuffer& answer) {
    const absl::Status end = AgentFailure(status, phone_id_);
    if (IsLinkFailure(end)) services_.media->agents->Forget(account_, phone_id_);
    End(end, &answer);
  }

  // The first end counts; `answer` is taken where the status is OK.
  void End(const absl::Status& status, const grpc::ByteBuffer* answer = nullptr) {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    if (status.ok() && answer != nullptr) {
      *response_ = *answer;
      if (amend_ != nullptr) std::move(amend_)(response_);
    }
    end_ = Outward(status, call_);
    Finish(ToGrpcStatus(*end_));
  }

  const CallServices& services_;
  const ForwardedRpc& rpc_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<ForwardedCall> self_;  // gRPC's share, given up in OnDone.
  Account* account_ = nullptr;
  std::string phone_id_;       // Neither is changed after Start(), which OnDone() follows.
  ForwardedRpc::Amend amend_;  // Of the first end.

  Mutex mutex_;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;     // The caller.
  bool calling_ ABSL_GUARDED_BY(mutex_) = false;  // The agent: OnAnswer() will come.
  std::shared_ptr<AgentUnaryCall> forwarded_ ABSL_GUARDED_BY(mutex_);
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerUnaryReactor* StartForwardedCall(const CallServices& services, const ForwardedRpc& rpc,
                                             grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto call = std::make_shared<ForwardedCall>(services, rpc, context, *request, response);
  call->Start(context);
  return call.get();
}

}  // namespace cloudphone
