#include "service/gateway/rpc/wait_resources_call.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/gateway/resources/resource_wait.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wait_deadline.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;

using HubOf = ResourceHub& (Account::*)();

// WaitPhonesResponse or WaitServersResponse.
grpc::ByteBuffer ResponseOf(const ResourceType& type, const WaitResult& result) {
  const auto* descriptor = type.wait_method->output_type();
  const std::unique_ptr<Message> response(
      MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  const auto* reflection = response->GetReflection();
  reflection->SetBool(response.get(), descriptor->FindFieldByName("done"), result.done);
  for (const SharedResource& seen : result.seen)
    reflection->AddMessage(response.get(), descriptor->FindFieldByName(type.plural))->CopyFrom(*seen);
  for (const v1::Refusal& refusal : result.unreachable)
    reflection->AddMessage(response.get(), descriptor->FindFieldByName("unreachable"))->CopyFrom(refusal);
  return SerializeMessage(*response);
}

// Owns itself from Start() to OnDone(), as UnaryCall does: a wait ends once, and each way through here ends
// in exactly one Finish(), after which gRPC calls OnDone.
class WaitCall final : public grpc::ServerUnaryReactor {
 public:
  WaitCall(const CallServices& services, const ResourceType& type, grpc::CallbackServerContext* context,
           grpc::ByteBuffer* response)
      : services_(services),
        type_(type),
        response_(response),
        call_(ReadCallContext(
            *services.clock,
            absl::StrCat("/", type.wait_method->service()->full_name(), "/", type.wait_method->name()),
            context)) {}

  template <typename Request>
  void Start(HubOf hub_of, grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    Request request;
    const absl::Status checked = ReadRequest(*services_.bindings, bytes, &request);
    if (!checked.ok()) return End(checked);
    absl::StatusOr<WaitPlan> plan = PlanWait(request);
    if (!plan.ok()) return End(plan.status());
    const absl::StatusOr<absl::Time> until =
        WaitDeadline(request.wait_timeout(), call_.start, call_.deadline);
    if (!until.ok()) return End(until.status());
    wait_ = std::make_shared<ResourceWait>(
        &((*account)->*hub_of)(), &(*account)->phone_hub(), *std::move(plan),
        [this](const absl::StatusOr<WaitResult>& result) { OnResult(result); });
    registration_ = services_.calls->AddStream(
        [weak = std::weak_ptr<ResourceWait>(wait_)]() mutable {
          if (const auto wait = weak.lock()) wait->End(DrainingStatus());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return wait_->End(DrainingStatus());
    wait_->Start(*until);
  }

  void OnCancel() override {
    if (wait_ != nullptr) wait_->End(absl::CancelledError("the caller has gone"));
  }

  void OnDone() override { delete this; }

 private:
  void OnResult(const absl::StatusOr<WaitResult>& result) {
    if (result.ok()) *response_ = ResponseOf(type_, *result);
    End(result.status());
  }

  void End(const absl::Status& status) {
    const absl::Status outward = Outward(status, call_);
    LogCall(call_, services_.clock->Now(), outward, {});
    Finish(ToGrpcStatus(outward));
  }

  const CallServices services_;
  const ResourceType& type_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<ResourceWait> wait_;  // Null where the request was refused.
};

template <typename Request>
grpc::ServerUnaryReactor* StartWait(const CallServices& services, const ResourceType& type, HubOf hub,
                                    grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                    grpc::ByteBuffer* response) {
  auto* call = new WaitCall(services, type, context, response);
  call->Start<Request>(hub, context, request);
  return call;
}

}  // namespace

grpc::ServerUnaryReactor* StartWaitPhones(const CallServices& services, grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartWait<v1::WaitPhonesRequest>(services, PhoneResource(), &Account::phone_hub, context, *request,
                                          response);
}

grpc::ServerUnaryReactor* StartWaitServers(const CallServices& services, grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartWait<v1::WaitServersRequest>(services, ServerResource(), &Account::server_hub, context,
                                           *request, response);
}

}  // namespace cloudphone
