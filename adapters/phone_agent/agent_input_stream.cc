#include "adapters/phone_agent/agent_input_stream.h"

#include <deque>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"

namespace cloudphone {
namespace {

// Operations start on any thread, so the reactor keeps a hold on the call until no more can start: until a
// read has found the end, or the call is broken off.
class GrpcInputStream final : public AgentInputStream,
                              public grpc::ClientBidiReactor<AgentInputRequest, AgentInputAnswer>,
                              public std::enable_shared_from_this<GrpcInputStream> {
 public:
  GrpcInputStream(const AgentLink& link, std::shared_ptr<AgentInputListener> listener)
      : channel_(link.channel),
        stub_(agent::v1::InputService::NewStub(channel_)),
        listener_(std::move(listener)) {
    PrepareContext(link, &context_);
  }

  void Begin() {
    self_ = shared_from_this();
    stub_->async()->ControlInput(&context_, this);
    AddHold();
    StartCall();
  }

  // AgentInputStream.
  void Send(AgentInputRequest request) override {
    MutexLock lock(&mutex_);
    if (closed_) return;
    unsent_.push_back(std::move(request));
    WriteLocked();
  }
  void KeepAlive() override {
    MutexLock lock(&mutex_);
    if (closed_ || writing_) return;
    unsent_.emplace_back();
    unsent_.back().mutable_keep_alive();
    WriteLocked();
  }
  void ReadOn() override {
    MutexLock lock(&mutex_);
    if (over_) return;
    // Not before the listener has been told the last one: answers must not overtake each other.
    if (telling_) {
      read_on_ = true;
    } else {
      ReadLocked();
    }
  }
  void Close() override {
    MutexLock lock(&mutex_);
    if (closed_) return;
    closed_ = true;
    WriteLocked();
  }
  void Cancel() override {
    context_.TryCancel();
    MutexLock lock(&mutex_);
    LetGoLocked();
  }

  // gRPC's reactions.
  void OnReadDone(bool ok) override {
    if (!ok) {
      MutexLock lock(&mutex_);
      reading_ = false;
      return LetGoLocked();
    }
    {
      MutexLock lock(&mutex_);
      reading_ = false;
      telling_ = true;
    }
    listener_->OnAnswer(answer_);
    MutexLock lock(&mutex_);
    telling_ = false;
    if (std::exchange(read_on_, false) && !over_) ReadLocked();
  }
  void OnWriteDone(bool ok) override {
    MutexLock lock(&mutex_);
    writing_ = false;
    // Why a write failed, the read that finds the end tells.
    if (!ok) unsent_.clear();
    WriteLocked();
  }
  void OnDone(const grpc::Status& status) override {
    listener_->OnEnd(status);
    self_.reset();
  }

 private:
  void ReadLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_) return;
    reading_ = true;
    StartRead(&answer_);
  }
  void WriteLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || over_) return;
    if (!unsent_.empty()) {
      request_ = std::move(unsent_.front());
      unsent_.pop_front();
      writing_ = true;
      StartWrite(&request_);
    } else if (closed_ && !told_) {
      told_ = true;
      StartWritesDone();
    }
  }

  // Starts nothing more.
  void LetGoLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (over_) return;
    over_ = closed_ = true;
    unsent_.clear();
    RemoveHold();
  }

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<agent::v1::InputService::Stub> stub_;
  const std::shared_ptr<AgentInputListener> listener_;
  grpc::ClientContext context_;
  std::shared_ptr<GrpcInputStream> self_;  // gRPC's share, given up in OnDone.
  AgentInputAnswer answer_;                // Of the read, until the listener has been told it.

  Mutex mutex_;
  std::deque<AgentInputRequest> unsent_ ABSL_GUARDED_BY(mutex_);
  AgentInputRequest request_ ABSL_GUARDED_BY(mutex_);  // What is being written; lives until OnWriteDone.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool telling_ ABSL_GUARDED_BY(mutex_) = false;  // An answer, to the listener.
  bool read_on_ ABSL_GUARDED_BY(mutex_) = false;  // When that is over.
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;  // Nothing more is taken.
  bool told_ ABSL_GUARDED_BY(mutex_) = false;    // The agent has been told so.
  bool over_ ABSL_GUARDED_BY(mutex_) = false;    // The hold is gone.
};

}  // namespace

std::shared_ptr<AgentInputStream> OpenAgentInputStream(const AgentLink& link,
                                                       std::shared_ptr<AgentInputListener> listener) {
  auto stream = std::make_shared<GrpcInputStream>(link, std::move(listener));
  stream->Begin();
  return stream;
}

}  // namespace cloudphone
