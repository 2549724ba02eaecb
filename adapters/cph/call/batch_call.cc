#include "adapters/cph/call/batch_call.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "adapters/cph/call/request_fields.h"
#include "adapters/cph/call/scratch_responses.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/job.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// How many parts of a call are out at once: so few that a throttled one still holds back most of the others.
constexpr int kPartsInFlight = 4;
constexpr int kTooManyRequests = 429;

std::unique_ptr<Message> WithoutTargets(const CallInputs& inputs, const TargetPlan& targets) {
  std::unique_ptr<Message> request(inputs.whole->New());
  request->CopyFrom(*inputs.whole);
  request->GetReflection()->ClearField(request.get(), targets.list->field);
  return request;
}

// Why a target was not sent. It may be given again as it is.
google::rpc::Status NotSent(const absl::Status& cause, const std::string& operation) {
  RichError error;
  error.code = static_cast<google::rpc::Code>(cause.code());
  error.reason = "NOT_SENT";
  error.message = "the call ended before it was this target's turn; nothing was sent for it";
  error.metadata["operation"] = operation;
  error.retry_delay = RetryDelayOf(cause).value_or(absl::Seconds(1));
  return ToRpcStatus(error);
}

// Moves what the lists of `part` hold to the ends of those of `whole`: rows, refusals, request ids.
void MoveLists(Message* part, Message* whole) {
  const Reflection* reflection = whole->GetReflection();
  for (int i = 0; i < whole->GetDescriptor()->field_count(); ++i) {
    const auto* field = whole->GetDescriptor()->field(i);
    if (!field->is_repeated()) continue;
    if (reflection->FieldSize(*whole, field) == 0) {
      reflection->SwapFields(part, whole, {field});
      continue;
    }
    for (int row = 0; row < reflection->FieldSize(*part, field); ++row) {
      if (field->message_type() == nullptr) {
        reflection->AddString(whole, field, reflection->GetRepeatedString(*part, field, row));
        continue;
      }
      Message* added = reflection->AddMessage(whole, field);
      added->GetReflection()->Swap(added, reflection->MutableRepeatedMessage(part, field, row));
    }
  }
}

}  // namespace

std::shared_ptr<BatchCall> BatchCall::Start(const CallRoute& route, CallInputs inputs, CallDone done) {
  auto call = std::make_shared<BatchCall>(route, std::move(inputs), std::move(done));
  call->SendParts();
  return call;
}

BatchCall::BatchCall(const CallRoute& route, CallInputs inputs, CallDone done)
    : route_(route),
      inputs_(std::move(inputs)),
      plan_(*TargetsOf(*inputs_.binding, *inputs_.whole)),
      targets_(TargetIds(plan_, *inputs_.whole)),
      without_targets_(WithoutTargets(inputs_, plan_)),
      done_(std::move(done)),
      most_targets_(inputs_.most_targets) {
  Part all(targets_.size());
  std::iota(all.begin(), all.end(), 0);
  unsent_.push_back(std::move(all));
}

// The next part to send, not larger than a part may be now.
bool BatchCall::TakePart(Part* part) {
  if (in_flight_ >= kPartsInFlight || unsent_.empty()) return false;
  // The first part goes whatever the time: its end is that of the call.
  if (!calls_.empty() && route_.timers->Now() >= inputs_.deadline) {
    HoldBack(absl::DeadlineExceededError("the deadline passed before every part was sent"));
    return false;
  }
  Part& next = unsent_.front();
  const auto end = next.begin() + static_cast<Part::difference_type>(std::min(most_targets_, next.size()));
  part->assign(next.begin(), end);
  next.erase(next.begin(), end);
  if (next.empty()) unsent_.pop_front();
  ++in_flight_;
  return true;
}

void BatchCall::SendParts() {
  while (true) {
    Part part;
    {
      MutexLock lock(&mutex_);
      if (!TakePart(&part)) break;
    }
    CallInputs inputs = inputs_;
    inputs.request = RequestFor(part);
    auto call = CallAttempts::Start(
        route_, std::move(inputs),
        [self = shared_from_this(), part](const CallResult& result) { self->OnPart(part, result); });
    bool cancelled;
    {
      MutexLock lock(&mutex_);
      cancelled = absl::IsCancelled(held_back_);
      calls_.push_back(call);
    }
    if (cancelled) call->Cancel();
  }
}

std::shared_ptr<const Message> BatchCall::RequestFor(const Part& part) const {
  std::shared_ptr<Message> request(without_targets_->New());
  request->CopyFrom(*without_targets_);
  const Reflection* reflection = request->GetReflection();
  const auto* field = plan_.list->field;
  for (const int place : part) {
    if (plan_.items_are_ids()) {
      reflection->AddString(request.get(), field, targets_[place]);
    } else {
      reflection->AddMessage(request.get(), field)
          ->CopyFrom(reflection->GetRepeatedMessage(*inputs_.whole, field, place));
    }
  }
  return request;
}

void BatchCall::OnPart(const Part& part, const CallResult& result) {
  if (result.status.ok() && inputs_.hooks.on_part) {
    const Message* answer = AnswerIn(result.response);
    if (answer->GetDescriptor() == v1::JobGroup::descriptor())
      inputs_.hooks.on_part(static_cast<const v1::JobGroup&>(*answer));
  }
  {
    MutexLock lock(&mutex_);
    --in_flight_;
    info_ = result.info;
    if (result.status.ok()) {
      accepted_ = true;
      Message* answer = AnswerIn(result.response);
      answer->GetReflection()->Swap(AnswerOf(part), answer);
    } else if (result.info.too_many_targets && part.size() > 1) {
      Halve(part);
    } else {
      TakeFailure(part, result);
    }
  }
  SendParts();
  EndIfDone();  // Only here: after SendParts() something is in flight, or nothing is left to send.
}

// No repeat: the upstream refused the call as a whole.
void BatchCall::Halve(const Part& part) {
  const auto middle = part.begin() + static_cast<Part::difference_type>(part.size() / 2);
  most_targets_ = std::min(most_targets_, (part.size() + 1) / 2);
  Part first(part.begin(), middle);
  Part second(middle, part.end());
  if (!held_back_.ok()) {
    const google::rpc::Status error = NotSent(held_back_, inputs_.binding->call.operation());
    Refuse(first, error);
    Refuse(second, error);
    return;
  }
  unsent_.push_front(std::move(second));
  unsent_.push_front(std::move(first));
}

void BatchCall::TakeFailure(const Part& part, const CallResult& result) {
  const absl::Status& status = result.status;
  if (first_failure_.ok()) first_failure_ = status;
  if (unknown_outcome_.ok() && ReasonOf(status) == "OUTCOME_UNKNOWN") unknown_outcome_ = status;
  const bool ran_out = absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
  Refuse(part, !result.info.maybe_sent && ran_out ? NotSent(status, inputs_.binding->call.operation())
                                                  : FromStatus(status));
  if (result.info.http_status == kTooManyRequests) HoldBack(status);
}

void BatchCall::HoldBack(const absl::Status& cause) {
  if (held_back_.ok()) held_back_ = cause;
  if (first_failure_.ok()) first_failure_ = ToStatus(NotSent(cause, inputs_.binding->call.operation()));
  const google::rpc::Status error = NotSent(held_back_, inputs_.binding->call.operation());
  for (const Part& part : std::exchange(unsent_, {})) Refuse(part, error);
}

void BatchCall::Refuse(const Part& part, const google::rpc::Status& error) {
  Message* answer = AnswerOf(part);
  const auto* id_field = v1::Refusal::descriptor()->FindFieldByName(plan_.id_name);
  for (const int place : part) {
    Message* refusal = answer->GetReflection()->AddMessage(answer, inputs_.binding->target_answer.refused);
    refusal->GetReflection()->SetString(refusal, id_field, targets_[place]);
    *static_cast<v1::Refusal*>(refusal)->mutable_error() = error;
  }
}

Message* BatchCall::AnswerIn(Message* response) const {
  const auto* into = inputs_.binding->into;
  return into == nullptr ? response : response->GetReflection()->MutableMessage(response, into);
}

Message* BatchCall::AnswerOf(const Part& part) {
  std::unique_ptr<Message>& answer = answers_[part.front()];
  if (answer == nullptr) {
    std::unique_ptr<Message> response(inputs_.binding->response_prototype->New());
    answer.reset(AnswerIn(response.get())->New());
  }
  return answer.get();
}

void BatchCall::EndIfDone() {
  CallResult result;
  std::map<int, std::unique_ptr<Message>> answers;
  {
    MutexLock lock(&mutex_);
    if (ended_ || in_flight_ > 0 || !unsent_.empty()) return;
    ended_ = true;
    calls_.clear();
    answers.swap(answers_);
    result.info = info_;
    if (!accepted_) result.status = unknown_outcome_.ok() ? first_failure_ : unknown_outcome_;
  }
  result.response = ScratchResponses::Get(*inputs_.binding);
  if (result.status.ok()) {
    Message* whole = AnswerIn(result.response);
    for (const auto& [place, part] : answers) MoveLists(part.get(), whole);
  }
  std::move(done_)(std::move(result));
}

void BatchCall::Cancel() {
  std::vector<std::shared_ptr<CphCall>> calls;
  {
    MutexLock lock(&mutex_);
    HoldBack(absl::CancelledError("the call was cancelled"));
    calls = calls_;
  }
  for (const std::shared_ptr<CphCall>& call : calls) call->Cancel();
}

}  // namespace cloudphone
