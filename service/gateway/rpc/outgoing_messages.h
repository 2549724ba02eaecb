#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_OUTGOING_MESSAGES_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_OUTGOING_MESSAGES_H_

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {

// What a stream sends to its caller: one write at a time, and the end after the last. What comes while a
// write is on its way waits in `Unsent`. Not thread-safe: stands under the lock of its stream. StartWrite and
// Finish may be called under that, since gRPC runs their reactions later and elsewhere.
//
// Unsent has:
//   bool empty() const;
//   Message Take();  // The next one; only where there is one. It has `const grpc::ByteBuffer& bytes()`.
//   void Clear();
template <typename Unsent>
class OutgoingMessages {
 public:
  explicit OutgoingMessages(Unsent unsent) : unsent_(std::move(unsent)) {}

  Unsent& unsent() { return unsent_; }

  // The stream is to end once all is sent; the first end counts.
  void End(absl::Status status) {
    if (!end_.has_value()) end_ = std::move(status);
  }
  bool has_end() const { return end_.has_value(); }
  // How it ends; only where it does.
  const absl::Status& end() const { return *end_; }

  // The caller has gone: nothing more is sent.
  void Gone() {
    unsent_.Clear();
    End(absl::CancelledError("the caller has gone"));
  }

  // For OnWriteDone.
  void WriteDone(bool ok) {
    writing_ = false;
    message_ = {};
    if (!ok) Gone();
  }

  // Sends what is unsent; when nothing is and the end is known, ends. To be called after whatever changes
  // either.
  template <typename Reactor>
  void WriteOrFinish(Reactor* reactor) {
    if (writing_ || finished_) return;
    if (!unsent_.empty()) {
      message_ = unsent_.Take();
      writing_ = true;
      ++written_;
      reactor->StartWrite(&message_.bytes());
    } else if (end_.has_value()) {
      finished_ = true;
      reactor->Finish(ToGrpcStatus(*end_));
    }
  }

  // How many messages went out.
  int64_t written() const { return written_; }

 private:
  Unsent unsent_;
  decltype(std::declval<Unsent>().Take()) message_;  // What is being written.
  bool writing_ = false;
  bool finished_ = false;
  int64_t written_ = 0;
  absl::optional<absl::Status> end_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_OUTGOING_MESSAGES_H_
