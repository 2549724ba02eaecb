#ifndef CLOUDPHONE_SERVICE_CPHCTL_CONNECTION_H_
#define CLOUDPHONE_SERVICE_CPHCTL_CONNECTION_H_

#include <chrono>  // NOLINT(build/c++11)
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "cloudphone/v1/phone_service.grpc.pb.h"

namespace cloudphone::cphctl {

// The gateway as the commands see it. Calls block.
class Connection {
 public:
  Connection(const std::string& address, std::chrono::seconds timeout);

  // Every phone that the request's filters select, from all pages.
  absl::StatusOr<std::vector<v1::Phone>> ListPhones(v1::ListPhonesRequest filters);
  absl::StatusOr<v1::JobGroup> Restart(const std::vector<std::string>& phone_ids);
  // Calls `on_update` for each message of the watch. A gateway that drains ends the watch early: it is asked
  // for again.
  absl::Status Watch(const std::vector<std::string>& request_ids,
                     const std::function<void(const v1::WatchJobsResponse&)>& on_update);

 private:
  void SetDeadline(grpc::ClientContext* context) const;

  const std::chrono::seconds timeout_;
  std::unique_ptr<v1::PhoneService::Stub> phones_;
  std::unique_ptr<v1::JobService::Stub> jobs_;
};

}  // namespace cloudphone::cphctl

#endif  // CLOUDPHONE_SERVICE_CPHCTL_CONNECTION_H_
