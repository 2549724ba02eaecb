#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_WIRE_MESSAGE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_WIRE_MESSAGE_H_

#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace cloudphone {

// Raw methods hand over bytes, so that messages can be parsed into and written from memory that we choose.

// Reads `bytes` into `message`. False when they are no such message, broken UTF-8 in a string included.
bool ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message* message);

// Writes `message` as one slice.
grpc::ByteBuffer SerializeMessage(const google::protobuf::Message& message);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_WIRE_MESSAGE_H_
