#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_READ_REQUEST_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_READ_REQUEST_H_

#include "absl/status/status.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace cloudphone {

// Reads the request of an RPC that is composed in code, and checks its fields by the contract.
// INVALID_ARGUMENT that names what is wrong.
absl::Status ReadRequest(const BindingTable& bindings, const grpc::ByteBuffer& bytes,
                         google::protobuf::Message* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_READ_REQUEST_H_
