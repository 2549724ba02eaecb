#include "service/gateway/commands/command_book.h"

#include <utility>

namespace cloudphone {
namespace {

// What the vendor keeps of an output, by its API reference.
constexpr size_t kMostOutputBytes = 1024;
// In one message, which stays well below the bound of 1 MiB.
constexpr int kMostResults = 100;

bool IsFinal(const v1::Job& job) {
  return job.state() == v1::JOB_STATE_SUCCEEDED || job.state() == v1::JOB_STATE_FAILED;
}

}  // namespace

void CommandBook::Begin(absl::Span<const std::string> phone_ids) {
  for (const std::string& id : phone_ids) open_.emplace(id, "");
}

void CommandBook::AddRequests(const v1::JobGroup& group) {
  request_ids_.insert(request_ids_.end(), group.request_ids().begin(), group.request_ids().end());
}

void CommandBook::TakeGroup(const v1::JobGroup& group) {
  for (const v1::Refusal& refusal : group.refused()) {
    v1::CommandResult result;
    *result.mutable_error() = refusal.error();
    Close(refusal.phone_id(), std::move(result));
  }
  for (const v1::Job& job : group.jobs()) {
    const auto open = open_.find(job.phone_id());
    if (open == open_.end()) continue;
    open->second = job.job_id();
    phones_[job.job_id()] = job.phone_id();
    TakeJob(job);
  }
}

void CommandBook::TakeJob(const v1::Job& job) {
  const auto phone = phones_.find(job.job_id());
  if (phone == phones_.end() || !IsFinal(job)) return;
  v1::CommandResult result;
  result.set_output(job.output());
  result.set_truncated(job.output().size() >= kMostOutputBytes);
  if (job.has_error()) *result.mutable_error() = job.error();
  const std::string phone_id = phone->second;
  phones_.erase(phone);
  Close(phone_id, std::move(result));
}

void CommandBook::Fail(absl::Span<const std::string> phone_ids, const google::rpc::Status& error) {
  v1::CommandResult result;
  *result.mutable_error() = error;
  for (const std::string& id : phone_ids) Close(id, result);
}

void CommandBook::FailRest(const google::rpc::Status& error) {
  std::vector<std::string> rest;
  for (const auto& [phone_id, job_id] : open_) rest.push_back(phone_id);
  Fail(rest, error);
}

void CommandBook::Close(const std::string& phone_id, v1::CommandResult result) {
  const auto open = open_.find(phone_id);
  if (open == open_.end()) return;
  result.set_phone_id(phone_id);
  result.set_job_id(open->second);
  open_.erase(open);
  untold_.push_back(std::move(result));
}

v1::ExecuteCommandResponse CommandBook::TakeMessage() {
  v1::ExecuteCommandResponse message;
  for (; told_requests_ < request_ids_.size(); ++told_requests_)
    message.add_request_ids(request_ids_[told_requests_]);
  while (!untold_.empty() && message.results_size() < kMostResults) {
    *message.add_results() = std::move(untold_.front());
    untold_.pop_front();
  }
  return message;
}

void CommandBook::ForgetUntold() {
  told_requests_ = request_ids_.size();
  untold_.clear();
}

}  // namespace cloudphone
