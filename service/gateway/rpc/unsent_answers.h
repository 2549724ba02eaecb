#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_ANSWERS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_ANSWERS_H_

#include <cstddef>
#include <deque>

#include "cloudphone/agent/v1/input_service.pb.h"
#include "grpcpp/support/byte_buffer.h"

namespace cloudphone {

// The answers of a session of input that its client has not read yet. The client's messages are field for
// field the agents', so an agent's answer goes out as it is. Not thread-safe.
class UnsentAnswers {
 public:
  // While so many wait the session reads no more of its agent, nor of its client. Acks are cumulative: one
  // after another takes its place.
  static constexpr size_t kMost = 64;

  struct Message {
    grpc::ByteBuffer buffer;
    bool is_ack = false;
    const grpc::ByteBuffer& bytes() const { return buffer; }
  };

  void Add(const agent::v1::ControlInputResponse& answer);
  // Of OpenInputSession only; none where anything else says that the stream is alive.
  void AddHeartbeat();

  bool full() const { return waiting_.size() >= kMost; }
  bool empty() const { return waiting_.empty(); }
  Message Take();
  void Clear() { waiting_.clear(); }

 private:
  std::deque<Message> waiting_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_ANSWERS_H_
