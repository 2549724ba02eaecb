#include "service/serving/grpc_status.h"

#include <string>

#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

// Over about 8 KB of metadata the client sees RESOURCE_EXHAUSTED instead of the error.
constexpr size_t kMaxTrailerBytes = 4096;

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rich = FromStatus(status);
  // ErrorInfo comes first and stays.
  while (rich.details_size() > 1 && rich.ByteSizeLong() > kMaxTrailerBytes)
    rich.mutable_details()->RemoveLast();
  return {static_cast<grpc::StatusCode>(status.code()), rich.message(), rich.SerializeAsString()};
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) rich.Clear();
  rich.set_code(status.error_code());
  rich.set_message(status.error_message());
  return ToStatus(rich);
}

}  // namespace cloudphone
