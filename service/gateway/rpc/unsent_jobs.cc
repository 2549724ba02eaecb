#include "service/gateway/rpc/unsent_jobs.h"

#include <utility>

#include "cloudphone/v1/job_service.pb.h"
#include "grpcpp/support/slice.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

// The bytes of the update itself, which lives until gRPC has sent them.
grpc::ByteBuffer ShareWire(SharedUpdate update) {
  const std::string& wire = update->wire();
  auto* owner = new SharedUpdate(std::move(update));
  const grpc::Slice slice(
      const_cast<char*>(wire.data()), wire.size(),
      [](void* held) { delete static_cast<SharedUpdate*>(held); }, owner);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

void UnsentJobs::Add(const SharedUpdate& update) {
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

void UnsentJobs::Clear() {
  only_.reset();
  merged_.reset();
}

grpc::ByteBuffer UnsentJobs::Take() {
  if (only_ != nullptr) return ShareWire(std::exchange(only_, nullptr));
  v1::WatchJobsResponse response;
  merged_->WriteTo(&response);
  merged_.reset();
  return SerializeMessage(response);
}

}  // namespace cloudphone
