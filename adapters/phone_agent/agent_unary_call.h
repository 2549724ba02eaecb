#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_UNARY_CALL_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_UNARY_CALL_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/phone_agent/agent_link.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// A unary call to an agent, from bytes to bytes. Lives until its end by itself.
class AgentUnaryCall {
 public:
  // Runs once, on a gRPC thread, never inside Start(), and must not wait. The bytes are those of the response
  // where the status is OK.
  using Done = absl::AnyInvocable<void(const grpc::Status&, const grpc::ByteBuffer&) &&>;

  // Calls `method`, such as "/cloudphone.agent.v1.DeviceService/TakeScreenshot". An agent that is not there
  // ends the call at once.
  static std::shared_ptr<AgentUnaryCall> Start(const AgentLink& link, const char* method,
                                               const grpc::ByteBuffer& request, absl::Time deadline,
                                               Done done);

  // Breaks the call off; `done` still runs. Does nothing to one that is over. Thread-safe.
  void Cancel() { context_.TryCancel(); }

 private:
  AgentUnaryCall(const AgentLink& link, const grpc::ByteBuffer& request, Done done)
      : channel_(link.channel), request_(request), done_(std::move(done)) {
    PrepareContext(link, &context_);
  }

  const std::shared_ptr<grpc::Channel> channel_;  // Goes after the context.
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Done done_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_UNARY_CALL_H_
