#include "service/gateway/rpc/wait_jobs_call.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/job_service.pb.h"
#include "service/gateway/rpc/newest_jobs.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wait_deadline.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.JobService/WaitJobs";

// The hub's calls come on its timer thread, gRPC's and the drain's on theirs: what they share is under one
// Mutex. Finish may be called under it, since gRPC runs OnDone later and elsewhere.
class WaitJobsCall final : public grpc::ServerUnaryReactor,
                           public JobWatcher,
                           public std::enable_shared_from_this<WaitJobsCall> {
 public:
  WaitJobsCall(const CallServices& services, grpc::CallbackServerContext* context, grpc::ByteBuffer* response)
      : services_(services), response_(response), call_(ReadCallContext(*services.clock, kMethod, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddStream(
        [weak = weak_from_this()]() mutable {
          if (const auto call = weak.lock()) call->OnEnd(DrainingStatus());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return OnEnd(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return OnEnd(account.status());
    v1::WaitJobsRequest request;
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request); !read.ok()) return OnEnd(read);
    const absl::StatusOr<absl::Time> until =
        WaitDeadline(request.wait_timeout(), call_.start, call_.deadline);
    if (!until.ok()) return OnEnd(until.status());
    hub_ = &(*account)->job_hub();
    watch_ = hub_->Watch({request.request_ids().begin(), request.request_ids().end()}, self_, *until);
  }

  // JobWatcher, on the hub's thread.
  void OnSnapshot(const SharedUpdate& update) override { OnChange(update); }
  void OnChange(const SharedUpdate& update) override {
    MutexLock lock(&mutex_);
    if (!newest_.has_value()) newest_.emplace();
    newest_->Add(*update);
  }
  void OnHeartbeat(const v1::JobProgress*) override {}
  // Also for the ends that do not come from the hub; the first one counts.
  void OnEnd(absl::Status status) override {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    done_ = status.ok();
    // The hub ends with DEADLINE_EXCEEDED when the time to wait is over, and only then.
    if (absl::IsDeadlineExceeded(status)) status = absl::OkStatus();
    if (status.ok()) Answer();
    end_ = Outward(status, call_);
    Finish(ToGrpcStatus(*end_));
  }

  // gRPC's reactions.
  void OnCancel() override { OnEnd(absl::CancelledError("the caller has gone")); }
  void OnDone() override {
    if (watch_ != 0) hub_->Unwatch(watch_);
    absl::Status end;
    bool done;
    {
      MutexLock lock(&mutex_);
      end = *end_;
      done = done_;
    }
    LogCall(call_, services_.clock->Now(), end, {{"done", done ? "true" : "false"}});
    registration_ = {};
    // The hub may hold the call a little longer.
    self_.reset();
  }

 private:
  void Answer() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    v1::WaitJobsResponse response;
    if (newest_.has_value()) newest_->WriteTo(&response);
    response.set_done(done_);
    *response_ = SerializeMessage(response);
  }

  const CallServices& services_;
  JobHub* hub_ = nullptr;  // Of the account, once that is known.
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<WaitJobsCall> self_;  // gRPC's share, given up in OnDone.
  WatchId watch_ = 0;

  Mutex mutex_;
  absl::optional<NewestJobs> newest_ ABSL_GUARDED_BY(mutex_);  // From the snapshot on.
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerUnaryReactor* StartWaitJobs(const CallServices& services, grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto call = std::make_shared<WaitJobsCall>(services, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace cloudphone
