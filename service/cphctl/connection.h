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

// Which gateway, and how to call it.
struct ConnectionOptions {
  std::string address = "127.0.0.1:50051";
  std::string ca_file;           // PEM; empty: plain text.
  std::string certificate_file;  // PEM, what to show a gateway that asks its clients; empty: nothing.
  std::string key_file;          // Its key.
  std::string account;           // Empty: the gateway's only one.
  std::chrono::seconds timeout{30};
};

// The gateway as the commands see it. Calls block.
class Connection {
 public:
  // A file that cannot be read is an error.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);

  // Every phone that the request's filters select, from all pages.
  absl::StatusOr<std::vector<v1::Phone>> ListPhones(v1::ListPhonesRequest filters);
  absl::StatusOr<v1::JobGroup> Restart(const std::vector<std::string>& phone_ids);
  // Calls `on_update` for each message of the watch. A gateway that drains ends the watch early: it is asked
  // for again.
  absl::Status Watch(const std::vector<std::string>& request_ids,
                     const std::function<void(const v1::WatchJobsResponse&)>& on_update);

 private:
  Connection(const ConnectionOptions& options, const std::shared_ptr<grpc::Channel>& channel);
  // Names the account.
  void Prepare(grpc::ClientContext* context) const;
  void SetDeadline(grpc::ClientContext* context) const;

  const ConnectionOptions options_;
  std::unique_ptr<v1::PhoneService::Stub> phones_;
  std::unique_ptr<v1::JobService::Stub> jobs_;
};

}  // namespace cloudphone::cphctl

#endif  // CLOUDPHONE_SERVICE_CPHCTL_CONNECTION_H_
