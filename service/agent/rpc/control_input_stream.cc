#include "service/agent/rpc/control_input_stream.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/call_line.h"
#include "service/agent/rpc/input_answers.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

using Request = agent::v1::ControlInputRequest;
using Response = agent::v1::ControlInputResponse;

constexpr char kService[] = "cloudphone.agent.v1.InputService";

// Answers that wait for the caller. Acks are cumulative and take one place, so only errors fill it.
constexpr size_t kMaxUnsent = 64;

absl::Status NotStarted(absl::string_view what) { return WrongField("INPUT_NOT_STARTED", "start", what); }

// One session. Reads come one at a time, and what is read is handled before the next; answers come from the
// injector's thread and others. Owned by gRPC until OnDone(), together with the session, which holds it as
// its listener.
class ControlInputStream final : public grpc::ServerBidiReactor<Request, Response>,
                                 public InputListener,
                                 public std::enable_shared_from_this<ControlInputStream> {
 public:
  ControlInputStream(const AgentContext& services, grpc::CallbackServerContext* context)
      : services_(services), context_(context), line_(*context, kService, "ControlInput", "") {}

  void Begin() {
    self_ = shared_from_this();
    StartSendInitialMetadata();
    registration_ = services_.calls->AddStream(
        [weak = weak_from_this()]() mutable {
          if (const auto stream = weak.lock()) stream->Drain();
        },
        [ref = GrpcCallRef(*context_)]() mutable { ref.Cancel(); });
    if (!registration_) return End(AgentDraining());
    if (services_.timers != nullptr) {
      // Nobody has shown a token before `start`.
      services_.timers->RunAfter(services_.start_patience, [weak = weak_from_this()] {
        if (const auto stream = weak.lock()) stream->OnStartOverdue();
      });
    }
    MutexLock lock(&mutex_);
    ReadOrWait();
  }

  // gRPC's reactions.
  void OnReadDone(bool ok) override {
    if (ok) {
      Handle();
      MutexLock lock(&mutex_);
      reading_ = false;
      return ReadOrWait();
    }
    {
      MutexLock lock(&mutex_);
      reading_ = false;
      read_all_ = true;
      if (!session_.has_value()) EndLocked(absl::OkStatus());
    }
    CloseSession();
  }
  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(&mutex_);
      writing_ = false;
      ok ? WriteOrFinish() : GoneLocked();
      TellUnread();
      ReadOrWait();
    }
    if (!ok) CloseSession();
  }
  void OnCancel() override {
    {
      MutexLock lock(&mutex_);
      GoneLocked();
    }
    CloseSession();
  }
  void OnDone() override {
    CloseSession();
    line_.Write(EndStatus());
    registration_ = {};
    self_.reset();
  }

  // InputListener.
  void OnAck(uint64_t seq, absl::Duration inject_delay) override { Push(AckAnswer(seq, inject_delay)); }
  void OnError(uint64_t seq, const absl::Status& error) override { Push(ErrorAnswer(seq, error)); }
  void OnRoom() override {
    MutexLock lock(&mutex_);
    ++rooms_;
    full_ = false;
    ReadOrWait();
  }
  void OnLost(v1::ControlLostCause cause) override {
    MutexLock lock(&mutex_);
    if (session_.has_value()) return LoseLocked(cause);
    // Before Start() has returned: HandleStart() tells it behind `started`.
    lost_at_start_ = cause;
  }
  void OnClosed(const absl::Status& why) override {
    MutexLock lock(&mutex_);
    EndLocked(!why.ok() ? why : read_all_ ? absl::OkStatus() : AgentDraining());
  }

 private:
  // Handles request_, which nobody touches meanwhile.
  void Handle() {
    switch (request_.kind_case()) {
      case Request::kStart:
        return HandleStart();
      case Request::kTouch:
        return HandleEvent(ClientEvent(request_.touch()));
      case Request::kKey:
        return HandleEvent(ClientEvent(request_.key()));
      case Request::kKeepAlive:
        if (control_ != nullptr) control_->Renew(SessionId());
        return;
      default:
        if (control_ == nullptr) return End(NotStarted("comes first"));
        OnError(request_.seq(), WrongField("WRONG_FIELD", "kind", "is not set"));
    }
  }

  void HandleStart() {
    if (control_ != nullptr)
      return OnError(request_.seq(), WrongField("INPUT_ALREADY_STARTED", "start", "comes once"));
    line_.SetPhone(request_.start().phone_id());
    const auto phone = Admit(*services_.phones, *context_, request_.start().phone_id());
    if (!phone.ok()) return End(phone.status());
    const std::shared_ptr<InputControl> control = (*phone)->input();
    const absl::StatusOr<std::string> session = control->Start(request_.start(), shared_from_this());
    if (!session.ok()) return End(session.status());
    bool over = false;
    {
      MutexLock lock(&mutex_);
      control_ = control;
      session_ = *session;
      over = end_.has_value();
      if (!over) unsent_.push_back(StartedAnswer(*session, control->lease()));
      if (lost_at_start_.has_value()) LoseLocked(*lost_at_start_);
      WriteOrFinish();
    }
    // A drain or a cancel that came in between did not know of the session.
    if (over) control->End(*session);
  }

  void HandleEvent(const ClientEvent& event) {
    // No error of an event, since whoever sends it may be anybody: see `start`.
    if (control_ == nullptr) return End(NotStarted("comes before any event"));
    uint64_t rooms = 0;
    {
      MutexLock lock(&mutex_);
      rooms = rooms_;
    }
    const Offered offered = control_->Offer(SessionId(), request_.seq(), event);
    if (!offered.status.ok()) OnError(request_.seq(), offered.status);
    if (offered.more) return;
    MutexLock lock(&mutex_);
    full_ = rooms == rooms_;  // Unless there is room again already.
  }

  std::string SessionId() {
    MutexLock lock(&mutex_);
    return session_.value_or("");
  }

  // Ends the session, if there is one; OnClosed() tells when that is done.
  void CloseSession() {
    std::shared_ptr<InputControl> control;
    std::string id;
    {
      MutexLock lock(&mutex_);
      control = control_;
      id = session_.value_or("");
    }
    if (control != nullptr) control->End(id);
  }

  void OnStartOverdue() {
    MutexLock lock(&mutex_);
    if (session_.has_value()) return;
    EndLocked(NotStarted(absl::StrCat("has not come within ", absl::FormatDuration(services_.start_patience))));
  }

  // What is held is released before the stream ends, when it has a session.
  void Drain() {
    CloseSession();
    MutexLock lock(&mutex_);
    if (!session_.has_value()) EndLocked(AgentDraining());
  }

  absl::Status EndStatus() {
    MutexLock lock(&mutex_);
    return end_.value_or(absl::CancelledError("the caller has gone"));
  }

  void LoseLocked(v1::ControlLostCause cause) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (end_.has_value()) return;
    unsent_.push_back(LostAnswer(cause));
    EndLocked(ControlLostStatus(cause));
  }

  void GoneLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    unsent_.clear();
    EndLocked(absl::CancelledError("the caller has gone"));
  }

  void End(const absl::Status& status) {
    MutexLock lock(&mutex_);
    EndLocked(status);
  }

  // Once all answers are told; unless it ends already.
  void EndLocked(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!end_.has_value()) end_ = status;
    WriteOrFinish();
  }

  void Push(Response response) {
    MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    if (response.has_ack() && !unsent_.empty() && unsent_.back().has_ack()) unsent_.pop_back();
    unsent_.push_back(std::move(response));
    WriteOrFinish();
    TellUnread();
  }

  // The control calls nobody under its own lock, so it may be told under this one, and in order.
  void TellUnread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (session_.has_value()) control_->SetUnread(*session_, unsent_.size() >= kMaxUnsent);
  }

  void ReadOrWait() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_ || full_ || read_all_ || end_.has_value() || unsent_.size() >= kMaxUnsent) return;
    reading_ = true;
    StartRead(&request_);
  }

  void WriteOrFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!unsent_.empty()) {
      response_ = std::move(unsent_.front());
      unsent_.pop_front();
      writing_ = true;
      StartWrite(&response_);
    } else if (end_.has_value()) {
      finished_ = true;
      Finish(ToGrpcStatus(*end_));
    }
  }

  const AgentContext& services_;
  grpc::CallbackServerContext* const context_;
  CallLine line_;  // Of the reactions to reads, and then of the last one.
  CallRegistry::Registration registration_;
  std::shared_ptr<ControlInputStream> self_;  // gRPC's share, given up in OnDone.
  Request request_;                           // Of the read, and then of its handling.

  // Set once, where requests are handled, under the lock that others read it under.
  std::shared_ptr<InputControl> control_;
  Mutex mutex_;
  absl::optional<std::string> session_ ABSL_GUARDED_BY(mutex_);
  absl::optional<v1::ControlLostCause> lost_at_start_ ABSL_GUARDED_BY(mutex_);
  std::deque<Response> unsent_ ABSL_GUARDED_BY(mutex_);
  Response response_ ABSL_GUARDED_BY(mutex_);   // What is being written; lives until OnWriteDone.
  uint64_t rooms_ ABSL_GUARDED_BY(mutex_) = 0;  // How often there was room again.
  bool full_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_all_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<Request, Response>* StartControlInput(const AgentContext& services,
                                                              grpc::CallbackServerContext* context) {
  const auto stream = std::make_shared<ControlInputStream>(services, context);
  stream->Begin();
  return stream.get();
}

}  // namespace cloudphone
