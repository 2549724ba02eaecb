#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_AUDIO_STREAM_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_AUDIO_STREAM_H_

#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/agent/audio/unsent_audio.h"
#include "service/agent/rpc/agent_services.h"

namespace cloudphone {

// Serves StreamAudio, from bytes to bytes: a frame is serialised once for all who listen.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartAudioStream(const AgentContext& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request);

// The message's bytes, which stay shared, behind those of dropped_before: protobuf reads the two as one.
grpc::ByteBuffer ToWire(const UnsentAudio::Message& message);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_AUDIO_STREAM_H_
