#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_RAW_SERVICE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_RAW_SERVICE_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/gateway/rpc/unary_call.h"

namespace cloudphone {

// How an RPC that is composed in code begins.
using StartUnary = grpc::ServerUnaryReactor* (*)(const CallServices&, grpc::CallbackServerContext*,
                                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
using StartStream = grpc::ServerWriteReactor<grpc::ByteBuffer>* (*)(const CallServices&,
                                                                    grpc::CallbackServerContext*,
                                                                    const grpc::ByteBuffer* request);
using StartBidiStream =
    grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* (*)(const CallServices&,
                                                                     grpc::CallbackServerContext*);

// A service of the contract, such as v1::PhoneService, served from bytes to bytes: an RPC with a binding is
// served by its upstream call, the others by what Serve() is told. What gRPC's generated
// WithRawCallbackMethod_X does for one RPC by name is done here for all of them by their descriptors.
template <typename Contract>
class RawService final : public Contract::Service {
 public:
  // `services` outlives the server.
  explicit RawService(const CallServices& services)
      : services_(services),
        descriptor_(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
            Contract::service_full_name())) {
    for (int i = 0; i < descriptor_->method_count(); ++i) {
      const CallBinding* binding = services.bindings->Find(descriptor_->method(i)->input_type());
      if (binding == nullptr) continue;
      MarkUnary(i, [this, binding](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) {
        return StartUnaryCall(services_, *binding, context, request, response);
      });
    }
  }

  // Says how the RPC of that name, which has no binding, is served.
  void Serve(const char* name, StartUnary start) {
    MarkUnary(IndexOf(name), [this, start](grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
      return start(services_, context, request, response);
    });
  }
  void Serve(const char* name, StartStream start) {
    const int index = IndexOf(name);
    served_.insert(index);
    this->MarkMethodRawCallback(
        index, new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                   [this, start](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
                     return start(services_, context, request);
                   }));
  }

  void Serve(const char* name, StartBidiStream start) {
    const int index = IndexOf(name);
    served_.insert(index);
    this->MarkMethodRawCallback(
        index,
        new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
            [this, start](grpc::CallbackServerContext* context) { return start(services_, context); }));
  }

  // An error that names the first RPC that nothing serves.
  absl::Status CheckComplete() const {
    for (int i = 0; i < descriptor_->method_count(); ++i) {
      if (!served_.contains(i))
        return absl::InternalError(absl::StrCat(descriptor_->method(i)->full_name(), ": nothing serves it"));
    }
    return absl::OkStatus();
  }

 private:
  template <typename Start>
  void MarkUnary(int index, Start start) {
    served_.insert(index);
    this->MarkMethodRawCallback(
        index,
        new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(std::move(start)));
  }
  int IndexOf(const char* name) const { return descriptor_->FindMethodByName(name)->index(); }

  const CallServices& services_;
  const google::protobuf::ServiceDescriptor* const descriptor_;
  absl::flat_hash_set<int> served_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_RAW_SERVICE_H_
