#include "adapters/phone_agent/agent_unary_call.h"

#include <utility>

#include "grpcpp/generic/generic_stub.h"

namespace cloudphone {

std::shared_ptr<AgentUnaryCall> AgentUnaryCall::Start(const AgentLink& link, const char* method,
                                                      const grpc::ByteBuffer& request, absl::Time deadline,
                                                      Done done) {
  std::shared_ptr<AgentUnaryCall> call(new AgentUnaryCall(link, request, std::move(done)));
  if (deadline != absl::InfiniteFuture()) call->context_.set_deadline(absl::ToChronoTime(deadline));
  grpc::GenericStub stub(link.channel);
  stub.UnaryCall(&call->context_, method, grpc::StubOptions(), &call->request_, &call->response_,
                 [call](const grpc::Status& status) {
                   Done done = std::move(call->done_);  // What it holds may hold the call.
                   std::move(done)(status, call->response_);
                 });
  return call;
}

}  // namespace cloudphone
