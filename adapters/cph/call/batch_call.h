#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_BATCH_CALL_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_BATCH_CALL_H_

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "adapters/cph/call/call_attempts.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/runtime/mutex.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// A call on many targets, made as several upstream calls of at most max_targets each, whose answers are
// merged. Every target ends in exactly one of the rows and the refusals of the answer:
//   - an upstream call that was refused as a whole refuses its targets, with its status; one that was refused
//   because
//     it names too many is halved, down to one target;
//   - what the deadline, a cancel or the throttling of another part kept back is refused with reason
//   NOT_SENT.
// The RPC fails when no upstream call was accepted: with an unknown outcome if there is one, else the first
// failure.
class BatchCall final : public CphCall, public std::enable_shared_from_this<BatchCall> {
 public:
  static std::shared_ptr<BatchCall> Start(const CallRoute& route, CallInputs inputs, CallDone done);

  void Cancel() override;

  // For Start().
  BatchCall(const CallRoute& route, CallInputs inputs, CallDone done);

 private:
  // Targets by their places in the request, in their order.
  using Part = std::vector<int>;

  void SendParts();
  bool TakePart(Part* part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<const google::protobuf::Message> RequestFor(const Part& part) const;
  // The message of a response that holds its rows and refusals.
  google::protobuf::Message* AnswerIn(google::protobuf::Message* response) const;
  void OnPart(const Part& part, const CallResult& result);
  void TakeFailure(const Part& part, const CallResult& result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Halve(const Part& part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Refuses all that still waits to be sent, now and later.
  void HoldBack(const absl::Status& cause) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Refuse(const Part& part, const google::rpc::Status& error) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndIfDone();

  google::protobuf::Message* AnswerOf(const Part& part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const CallRoute route_;
  const CallInputs inputs_;
  const TargetPlan& plan_;
  const std::vector<std::string> targets_;
  const std::unique_ptr<google::protobuf::Message> without_targets_;
  CallDone done_;  // Only the one who ends the call touches it.

  Mutex mutex_;
  std::deque<Part> unsent_ ABSL_GUARDED_BY(mutex_);
  size_t most_targets_ ABSL_GUARDED_BY(mutex_);  // In one part; shrinks when parts are halved.
  // What became of each part, by its first target: the order of the request.
  std::map<int, std::unique_ptr<google::protobuf::Message>> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<CphCall>> calls_ ABSL_GUARDED_BY(mutex_);  // Those that were sent.
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status held_back_ ABSL_GUARDED_BY(mutex_);  // Why nothing more is sent, or OK.
  bool accepted_ ABSL_GUARDED_BY(mutex_) = false;   // An upstream call was.
  absl::Status first_failure_ ABSL_GUARDED_BY(mutex_);
  absl::Status unknown_outcome_ ABSL_GUARDED_BY(mutex_);
  AnswerInfo info_ ABSL_GUARDED_BY(mutex_);  // Of the last answer.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_BATCH_CALL_H_
