#include "service/gateway/commands/sync_command_run.h"

#include <algorithm>
#include <utility>

#include "adapters/status/rich_status.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "service/gateway/commands/command_errors.h"

namespace cloudphone {
namespace {

// Whether nothing of the call left because its time, its turn or its caller was gone.
bool WasNotSent(const CallResult& result) {
  const absl::Status& status = result.status;
  return !result.info.maybe_sent && result.info.http_status == 0 &&
         (absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status) || absl::IsCancelled(status));
}

}  // namespace

SyncCommandRun::SyncCommandRun(Account* account, Command command, std::weak_ptr<CommandSink> sink)
    : account_(account), content_(std::move(command.content)), until_(command.until), sink_(std::move(sink)) {
  const size_t most = account->client().sync_commands().phones_per_call;
  for (size_t begin = 0; begin < command.phone_ids.size(); begin += most) {
    auto part = std::make_shared<Part>();
    part->number = static_cast<int>(unsent_.size()) + 1;
    const size_t end = std::min(begin + most, command.phone_ids.size());
    for (size_t i = begin; i < end; ++i) part->phone_ids.push_back(std::move(command.phone_ids[i]));
    unsent_.push_back(std::move(part));
  }
}

SyncCommandRun::SharedPart SyncCommandRun::TakePart() {
  const bool may_go =
      held_back_.ok() && waiting_ == 0 && !unsent_.empty() && (accepted_ || unsent_.front()->number == 1);
  if (!may_go) return nullptr;
  SharedPart part = std::move(unsent_.front());
  unsent_.pop_front();
  waiting_ = part->number;
  return part;
}

void SyncCommandRun::Advance() {
  SharedPart part;
  absl::Status stopped;
  {
    MutexLock lock(&mutex_);
    part = TakePart();
    if (!unsent_.empty() && unsent_.front()->number == 1) stopped = held_back_;
  }
  if (!stopped.ok()) return End(stopped);  // Before it began.
  if (part == nullptr) return;
  auto request = std::make_shared<v1::RunSyncCommandRequest>();
  request->set_content(content_);
  *request->mutable_phone_ids() = {part->phone_ids.begin(), part->phone_ids.end()};
  CallHooks hooks;
  hooks.on_turn = [weak = weak_from_this(), number = part->number] {
    if (const auto self = weak.lock()) self->OnTurn(number);
  };
  const auto call = account_->client().Call(
      std::move(request), until_,
      [self = shared_from_this(), part](CallResult result) { self->OnResult(*part, std::move(result)); },
      CphClient::Repeats::kAllowed, std::move(hooks));
  if (!call.ok()) return End(call.status());
  bool cancelled = false;
  {
    MutexLock lock(&mutex_);
    if (waiting_ != part->number) return;  // It has had its turn meanwhile.
    waiting_call_ = *call;
    cancelled = !held_back_.ok();
  }
  if (cancelled) (*call)->Cancel();
}

void SyncCommandRun::OnTurn(int number) {
  {
    MutexLock lock(&mutex_);
    LeaveQueueLocked(number);
  }
  Advance();
}

void SyncCommandRun::LeaveQueueLocked(int number) {
  if (waiting_ != number) return;
  waiting_ = 0;
  waiting_call_.reset();
}

void SyncCommandRun::OnResult(const Part& part, CallResult result) {
  absl::Status held_back;
  {
    MutexLock lock(&mutex_);
    LeaveQueueLocked(part.number);
    if (result.status.ok()) accepted_ = true;
    held_back = held_back_;
  }
  if (!result.status.ok()) {
    OnFailure(part, result);
  } else {
    const v1::JobGroup& group = static_cast<const v1::RunSyncCommandResponse*>(result.response)->group();
    Tell([&](CommandBook* book) {
      book->AddRequests(group);
      book->TakeGroup(group);
      const std::vector<std::string> request_ids(group.request_ids().begin(), group.request_ids().end());
      book->Fail(part.phone_ids, FromStatus(CommandOutcomeUnknown(
                                     "the command still ran when the upstream answered", request_ids)));
    });
  }
  held_back.ok() ? Advance() : HoldBack(held_back);
}

void SyncCommandRun::OnFailure(const Part& part, const CallResult& result) {
  const bool not_sent = WasNotSent(result);
  absl::Status cause = result.status;
  bool accepted;
  {
    MutexLock lock(&mutex_);
    accepted = accepted_;
    // Where it was cancelled, why it was says more.
    if (not_sent && absl::IsCancelled(cause) && !held_back_.ok()) cause = held_back_;
  }
  if (!accepted) return End(cause);
  Tell([&](CommandBook* book) {
    book->Fail(part.phone_ids, not_sent ? CommandNotSent(cause) : FromStatus(cause));
  });
  if (absl::IsResourceExhausted(cause) || not_sent) HoldBack(cause);
}

void SyncCommandRun::HoldBack(const absl::Status& why) {
  std::shared_ptr<CphCall> waiting;
  std::vector<std::string> unsent;
  {
    MutexLock lock(&mutex_);
    if (held_back_.ok()) held_back_ = why;
    waiting = std::move(waiting_call_);
    // Before the first part is accepted it decides how all of them end.
    if (accepted_) {
      for (const SharedPart& part : std::exchange(unsent_, {}))
        unsent.insert(unsent.end(), part->phone_ids.begin(), part->phone_ids.end());
    }
  }
  if (waiting != nullptr) waiting->Cancel();
  if (!unsent.empty()) Tell([&](CommandBook* book) { book->Fail(unsent, CommandNotSent(why)); });
}

void SyncCommandRun::Tell(absl::FunctionRef<void(CommandBook*)> change) {
  if (const auto sink = sink_.lock()) sink->Tell(change);
}

void SyncCommandRun::End(const absl::Status& status) {
  if (const auto sink = sink_.lock()) sink->End(status);
}

}  // namespace cloudphone
