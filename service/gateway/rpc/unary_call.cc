#include "service/gateway/rpc/unary_call.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/artifacts/seen_objects.h"
#include "service/gateway/looks/look.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// Owns itself from Start() to OnDone(). gRPC calls OnDone only after Finish(), and each way through here ends
// in exactly one Finish(), so whoever is still to call it may hold a plain `this`.
class UnaryCall final : public grpc::ServerUnaryReactor, public std::enable_shared_from_this<UnaryCall> {
 public:
  UnaryCall(const CallServices& services, const CallBinding& binding, grpc::CallbackServerContext* context,
            grpc::ByteBuffer* response)
      : services_(services),
        binding_(binding),
        response_(response),
        call_(ReadCallContext(*services.clock, MethodPath(binding), context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus(), {});
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status(), {});
    account_ = *account;
    request_.reset(binding_.request_prototype->New());
    if (!ParseMessage(bytes, request_.get()))
      return End(MalformedRequest(request_->GetDescriptor()->name()), {});
    LookDone looked = [this](Looked found) { OnLooked(std::move(found)); };
    if (!StartLook(account_, *request_, services_.clock->Now(), call_.deadline, &looked)) Send();
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

  void OnDone() override { self_.reset(); }

 private:
  void OnLooked(Looked found) {
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      cancelled = cancelled_;
    }
    if (cancelled) return End(absl::CancelledError("the call was cancelled before it was sent"), {});
    if (!found.refusal.ok()) return End(found.refusal, {});
    seen_bucket_ = std::move(found.seen_bucket);
    Send();
  }

  void Send() {
    // The result may come, and with it the end of all this, before Call() has returned.
    const std::shared_ptr<UnaryCall> self = self_;
    auto upstream = account_->client().Call(request_, call_.deadline,
                                            [this](CallResult result) { OnResult(std::move(result)); });
    if (!upstream.ok()) return End(upstream.status(), {});
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      upstream_ = *upstream;
      cancelled = cancelled_;
    }
    if (cancelled) (*upstream)->Cancel();
  }

  static std::string MethodPath(const CallBinding& binding) {
    return absl::StrCat("/", binding.method->service()->full_name(), "/", binding.method->name());
  }

  void OnResult(CallResult result) {
    result.status = Explain(result.status, result.response);
    if (result.status.ok()) *response_ = SerializeMessage(*result.response);
    End(result.status, result.info);
  }

  // Says what the vendor's answer does not: that it may not read what is there.
  absl::Status Explain(const absl::Status& status, Message* response) {
    if (status.ok() && !binding_.is_write()) account_->seen_objects().ExplainAnswer(response);
    if (seen_bucket_.empty()) return status;
    if (!status.ok()) return ToStatus(ExplainMissing(FromStatus(status), seen_bucket_));
    auto* group =
        static_cast<v1::JobGroup*>(response->GetReflection()->MutableMessage(response, binding_.into));
    for (v1::Refusal& refusal : *group->mutable_refused())
      *refusal.mutable_error() = ExplainMissing(refusal.error(), seen_bucket_);
    account_->seen_objects().Add(*group, seen_bucket_);
    return status;
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
  std::shared_ptr<UnaryCall> self_;  // gRPC's share, given up in OnDone.
  Account* account_ = nullptr;
  std::shared_ptr<Message> request_;
  std::string seen_bucket_;  // By a look: all that the call names is there.
  Mutex mutex_;
  std::shared_ptr<CphCall> upstream_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnaryCall(const CallServices& services, const CallBinding& binding,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto call = std::make_shared<UnaryCall>(services, binding, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace cloudphone
