#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_SERVER_STREAM_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_SERVER_STREAM_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/phone_agent/agent_link.h"
#include "adapters/runtime/mutex.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// A stream of messages from an agent, as bytes, read one at a time: what is not read stays at the agent,
// which drops and counts. Lives until its end by itself. Thread-safe.
class AgentServerStream final : private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // What the stream tells, on gRPC's threads, one thing after the other; neither may wait.
  struct Events {
    absl::AnyInvocable<void(const grpc::ByteBuffer&)> on_message;
    absl::AnyInvocable<void(const grpc::Status&) &&> on_end;  // Once, after all else.
    bool reads_on = false;  // Whether each message is followed by the next without Next().
  };

  // Calls `method`, such as "/cloudphone.agent.v1.DeviceService/StreamLogcat", and asks for the first
  // message. Events may come before it returns.
  static std::shared_ptr<AgentServerStream> Start(const AgentLink& link, const char* method,
                                                  const grpc::ByteBuffer& request, absl::Time deadline,
                                                  Events events);

  // Asks for one more message, once after each.
  void Next();

  // Breaks the stream off: soon the end, before which a message that is there may still come. Does nothing to
  // one that is over.
  void Cancel();

 private:
  AgentServerStream(const AgentLink& link, const grpc::ByteBuffer& request, Events events);

  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  void ReadLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::shared_ptr<grpc::Channel> channel_;  // Goes after the context.
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  Events events_;
  std::shared_ptr<AgentServerStream> self_;  // gRPC's share, given up in OnDone.
  grpc::ByteBuffer message_;                 // Belongs to the read that is out.

  Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;  // Nothing more can be read.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_SERVER_STREAM_H_
