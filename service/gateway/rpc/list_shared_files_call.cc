#include "service/gateway/rpc/list_shared_files_call.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/shared_storage_service.pb.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wait_deadline.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/gateway/shared_files/listing_page.h"
#include "service/gateway/shared_files/server_listing.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.SharedStorageService/ListSharedFiles";
// A page of 50 files takes some five jobs, of which the vendor's sample takes 24 seconds.
constexpr absl::Duration kDefaultTimeout = absl::Minutes(2);
constexpr absl::Duration kLongest = absl::Minutes(10);

// Listings end on the hub's and the HTTP loop's threads, gRPC's calls and the drain's come on theirs: what
// they share is under one Mutex. Finish may be called under it, since gRPC runs OnDone later and elsewhere.
class ListSharedFilesCall final : public grpc::ServerUnaryReactor,
                                  public std::enable_shared_from_this<ListSharedFilesCall> {
 public:
  ListSharedFilesCall(const CallServices& services, grpc::CallbackServerContext* context,
                      grpc::ByteBuffer* response)
      : services_(services), response_(response), call_(ReadCallContext(*services.clock, kMethod, context)) {}

  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    registration_ = services_.calls->AddStream(
        [weak = weak_from_this()]() mutable {
          if (const auto call = weak.lock()) call->End(DrainingStatus());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    if (absl::Status read = ReadRequest(*services_.bindings, bytes, &request_); !read.ok()) return End(read);
    const absl::StatusOr<ListingPage> page = ReadListingPage(request_);
    if (!page.ok()) return End(page.status());
    page_ = *page;
    Begin(*account);
  }

  // gRPC's reactions.
  void OnCancel() override { End(absl::CancelledError("the caller has gone")); }
  void OnDone() override {
    for (const auto& listing : servers_) listing->Stop(absl::CancelledError("the call is over"));
    absl::Status end;
    {
      MutexLock lock(&mutex_);
      end = *end_;
    }
    LogCall(call_, services_.clock->Now(), end, {{"servers", static_cast<int64_t>(servers_.size())}});
    registration_ = {};
    self_.reset();
  }

 private:
  void Begin(Account* account) {
    ServerListing::Query query;
    query.path = request_.path();
    query.offset = page_.offset;
    query.want = page_.size;
    query.until = call_.deadline == absl::InfiniteFuture()
                      ? call_.start + kDefaultTimeout
                      : std::min(WorkDeadline(call_.start, call_.deadline), call_.start + kLongest);
    {
      MutexLock lock(&mutex_);
      listings_.resize(request_.server_ids_size());
      left_ = listings_.size();
    }
    for (int i = 0; i < request_.server_ids_size(); ++i) {
      query.server_id = request_.server_ids(i);
      servers_.push_back(std::make_shared<ServerListing>(
          account, query, [self = shared_from_this(), i](v1::SharedFileListing listing) {
            self->OnListed(i, std::move(listing));
          }));
    }
    for (const auto& listing : servers_) listing->Start();
  }

  void OnListed(int server, v1::SharedFileListing listing) {
    std::vector<v1::SharedFileListing> all;
    {
      MutexLock lock(&mutex_);
      listings_[server] = std::move(listing);
      if (--left_ > 0 || end_.has_value()) return;
      all.swap(listings_);
    }
    const absl::StatusOr<v1::ListSharedFilesResponse> response =
        MakeListingResponse(request_, page_, std::move(all));
    End(response.status(), response.ok() ? &*response : nullptr);
  }

  // The first end counts; `response` is null unless the status is OK.
  void End(const absl::Status& status, const v1::ListSharedFilesResponse* response = nullptr) {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    if (response != nullptr) *response_ = SerializeMessage(*response);
    end_ = Outward(status, call_);
    Finish(ToGrpcStatus(*end_));
  }

  const CallServices& services_;
  grpc::ByteBuffer* const response_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<ListSharedFilesCall> self_;  // gRPC's share, given up in OnDone.
  v1::ListSharedFilesRequest request_;
  ListingPage page_;
  std::vector<std::shared_ptr<ServerListing>> servers_;  // Not changed after Start(), which OnDone() follows.

  Mutex mutex_;
  std::vector<v1::SharedFileListing> listings_ ABSL_GUARDED_BY(mutex_);  // Of `servers_`, where done.
  size_t left_ ABSL_GUARDED_BY(mutex_) = 0;                              // That are not.
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerUnaryReactor* StartListSharedFiles(const CallServices& services,
                                               grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto call = std::make_shared<ListSharedFilesCall>(services, context, response);
  call->Start(context, *request);
  return call.get();
}

}  // namespace cloudphone
