#include "service/gateway/rpc/control_input_stream.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "service/gateway/media/input_relay.h"
#include "service/gateway/rpc/outgoing_messages.h"
#include "service/gateway/rpc/unsent_answers.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_call_ref.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.InputService/ControlInput";

// The session's calls come on the agent's threads and those of the timers, gRPC's and the drain's on theirs:
// what they share is under one Mutex. Operations of gRPC may be started under it, since their reactions run
// later and elsewhere; so may the session be asked whether it has room, but for nothing that it answers.
class ControlInputStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                                 public InputClient,
                                 public std::enable_shared_from_this<ControlInputStream> {
 public:
  ControlInputStream(const CallServices& services, grpc::CallbackServerContext* context)
      : services_(services),
        call_(ReadCallContext(*services.clock, kMethod, context)),
        outgoing_(UnsentAnswers()) {}

  void Start(grpc::CallbackServerContext* context) {
    self_ = shared_from_this();
    StartSendInitialMetadata();
    const absl::StatusOr<Account*> account = ChooseAccount(*services_.accounts, *context);
    if (!account.ok()) return OnEnd(account.status());
    session_ =
        InputRelay::Begin(*services_.media->input, {*account, call_.deadline, call_.request_id}, self_);
    registration_ = services_.calls->AddStream(
        [weak = weak_from_this()]() mutable {
          if (const auto stream = weak.lock()) stream->session_->CloseWith(DrainingStatus());
        },
        [ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); });
    if (!registration_) return OnEnd(DrainingStatus());
    MutexLock lock(&mutex_);
    ReadOrWait();
  }

  // gRPC's reactions.
  void OnReadDone(bool ok) override {
    if (ok) {
      Handle();
    } else {
      session_->Close();
    }
    MutexLock lock(&mutex_);
    reading_ = false;
    read_all_ = !ok;
    ReadOrWait();
  }
  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(&mutex_);
      outgoing_.WriteDone(ok);
      outgoing_.WriteOrFinish(this);
      ReadOrWait();
      if (outgoing_.unsent().full()) return;
    }
    session_->ReadOn();
  }
  void OnCancel() override {
    MutexLock lock(&mutex_);
    outgoing_.Gone();
    outgoing_.WriteOrFinish(this);
  }
  void OnDone() override {
    if (session_ != nullptr) session_->Cancel(absl::CancelledError("the caller has gone"));
    absl::Status end;
    int64_t events;
    int64_t written;
    {
      MutexLock lock(&mutex_);
      end = outgoing_.end();
      events = events_;
      written = outgoing_.written();
    }
    LogCall(call_, services_.clock->Now(), end, {{"events", events}, {"messages", written}});
    registration_ = {};
    self_.reset();
  }

  // InputClient.
  void OnAnswer(const AgentInputAnswer& answer) override {
    {
      MutexLock lock(&mutex_);
      if (outgoing_.has_end()) return;
      outgoing_.unsent().Add(answer);
      outgoing_.WriteOrFinish(this);
      if (outgoing_.unsent().full()) return;
    }
    session_->ReadOn();
  }
  void OnRoom() override {
    MutexLock lock(&mutex_);
    ReadOrWait();
  }
  // Also for the ends that do not come from the session; the first one counts.
  void OnEnd(const absl::Status& status) override {
    MutexLock lock(&mutex_);
    if (outgoing_.has_end()) return;
    outgoing_.End(Outward(status, call_));
    outgoing_.WriteOrFinish(this);
  }

 private:
  // Hands request_ on, which nobody touches meanwhile.
  void Handle() {
    AgentInputRequest request;
    const bool parsed = ParseMessage(request_, &request);
    request_.Clear();
    if (!parsed) return session_->CloseWith(MalformedRequest("ControlInputRequest"));
    {
      MutexLock lock(&mutex_);
      ++events_;
    }
    session_->Take(std::move(request));
  }

  void ReadOrWait() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_ || read_all_ || outgoing_.has_end() || outgoing_.unsent().full() || !session_->HasRoom())
      return;
    reading_ = true;
    StartRead(&request_);
  }

  const CallServices& services_;
  const CallContext call_;
  CallRegistry::Registration registration_;
  std::shared_ptr<ControlInputStream> self_;  // gRPC's share, given up in OnDone.
  std::shared_ptr<InputRelay> session_;       // Set before anything is read; null where there is no account.
  grpc::ByteBuffer request_;                  // Of the read, and then of its handling.

  Mutex mutex_;
  OutgoingMessages<UnsentAnswers> outgoing_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_all_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t events_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartControlInput(
    const CallServices& services, grpc::CallbackServerContext* context) {
  const auto stream = std::make_shared<ControlInputStream>(services, context);
  stream->Start(context);
  return stream.get();
}

}  // namespace cloudphone
