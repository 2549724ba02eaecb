#ifndef CLOUDPHONE_TESTS_UNIT_SERVING_SERVING_CLIENT_H_
#define CLOUDPHONE_TESTS_UNIT_SERVING_SERVING_CLIENT_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// A channel with a connection of its own.
std::shared_ptr<grpc::Channel> Connect(
    const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials = grpc::InsecureChannelCredentials());

// Calls any method with one message of bytes, for at most ten seconds.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request);

// What health says of `service`: "SERVING", "NOT_SERVING", or the name of the call's code, such as
// "UNAVAILABLE".
std::string AskHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service = "");

// Whether the server describes its services.
bool HasReflection(const std::shared_ptr<grpc::Channel>& channel);

// A watch of health that stays open.
class HealthWatch {
 public:
  HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service);
  ~HealthWatch();

  // Waits for what health says next: as AskHealth(), "" when the watch has ended.
  std::string Next();

 private:
  bool Wait();  // For the operation under way; whether it succeeded.

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_SERVING_SERVING_CLIENT_H_
