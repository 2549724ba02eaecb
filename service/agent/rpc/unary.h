#ifndef CLOUDPHONE_SERVICE_AGENT_RPC_UNARY_H_
#define CLOUDPHONE_SERVICE_AGENT_RPC_UNARY_H_

#include <utility>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/agent/agent_errors.h"
#include "service/agent/rpc/call_line.h"
#include "service/serving/call_registry.h"
#include "service/serving/grpc_call_ref.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {

// Answers a unary call at once.
inline grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext* context, const CallLine& line,
                                             const absl::Status& status) {
  line.Write(status);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

// A unary call that is answered later, on any thread; its response lives until then, also when the caller has
// gone. A drain waits for it.
class PendingUnary {
 public:
  PendingUnary(CallRegistry* calls, grpc::CallbackServerContext* context, CallLine line)
      : reactor_(context->DefaultReactor()),
        line_(std::move(line)),
        registration_(calls->AddUnary([ref = GrpcCallRef(*context)]() mutable { ref.Cancel(); })) {}

  // False when the agent takes no more calls.
  bool taken() const { return static_cast<bool>(registration_); }
  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  // Once.
  void Finish(const absl::Status& status) {
    line_.Write(status);
    reactor_->Finish(ToGrpcStatus(status));
    registration_ = {};
  }

 private:
  grpc::ServerUnaryReactor* reactor_;
  CallLine line_;
  CallRegistry::Registration registration_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_RPC_UNARY_H_
