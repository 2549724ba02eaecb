#include "service/gateway/rpc/unsubscribe_servers_call.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/upstream/v1/billing_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.ServerService/UnsubscribeServers";
constexpr int kWholeResource = 1;  // And not only the periods that it was renewed for.
constexpr absl::Duration kReadTime = absl::Seconds(15);

// What stands against ending the subscription of the server at that place.
absl::Status JudgeServer(const v1::UnsubscribeServersRequest& request, int place, const v1::Server& server) {
  if (server.server_name() != request.server_names(place))
    return ViolationStatus({{absl::StrCat("server_names[", place, "]"), "NAME_MISMATCH",
                             absl::StrCat("is not what server ", request.server_ids(place), " is called")}});
  if (server.metadata().charging_mode() != v1::CHARGING_MODE_PAY_PER_USE) return absl::OkStatus();
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "NOT_SUBSCRIBED";
  error.message = absl::StrCat("server ", request.server_ids(place),
                               " is paid for by use: DeleteServers deletes it; nothing was sent");
  error.precondition_subject = request.server_ids(place);
  return ToStatus(error);
}

// No order is known of a call whose answer is lost: only the servers tell.
absl::Status SayWhereToLook(const absl::Status& status) {
  if (ReasonOf(status) != "OUTCOME_UNKNOWN") return status;
  google::rpc::Status error = FromStatus(status);
  error.set_message(absl::StrCat(error.message(), ": ListServers shows which servers are there still"));
  return ToStatus(error);
}

// Its steps follow each other, so that there is one end. gRPC's cancel comes at any time, on any thread.
class UnsubscribeServersCall final : public grpc::ServerUnaryReactor,
                                     public std::enable_shared_from_this<UnsubscribeServersCall> {
 public:
  UnsubscribeServersCall(const CallServices& services, grpc::CallbackServerContext* context,
                         grpc::ByteBuffer* response)
      : services_(services), response_(response), call_(ReadCallContext(*services.clock, kMethod, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    account_ = *account;
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request_); !read.ok()) return End(read);
    if (request_.server_names_size() != request_.server_ids_size())
      return End(ViolationStatus({{"server_names", kParameterInvalid, "must name each of server_ids"}}));
    ReadServer(0);
  }

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
  // One after the other: they are ten at most, and the first that does not fit ends all.
  void ReadServer(int place) {
    auto request = std::make_shared<v1::GetServerRequest>();
    request->set_server_id(request_.server_ids(place));
    const absl::Time until = std::min(call_.deadline, services_.clock->Now() + kReadTime);
    Send(std::move(request), until, [this, place](const CallResult& result) {
      if (!result.status.ok()) return End(result.status);
      const auto& server = static_cast<const v1::GetServerResponse*>(result.response)->server();
      if (absl::Status judged = JudgeServer(request_, place, server); !judged.ok()) return End(judged);
      if (place + 1 < request_.server_ids_size()) return ReadServer(place + 1);
      if (!request_.validate_only()) return Unsubscribe();
      Answer({});
    });
  }

  void Unsubscribe() {
    auto request = std::make_shared<upstream::v1::UnsubscribeResourcesRequest>();
    *request->mutable_resource_ids() = request_.server_ids();
    request->set_unsubscribe_type(kWholeResource);
    Send(std::move(request), call_.deadline, [this](const CallResult& result) {
      upstream_request_id_ = result.info.upstream_request_id;
      if (!result.status.ok()) return End(SayWhereToLook(result.status));
      auto* answer = static_cast<upstream::v1::UnsubscribeResourcesResponse*>(result.response);
      v1::UnsubscribeServersResponse response;
      response.mutable_order_ids()->Swap(answer->mutable_order_ids());
      for (upstream::v1::UnsubscribeFailure& failure : *answer->mutable_fail_resource_infos()) {
        v1::Refusal* refusal = response.add_refused();
        refusal->set_server_id(failure.resource_id());
        refusal->mutable_error()->Swap(failure.mutable_error());
      }
      Answer(response);
    });
  }

  // Makes the next call upstream, unless the caller has gone.
  void Send(std::shared_ptr<google::protobuf::Message> request, absl::Time deadline, CallDone done) {
    const std::shared_ptr<UnsubscribeServersCall> self = self_;  // The end may come before Call() returns.
    bool cancelled;
    int step;
    {
      MutexLock lock(&mutex_);
      cancelled = cancelled_;
      step = ++step_;
    }
    if (cancelled) return End(absl::CancelledError("the call was cancelled before anything was ended"));
    auto upstream = account_->client().Call(std::move(request), deadline, std::move(done));
    if (!upstream.ok()) return End(upstream.status());
    {
      MutexLock lock(&mutex_);
      if (step != step_) return;  // Over already, and the next one is out.
      upstream_ = *upstream;
      cancelled = cancelled_;
    }
    if (cancelled) (*upstream)->Cancel();
  }

  void Answer(const v1::UnsubscribeServersResponse& response) {
    *response_ = SerializeMessage(response);
    End(absl::OkStatus());
  }

  void End(const absl::Status& status) {
    const absl::Status outward = Outward(status, call_);
    LogCall(call_, services_.clock->Now(), outward,
            {{"servers", static_cast<int64_t>(request_.server_ids_size())},
             {"upstream_request_id", upstream_request_id_}});
    Finish(ToGrpcStatus(outward));
  }

  const CallServices services_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<UnsubscribeServersCall> self_;  // gRPC's share, given up in OnDone.
  Account* account_ = nullptr;
  v1::UnsubscribeServersRequest request_;
  std::string upstream_request_id_;  // Of the call that ends the subscriptions.
  Mutex mutex_;
  int step_ ABSL_GUARDED_BY(mutex_) = 0;                       // Calls that were begun.
  std::shared_ptr<CphCall> upstream_ ABSL_GUARDED_BY(mutex_);  // The newest.
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnsubscribeServers(const CallServices& services,
                                                  grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  const auto call = std::make_shared<UnsubscribeServersCall>(services, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace cloudphone
