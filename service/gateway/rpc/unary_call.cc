#include "service/gateway/rpc/unary_call.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// Owns itself from Start() to OnDone(). gRPC calls OnDone only after Finish(), and each way through here ends
// in exactly one Finish(), so whoever is still to call it may hold a plain `this`.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(const CallServices& services, const CallBinding& binding, grpc::CallbackServerContext* context,
            grpc::ByteBuffer* response)
      : services_(services),
        binding_(binding),
        response_(response),
        call_(ReadCallContext(*services.clock, MethodPath(binding), context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus(), {});
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status(), {});
    std::shared_ptr<Message> request(binding_.request_prototype->New());
    if (!ParseMessage(bytes, request.get()))
      return End(MalformedRequest(request->GetDescriptor()->name()), {});
    auto upstream = (*account)->client().Call(std::move(request), call_.deadline,
                                              [this](CallResult result) { OnResult(std::move(result)); });
    if (!upstream.ok()) return End(upstream.status(), {});
    // The result may have come already, but OnDone has not: gRPC keeps Finish() back until Start() has
    // returned.
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      upstream_ = *upstream;
      cancelled = cancelled_;
    }
    if (cancelled) (*upstream)->Cancel();
  }

  // Only asks the upstream call to end: OnResult() follows and finishes.
  void OnCancel() override {
    std::shared_ptr<CphCall> upstream;
    {
      MutexLock lock(&mutex_);
      cancelled_ = true;
      upstream = upstream_;
    }
    if (upstream != nullptr) upstream->Cancel();
  }

  void OnDone() override { delete this; }

 private:
  static std::string MethodPath(const CallBinding& binding) {
    return absl::StrCat("/", binding.method->service()->full_name(), "/", binding.method->name());
  }

  void OnResult(CallResult result) {
    if (result.status.ok()) *response_ = SerializeMessage(*result.response);
    End(result.status, result.info);
  }

  void End(const absl::Status& status, const AnswerInfo& info) {
    const absl::Status outward = Outward(status, call_);
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      cancelled = cancelled_;
    }
    LogCall(call_, services_.clock->Now(), outward,
            {{"operation", binding_.call.operation()},
             {"upstream_request_id", info.upstream_request_id},
             {"unknown_fields", info.unknown_fields},
             {"failure", info.failure},
             {"caller_gone", cancelled ? "true" : "false"}});
    Finish(ToGrpcStatus(outward));
  }

  const CallServices services_;
  const CallBinding& binding_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  Mutex mutex_;
  std::shared_ptr<CphCall> upstream_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnaryCall(const CallServices& services, const CallBinding& binding,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(services, binding, context, response);
  call->Start(context, *request);
  return call;
}

}  // namespace cloudphone
