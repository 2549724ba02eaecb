#ifndef CLOUDPHONE_TESTS_INTEGRATION_GENERIC_CALL_H_
#define CLOUDPHONE_TESTS_INTEGRATION_GENERIC_CALL_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"

namespace cloudphone {

// Makes a unary call by the full name of its RPC, as a client without generated stubs does, and parses the
// answer into `response`.
absl::Status CallByName(const std::shared_ptr<grpc::Channel>& channel,
                        const google::protobuf::MethodDescriptor* method,
                        const google::protobuf::Message& request, google::protobuf::Message* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_INTEGRATION_GENERIC_CALL_H_
