#include "service/gateway/rpc/send_input_call.h"

#include "cloudphone/v1/input_service.pb.h"
#include "service/gateway/rpc/forwarded_call.h"

namespace cloudphone {

grpc::ServerUnaryReactor* StartSendInput(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.InputService/SendInput",
                                    "/cloudphone.agent.v1.InputService/SendInput",
                                    &v1::SendInputRequest::default_instance()};
  return StartForwardedCall(services, kRpc, context, request, response);
}

}  // namespace cloudphone
