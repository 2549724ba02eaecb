#include "service/gateway/rpc/watch_jobs_stream.h"

#include <memory>

#include "cloudphone/v1/job_service.pb.h"
#include "service/gateway/rpc/unsent_jobs.h"
#include "service/gateway/rpc/watch_stream.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.JobService/WatchJobs";

class WatchJobsStream final : public WatchStream<UnsentJobs>, public JobWatcher {
 public:
  WatchJobsStream(const CallServices& services, grpc::CallbackServerContext* context)
      : WatchStream(services, kMethod, context, UnsentJobs()) {}

  // JobWatcher, on the hub's thread.
  void OnSnapshot(const SharedUpdate& update) override { OnChange(update); }
  void OnChange(const SharedUpdate& update) override {
    Push([&](UnsentJobs* unsent) { unsent->Add(update); });
  }
  void OnHeartbeat(const v1::JobProgress* progress) override {
    Push([&](UnsentJobs* unsent) { unsent->Heartbeat(progress); });
  }
  void OnEnd(absl::Status status) override { End(status); }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    const auto& ids = static_cast<const v1::WatchJobsRequest&>(request).request_ids();
    hub_ = &account->job_hub();
    watch_ =
        hub_->Watch({ids.begin(), ids.end()}, std::static_pointer_cast<WatchJobsStream>(shared_from_this()));
  }
  void Unsubscribe() override {
    if (hub_ != nullptr) hub_->Unwatch(watch_);
  }

  JobHub* hub_ = nullptr;  // Of the account, once that is known.
  WatchId watch_ = 0;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchJobs(const CallServices& services,
                                                           grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<WatchJobsStream>(services, context);
  v1::WatchJobsRequest message;
  stream->Start(context, *request, &message);
  return stream.get();
}

}  // namespace cloudphone
