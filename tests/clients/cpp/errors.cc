#include "errors.h"

#include "google/rpc/code.pb.h"
#include "google/rpc/error_details.pb.h"

google::rpc::Status RichStatus(const grpc::Status& failure) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(failure.error_details()) || rich.code() == 0) {
    rich.set_code(failure.error_code());
    rich.set_message(failure.error_message());
  }
  return rich;
}

std::string Explain(const google::rpc::Status& failure) {
  std::string line = google::rpc::Code_Name(failure.code()) + ":";
  google::rpc::ErrorInfo info;
  google::rpc::ResourceInfo resource;
  google::rpc::BadRequest bad;
  google::rpc::RetryInfo retry;
  for (const google::protobuf::Any& detail : failure.details()) {
    if (detail.UnpackTo(&info)) {
      line += " " + info.reason();
    } else if (detail.UnpackTo(&resource)) {
      line += " (" + resource.resource_type() + " " + resource.resource_name() + ")";
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) line += " [" + violation.field() + "]";
    } else if (detail.UnpackTo(&retry)) {
      line += " (again in " + std::to_string(retry.retry_delay().seconds()) + " s)";
    }
  }
  return line + " " + failure.message();
}

std::optional<std::chrono::milliseconds> PauseAfter(const grpc::Status& failure) {
  if (failure.error_code() != grpc::StatusCode::UNAVAILABLE) return std::nullopt;
  const google::rpc::Status rich = RichStatus(failure);
  google::rpc::RetryInfo retry;
  for (const google::protobuf::Any& detail : rich.details()) {
    if (detail.UnpackTo(&retry)) {
      const auto& delay = retry.retry_delay();
      return std::chrono::milliseconds(delay.seconds() * 1000 + delay.nanos() / 1'000'000);
    }
  }
  return std::nullopt;
}
