#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_CALL_REF_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_CALL_REF_H_

#include <memory>

#include "grpc/grpc.h"
#include "grpcpp/server_context.h"

namespace cloudphone {

// A share in a call, by which it can be broken off at any time, also when it is over and its context is gone.
class GrpcCallRef {
 public:
  explicit GrpcCallRef(grpc::ServerContextBase& context) : call_(context.c_call()) {
    grpc_call_ref(call_.get());
  }
  GrpcCallRef(GrpcCallRef&&) = default;

  // Any thread; does nothing to a call that is over.
  void Cancel() { grpc_call_cancel(call_.get(), nullptr); }

 private:
  struct Unref {
    void operator()(grpc_call* call) const { grpc_call_unref(call); }
  };
  std::unique_ptr<grpc_call, Unref> call_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_CALL_REF_H_
