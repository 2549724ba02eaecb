#include "service/gateway/rpc/unsubscribe_servers_call.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/upstream/v1/billing_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "google/rpc/error_details.pb.h"
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

// A server is read by a request of ours: what is wrong with its id is wrong at that place of the caller's
// list.
absl::Status NamePlace(const absl::Status& status, int place) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  const std::string field = absl::StrCat("server_ids[", place, "]");
  google::rpc::Status error = FromStatus(status);
  absl::string_view message = error.message();
  if (absl::ConsumePrefix(&message, "server_id: ")) error.set_message(absl::StrCat(field, ": ", message));
  for (google::protobuf::Any& detail : *error.mutable_details()) {
    google::rpc::BadRequest wrong;
    if (!detail.UnpackTo(&wrong)) continue;
    for (auto& violation : *wrong.mutable_field_violations()) {
      if (violation.field() == "server_id") violation.set_field(field);
    }
    detail.PackFrom(wrong);
  }
  return ToStatus(error);
}

// The vendor names the server among those that it did not take, and says no more.
google::rpc::Status RefusedWithoutReason() {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "UPSTREAM_REFUSED";
  error.message = "the upstream refused the server without saying why";
  return ToRpcStatus(error);
}

v1::UnsubscribeServersResponse ToResponse(upstream::v1::UnsubscribeResourcesResponse* answer) {
  v1::UnsubscribeServersResponse response;
  response.mutable_order_ids()->Swap(answer->mutable_order_ids());
  for (upstream::v1::UnsubscribeFailure& failure : *answer->mutable_fail_resource_infos()) {
    v1::Refusal* refusal = response.add_refused();
    refusal->set_server_id(failure.resource_id());
    refusal->mutable_error()->Swap(failure.mutable_error());
    if (refusal->error().code() == google::rpc::OK) *refusal->mutable_error() = RefusedWithoutReason();
  }
  return response;
}

// An answer without an order must name each server as refused: else nothing shows that the others end.
absl::Status CheckProof(const v1::UnsubscribeServersRequest& request,
                        const v1::UnsubscribeServersResponse& response) {
  if (!response.order_ids().empty()) return absl::OkStatus();
  for (const std::string& id : request.server_ids()) {
    const bool refused = absl::c_any_of(
        response.refused(), [&id](const v1::Refusal& refusal) { return refusal.server_id() == id; });
    if (refused) continue;
    RichError error;
    error.code = google::rpc::ABORTED;
    error.reason = "OUTCOME_UNKNOWN";
    error.message = absl::StrCat("the upstream's answer has no order and does not name server ", id,
                                 "; its subscription may have ended");
    return SayWhereToLook(ToStatus(error));
  }
  return absl::OkStatus();
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
    ReadServer();
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
  void ReadServer() {
    auto request = std::make_shared<v1::GetServerRequest>();
    request->set_server_id(request_.server_ids(place_));
    const absl::Time until = std::min(call_.deadline, services_.clock->Now() + kReadTime);
    Send(std::move(request), until, [this](const CallResult& result) {
      if (!result.status.ok()) return End(NamePlace(result.status, place_));
      const auto& server = static_cast<const v1::GetServerResponse*>(result.response)->server();
      if (absl::Status judged = JudgeServer(request_, place_, server); !judged.ok()) return End(judged);
      if (++place_ < request_.server_ids_size()) return ReadServer();
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
      const v1::UnsubscribeServersResponse response =
          ToResponse(static_cast<upstream::v1::UnsubscribeResourcesResponse*>(result.response));
      const absl::Status proof = CheckProof(request_, response);
      proof.ok() ? Answer(response) : End(proof);
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
    if (!upstream.ok()) return End(NamePlace(upstream.status(), place_));
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
  int place_ = 0;                    // Of the server that is read, in server_ids.
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
