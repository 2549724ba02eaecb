#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_GESTURE_CALLS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_GESTURE_CALLS_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/call_context.h"

namespace cloudphone {

// Serve the gestures: by the phone's agent, or without one by the slow path where the caller allows it.
// `services` outlives the server. Return the reactor for gRPC, which owns it.
grpc::ServerUnaryReactor* StartTap(const CallServices& services, grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartSwipe(const CallServices& services, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartPressKey(const CallServices& services, grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* StartInputText(const CallServices& services, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_GESTURE_CALLS_H_
