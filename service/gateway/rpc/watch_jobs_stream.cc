#include "service/gateway/rpc/watch_jobs_stream.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/job_service.pb.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/unsent_jobs.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.JobService/WatchJobs";

// Reactions come on gRPC threads, the hub's calls on its timer thread: all state is under one Mutex.
// StartWrite and Finish may be called under it, since gRPC runs their reactions later and elsewhere.
class WatchJobsStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                              public JobWatcher,
                              public std::enable_shared_from_this<WatchJobsStream> {
 public:
  WatchJobsStream(const CallServices& services, grpc::CallbackServerContext* context)
      : services_(services), call_(ReadCallContext(*services.clock, kMethod, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    StartSendInitialMetadata();  // The caller learns at once that the watch is on, though no job is read yet.
    registration_ = services_.calls->AddStream(
        [weak = weak_from_this()]() mutable {
          if (const auto stream = weak.lock()) stream->OnEnd(DrainingStatus());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return OnEnd(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return OnEnd(account.status());
    v1::WatchJobsRequest request;
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request); !read.ok()) return OnEnd(read);
    hub_ = &(*account)->job_hub();
    watch_ = hub_->Watch({request.request_ids().begin(), request.request_ids().end()}, self_);
  }

  // JobWatcher, on the hub's thread.
  void OnSnapshot(const SharedUpdate& update) override { OnChange(update); }
  void OnChange(const SharedUpdate& update) override {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    unsent_.Add(update);
    WriteOrFinish();
  }
  void OnHeartbeat(const v1::JobProgress* progress) override {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    unsent_.Heartbeat(progress);
    WriteOrFinish();
  }
  // Also for the ends that do not come from the hub; the first one counts.
  void OnEnd(absl::Status status) override {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    end_ = Outward(status, call_);
    WriteOrFinish();
  }

  // gRPC's reactions.
  void OnWriteDone(bool ok) override {
    MutexLock lock(&mutex_);
    writing_ = false;
    message_ = {};
    if (!ok) GoneLocked();
    WriteOrFinish();
  }
  void OnCancel() override {
    MutexLock lock(&mutex_);
    GoneLocked();
    WriteOrFinish();
  }
  void OnDone() override {
    if (watch_ != 0) hub_->Unwatch(watch_);
    absl::Status end;
    int64_t written;
    {
      MutexLock lock(&mutex_);
      end = *end_;
      written = written_;
    }
    LogCall(call_, services_.clock->Now(), end, {{"messages", written}});
    registration_ = {};
    // The hub may hold the stream a little longer.
    self_.reset();
  }

 private:
  void GoneLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    unsent_.Clear();
    if (!end_.has_value()) end_ = absl::CancelledError("the caller has gone");
  }

  // Sends what is unsent; when nothing is and the end is known, ends. One write at a time, Finish after the
  // last.
  void WriteOrFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!unsent_.empty()) {
      message_ = unsent_.Take();
      writing_ = true;
      ++written_;
      StartWrite(&message_.bytes());
    } else if (end_.has_value()) {
      finished_ = true;
      Finish(ToGrpcStatus(*end_));
    }
  }

  const CallServices& services_;
  JobHub* hub_ = nullptr;  // Of the account, once that is known.
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<WatchJobsStream> self_;  // gRPC's share, given up in OnDone.
  WatchId watch_ = 0;

  Mutex mutex_;
  UnsentJobs unsent_ ABSL_GUARDED_BY(mutex_);
  WatchMessage message_ ABSL_GUARDED_BY(mutex_);  // What is being written; lives until OnWriteDone.
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchJobs(const CallServices& services,
                                                           grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<WatchJobsStream>(services, context);
  stream->Start(context, *request);
  return stream.get();
}

}  // namespace cloudphone
