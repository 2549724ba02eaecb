#include "service/gateway/rpc/unsent_jobs.h"

#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

grpc::ByteBuffer Encode(const JobUpdate& update) {
  v1::WatchJobsResponse response;
  WriteJobs(update.jobs(), update.progress(), &response);
  return SerializeMessage(response);
}

}  // namespace

WatchMessage::WatchMessage(const v1::WatchJobsResponse& response) : own_(SerializeMessage(response)) {}

const grpc::ByteBuffer& WatchMessage::bytes() const {
  return shared_ == nullptr ? own_ : shared_->Encoded<grpc::ByteBuffer>(&Encode);
}

void UnsentJobs::Add(const SharedUpdate& update) {
  heartbeat_.reset();
  if (empty()) {
    only_ = update;
    return;
  }
  if (merged_ == nullptr) {
    merged_ = std::make_unique<NewestJobs>();
    merged_->Add(*std::exchange(only_, nullptr));
  }
  merged_->Add(*update);
}

void UnsentJobs::Heartbeat(const v1::JobProgress* progress) {
  if (only_ != nullptr || merged_ != nullptr) return;
  auto heartbeat = std::make_unique<v1::WatchJobsResponse>();
  heartbeat->set_heartbeat(true);
  if (progress != nullptr) *heartbeat->mutable_progress() = *progress;
  heartbeat_ = std::move(heartbeat);
}

void UnsentJobs::Clear() {
  only_.reset();
  merged_.reset();
  heartbeat_.reset();
}

WatchMessage UnsentJobs::Take() {
  if (only_ != nullptr) return WatchMessage(std::exchange(only_, nullptr));
  if (heartbeat_ != nullptr) return WatchMessage(*std::exchange(heartbeat_, nullptr));
  v1::WatchJobsResponse response;
  merged_->WriteTo(&response);
  merged_.reset();
  return WatchMessage(response);
}

}  // namespace cloudphone
