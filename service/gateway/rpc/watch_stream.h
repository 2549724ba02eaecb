#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_STREAM_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_STREAM_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "adapters/runtime/mutex.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"
#include "service/gateway/rpc/outgoing_messages.h"
#include "service/gateway/rpc/read_request.h"
#include "service/serving/grpc_call_ref.h"

namespace cloudphone {

// What every stream of news has in common towards gRPC: what is told goes out one write at a time
// (outgoing_messages.h tells what `Unsent` has). That of a watch holds the newest state of each thing only,
// so a slow reader skips states, holds memory for what it watches, and delays nobody.
//
// Reactions come on gRPC threads, the hub's calls on its timer thread: all state is under one Mutex. Owned by
// gRPC until OnDone(), together with the hub, which holds it weakly.
template <typename Unsent>
class WatchStream : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                    public std::enable_shared_from_this<WatchStream<Unsent>> {
 public:
  WatchStream(const CallServices& services, absl::string_view method, grpc::CallbackServerContext* context,
              Unsent unsent)
      : services_(services),
        call_(ReadCallContext(*services.clock, method, context)),
        outgoing_(std::move(unsent)) {}

  // Begins with a request that is read into `request`.
  void Start(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes,
             google::protobuf::Message* request) {
    self_ = this->shared_from_this();
    StartSendInitialMetadata();  // The caller learns at once that the watch is on, though nothing is read
                                 // yet.
    registration_ = services_.calls->AddStream(
        [weak = this->weak_from_this()]() mutable {
          if (const auto stream = weak.lock()) stream->Drain();
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return End(DrainingStatus());
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return End(account.status());
    const absl::Status checked = ReadRequest(*services_.bindings, bytes, request);
    if (!checked.ok()) return End(checked);
    Subscribe(*account, *request);
  }

  // gRPC's reactions.
  void OnWriteDone(bool ok) override {
    MutexLock lock(&mutex_);
    outgoing_.WriteDone(ok);
    outgoing_.WriteOrFinish(this);
  }
  void OnCancel() override {
    MutexLock lock(&mutex_);
    outgoing_.Gone();
    outgoing_.WriteOrFinish(this);
  }
  void OnDone() override {
    Unsubscribe();
    absl::Status end;
    int64_t written;
    {
      MutexLock lock(&mutex_);
      end = outgoing_.end();
      written = outgoing_.written();
    }
    LogCall(call_, services_.clock->Now(), end, {{"messages", written}});
    registration_ = {};
    // The hub may hold the stream a little longer.
    self_.reset();
  }

 protected:
  // Asks the account's hub to tell this stream what the request, which has been checked, is about.
  virtual void Subscribe(Account* account, const google::protobuf::Message& request) = 0;
  // Asks it to tell no more; also where it was never asked.
  virtual void Unsubscribe() = 0;
  // The gateway drains: the stream is to end. Any thread, also before Subscribe().
  virtual void Drain() { End(DrainingStatus()); }

  const CallContext& call() const { return call_; }

  // For the hub: what `change` does to what is unsent is to go out.
  template <typename Change>
  void Push(Change change) {
    MutexLock lock(&mutex_);
    if (outgoing_.has_end()) return;
    change(&outgoing_.unsent());
    outgoing_.WriteOrFinish(this);
  }
  // Ends the stream once all is sent; the first end counts.
  void End(const absl::Status& status) {
    MutexLock lock(&mutex_);
    if (outgoing_.has_end()) return;
    outgoing_.End(Outward(status, call_));
    outgoing_.WriteOrFinish(this);
  }

 private:
  const CallServices& services_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<WatchStream> self_;  // gRPC's share, given up in OnDone.

  Mutex mutex_;
  OutgoingMessages<Unsent> outgoing_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WATCH_STREAM_H_
