#include "service/gateway/media/input_relay.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/media/agent_failure.h"
#include "service/gateway/media/input_errors.h"
#include "service/gateway/media/stream_age.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxPhoneIdBytes = 32;

// Why the message cannot open a session, or OK.
absl::Status CheckFirst(const AgentInputRequest& request) {
  if (request.has_start()) return absl::OkStatus();
  if (request.kind_case() == AgentInputRequest::KIND_NOT_SET)
    return WrongInput("WRONG_FIELD", "kind", "is not set");
  return WrongInput("INPUT_NOT_STARTED", "start", "comes before any event");
}

absl::Status CheckPhoneId(const std::string& phone_id) {
  if (phone_id.empty()) return WrongInput("WRONG_FIELD", "start.phone_id", "is required");
  if (phone_id.size() > kMaxPhoneIdBytes)
    return WrongInput("WRONG_FIELD", "start.phone_id",
                      absl::StrCat("is longer than ", kMaxPhoneIdBytes, " bytes"));
  return absl::OkStatus();
}

}  // namespace

InputRelay::InputRelay(const InputAgents& agents, InputCaller caller, std::weak_ptr<InputClient> client)
    : agents_(agents),
      caller_(std::move(caller)),
      oldest_(agents.timers->Now() + kLongestStream),
      client_(std::move(client)) {}

std::shared_ptr<InputRelay> InputRelay::Begin(const InputAgents& agents, InputCaller caller,
                                              std::weak_ptr<InputClient> client) {
  std::shared_ptr<InputRelay> session(new InputRelay(agents, std::move(caller), std::move(client)));
  session->Schedule();
  return session;
}

void InputRelay::Take(AgentInputRequest request) {
  // Only gateways give signs of life; to a client that message says nothing.
  if (request.has_keep_alive()) request.clear_kind();
  const uint64_t seq = request.seq();
  absl::Status refused;
  std::string phone_id;
  {
    MutexLock lock(&mutex_);
    if (closed_ || over_) return;
    if (started_) {
      unanswered_.insert(seq);
      if (unanswered_.size() >= kMaxUnanswered) full_ = true;
      if (stream_ != nullptr) return stream_->Send(std::move(request));
      return waiting_.push_back(std::move(request));
    }
    refused = CheckFirst(request);
    if (refused.ok()) {
      started_ = true;
      phone_id = phone_id_ = request.start().phone_id();
      waiting_.push_back(std::move(request));
    }
  }
  refused.ok() ? Find(phone_id) : TellError(seq, refused);
}

bool InputRelay::HasRoom() const {
  MutexLock lock(&mutex_);
  return unanswered_.size() < kMaxUnanswered && !closed_ && !over_;
}

void InputRelay::Find(const std::string& phone_id) {
  if (absl::Status checked = CheckPhoneId(phone_id); !checked.ok()) return EndWith(checked, false);
  agents_.agents->Find(
      caller_.account, phone_id, caller_.deadline,
      [self = shared_from_this()](absl::StatusOr<AgentLink> link) { self->OnFound(std::move(link)); });
}

void InputRelay::OnFound(absl::StatusOr<AgentLink> link) {
  if (!link.ok()) return EndWith(link.status(), false);
  link->request_id = caller_.request_id;
  {
    MutexLock lock(&mutex_);
    if (over_) return;
  }
  const std::shared_ptr<AgentInputStream> stream = agents_.open(*link, shared_from_this());
  bool over;
  {
    MutexLock lock(&mutex_);
    over = over_;
    if (!over) {
      stream_ = stream;
      for (AgentInputRequest& request : std::exchange(waiting_, {})) stream->Send(std::move(request));
      if (closed_) stream->Close();
    }
  }
  over ? stream->Cancel() : stream->ReadOn();
}

void InputRelay::OnAnswer(const AgentInputAnswer& answer) {
  bool room = false;
  {
    MutexLock lock(&mutex_);
    if (over_) return;
    if (answer.has_ack()) {
      unanswered_.erase(unanswered_.begin(), unanswered_.upper_bound(answer.ack().acked_seq()));
    } else if (answer.has_error()) {
      const auto one = unanswered_.find(answer.error().seq());
      if (one != unanswered_.end()) unanswered_.erase(one);
    }
    room = full_ && unanswered_.size() < kMaxUnanswered;
    if (room) full_ = false;
  }
  const std::shared_ptr<InputClient> client = client_.lock();
  if (client == nullptr) return;
  client->OnAnswer(answer);
  if (room) client->OnRoom();
}

void InputRelay::OnEnd(const grpc::Status& status) {
  std::string phone_id;
  absl::Status end;
  {
    MutexLock lock(&mutex_);
    if (over_) return;  // It was broken off.
    phone_id = phone_id_;
    end = close_status_;
  }
  const absl::Status failure = AgentFailure(status, phone_id);
  if (IsLinkFailure(failure)) agents_.agents->Forget(caller_.account, phone_id);
  EndWith(end.ok() ? failure : end, false);
}

void InputRelay::ReadOn() {
  std::shared_ptr<AgentInputStream> stream;
  {
    MutexLock lock(&mutex_);
    stream = stream_;
  }
  if (stream != nullptr) stream->ReadOn();
}

void InputRelay::Close() { CloseWith(absl::OkStatus()); }

void InputRelay::CloseWith(const absl::Status& status) {
  bool at_once;
  {
    MutexLock lock(&mutex_);
    if (over_) return;
    if (close_status_.ok()) close_status_ = status;
    closed_ = true;
    if (stream_ != nullptr) stream_->Close();
    // Nothing has been taken, or it has not gone out yet and need not.
    at_once = !started_ || (stream_ == nullptr && !status.ok());
  }
  if (at_once) EndWith(status, false);
}

void InputRelay::Cancel(const absl::Status& status) { EndWith(status, true); }

void InputRelay::TellError(uint64_t seq, const absl::Status& error) {
  AgentInputAnswer answer;
  answer.mutable_error()->set_seq(seq);
  *answer.mutable_error()->mutable_error() = FromStatus(error);
  if (const std::shared_ptr<InputClient> client = client_.lock()) client->OnAnswer(answer);
}

void InputRelay::Schedule() {
  agents_.timers->RunAfter(kKeepAlive, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Tick();
  });
}

void InputRelay::Tick() {
  const bool old = agents_.timers->Now() >= oldest_;
  {
    MutexLock lock(&mutex_);
    if (over_) return;
    // Also while the client has said all: a stream that is closed takes none.
    if (stream_ != nullptr) stream_->KeepAlive();
  }
  old ? CloseWith(StreamTooOld()) : Schedule();
}

void InputRelay::EndWith(const absl::Status& status, bool cancel) {
  std::shared_ptr<AgentInputStream> stream;
  {
    MutexLock lock(&mutex_);
    if (over_) return;
    over_ = closed_ = true;
    waiting_.clear();
    stream = std::move(stream_);
  }
  if (cancel && stream != nullptr) stream->Cancel();
  if (const std::shared_ptr<InputClient> client = client_.lock()) client->OnEnd(status);
}

}  // namespace cloudphone
