#ifndef CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_BOOK_H_
#define CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_BOOK_H_

#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "cloudphone/v1/job.pb.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// What became of each phone of a command so far, and what of it the caller has still to be told. Each phone
// gets one result, the first that is known, so there are never more than phones. Not thread-safe.
class CommandBook {
 public:
  // Opens the book for these phones, each once.
  void Begin(absl::Span<const std::string> phone_ids);

  // Upstream requests that were accepted.
  void AddRequests(const v1::JobGroup& group);
  // The jobs and refusals of an answer. Jobs that run are known by their ids from now on.
  void TakeGroup(const v1::JobGroup& group);
  // A newer state of a job; one that is not ours or does not end a wait is passed over.
  void TakeJob(const v1::Job& job);
  // Gives those of the phones that have no result yet this one.
  void Fail(absl::Span<const std::string> phone_ids, const google::rpc::Status& error);
  // The same for all that have none.
  void FailRest(const google::rpc::Status& error);

  // Whether every phone has its result.
  bool complete() const { return open_.empty(); }
  // All requests, in the order in which they were accepted.
  const std::vector<std::string>& request_ids() const { return request_ids_; }

  // Whether there is nothing to tell.
  bool told() const { return told_requests_ == request_ids_.size() && untold_.empty(); }
  // The next message of what is to be told; only where there is something.
  v1::ExecuteCommandResponse TakeMessage();
  // The caller has gone.
  void ForgetUntold();

 private:
  void Close(const std::string& phone_id, v1::CommandResult result);

  absl::flat_hash_map<std::string, std::string>
      open_;  // Phones without a result, and their jobs where known.
  absl::flat_hash_map<std::string, std::string> phones_;  // Of the jobs that run.
  std::vector<std::string> request_ids_;
  size_t told_requests_ = 0;
  std::deque<v1::CommandResult> untold_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_COMMANDS_COMMAND_BOOK_H_
