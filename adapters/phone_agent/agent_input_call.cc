#include "adapters/phone_agent/agent_input_call.h"

#include <utility>

#include "cloudphone/agent/v1/input_service.grpc.pb.h"

namespace cloudphone {
namespace {

// What a call needs until it is over.
struct Call {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<agent::v1::InputService::Stub> stub;
  std::shared_ptr<grpc::ClientContext> context;
  agent::v1::SendInputRequest request;
  agent::v1::SendInputResponse response;
  AgentSendInputDone done;
};

}  // namespace

std::shared_ptr<grpc::ClientContext> AgentSendInput(const AgentLink& link,
                                                    const agent::v1::SendInputRequest& request,
                                                    absl::Time deadline, AgentSendInputDone done) {
  auto call = std::make_shared<Call>();
  call->channel = link.channel;
  call->stub = agent::v1::InputService::NewStub(link.channel);
  call->context = std::make_shared<grpc::ClientContext>();
  call->request = request;
  call->done = std::move(done);
  PrepareContext(link, call->context.get());
  if (deadline != absl::InfiniteFuture()) call->context->set_deadline(absl::ToChronoTime(deadline));
  const std::shared_ptr<grpc::ClientContext> context = call->context;
  call->stub->async()->SendInput(
      context.get(), &call->request, &call->response,
      [call](const grpc::Status& status) { std::move(call->done)(status, call->response); });
  return context;
}

}  // namespace cloudphone
