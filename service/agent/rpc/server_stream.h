#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_SERVER_STREAM_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_SERVER_STREAM_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/call_line.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {

// What streams to a caller have in common: one write at a time; what comes meanwhile waits in `Unsent`, which
// is bounded; Finish comes after the last write. Producers hold it weakly or give it up when told, and may
// tell it something after its end. Thread-safe: all state is under one Mutex, under which StartWrite and
// Finish may be called, since gRPC runs their reactions later and elsewhere.
//
// Unsent has, not thread-safe: bool empty() const; void Clear(); and Take(), whose result Wire() understands.
template <typename Message, typename Unsent>
class ServerStream : public grpc::ServerWriteReactor<Message>,
                     public std::enable_shared_from_this<ServerStream<Message, Unsent>> {
 public:
  // Begins: the caller learns at once that its call has arrived. False when the agent drains; the stream ends
  // by itself then.
  bool Begin(CallRegistry* calls, grpc::CallbackServerContext* context, CallLine line) {
    line_.emplace(std::move(line));
    self_ = this->shared_from_this();
    this->StartSendInitialMetadata();
    registration_ = calls->AddStream(
        [weak = this->weak_from_this()]() mutable {
          if (const auto stream = weak.lock()) stream->End(AgentDraining());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) End(AgentDraining());
    return static_cast<bool>(registration_);
  }

  // Ends the stream once all is sent; the first end counts.
  void End(const absl::Status& status) {
    MutexLock lock(&mutex_);
    EndLocked(status);
  }

  // gRPC's reactions.
  void OnWriteDone(bool ok) override {
    MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) GoneLocked();
    WriteOrFinish();
  }
  void OnCancel() override {
    MutexLock lock(&mutex_);
    GoneLocked();
    WriteOrFinish();
  }
  void OnDone() override {
    Unsubscribe();
    line_->Write(EndStatus());
    registration_ = {};
    self_.reset();  // The producer may hold the stream a little longer.
  }

 protected:
  // Asks the producer to tell no more; also where it was never asked.
  virtual void Unsubscribe() = 0;
  // The bytes of what was taken.
  virtual Message Wire(decltype(std::declval<Unsent>().Take()) taken) = 0;

  // `change` is how the stream begins: what the producer has told meanwhile, also its end, comes behind it.
  template <typename Change>
  void PushFirst(Change change) {
    MutexLock lock(&mutex_);
    has_begun_ = true;
    if (end_.has_value()) return;
    change(&unsent_);
    WriteOrFinish();
    if (producers_end_.has_value()) EndLocked(*producers_end_);
  }
  // The producer has no more to tell: the stream ends once it has begun and all is sent.
  void EndProduced(const absl::Status& status) {
    MutexLock lock(&mutex_);
    if (has_begun_) return EndLocked(status);
    producers_end_ = status;
  }

  // What `change` does to what is unsent is to go out.
  template <typename Change>
  void Push(Change change) {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    change(&unsent_);
    WriteOrFinish();
  }

 private:
  absl::Status EndStatus() {
    MutexLock lock(&mutex_);
    return end_.value_or(absl::CancelledError("the caller has gone"));
  }

  void EndLocked(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (end_.has_value()) return;
    end_ = status;
    WriteOrFinish();
  }

  void GoneLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    unsent_.Clear();
    if (!end_.has_value()) end_ = absl::CancelledError("the caller has gone");
  }

  void WriteOrFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!unsent_.empty()) {
      message_ = Wire(unsent_.Take());
      writing_ = true;
      this->StartWrite(&message_);
    } else if (end_.has_value()) {
      finished_ = true;
      this->Finish(ToGrpcStatus(*end_));
    }
  }

  absl::optional<CallLine> line_;  // Since Begin().
  CallRegistry::Registration registration_;
  std::shared_ptr<ServerStream> self_;  // gRPC's share, given up in OnDone.

  Mutex mutex_;
  Unsent unsent_ ABSL_GUARDED_BY(mutex_);
  Message message_ ABSL_GUARDED_BY(mutex_);  // What is being written; lives until OnWriteDone.
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool has_begun_ ABSL_GUARDED_BY(mutex_) = false;
  absl::optional<absl::Status> producers_end_ ABSL_GUARDED_BY(mutex_);  // That came before the beginning.
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_SERVER_STREAM_H_
