#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_FORWARDED_CALL_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_FORWARDED_CALL_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// A unary RPC that the agent of a phone answers: request and response are field for field the agent's, and
// the request has the phone as `phone_id`.
struct ForwardedRpc {
  // Changes an answer; runs at most once.
  using Amend = absl::AnyInvocable<void(grpc::ByteBuffer*) &&>;

  const char* method;                        // "/cloudphone.v1.DeviceService/TakeScreenshot"
  const char* agent_method;                  // "/cloudphone.agent.v1.DeviceService/TakeScreenshot"
  const google::protobuf::Message* request;  // Any message of the request's type.
  // What this gateway has to change in the answer, by what it knows before it asks; null: nothing.
  Amend (*amends)(const CallServices&, Account*, const std::string& phone_id) = nullptr;
};

// Serves one call by its twin of the agent: checks the request by the contract, finds the phone's agent, and
// hands bytes on, unread. `services` and `rpc` outlive the server. Returns the reactor for gRPC, which owns
// it.
grpc::ServerUnaryReactor* StartForwardedCall(const CallServices& services, const ForwardedRpc& rpc,
                                             grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_FORWARDED_CALL_H_
