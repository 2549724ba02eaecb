#include "service/agent/rpc/input_rpcs.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/control_input_stream.h"
#include "service/agent/rpc/unary.h"

namespace cloudphone {
namespace {

constexpr int kMaxEvents = 64;

absl::StatusOr<std::vector<ClientEvent>> ReadEvents(const agent::v1::SendInputRequest& request) {
  if (request.first_seq() == 0) return WrongField("WRONG_FIELD", "first_seq", "numbers begin with 1");
  if (request.events_size() == 0 || request.events_size() > kMaxEvents)
    return WrongField("WRONG_FIELD", "events", absl::StrCat("not within 1 and ", kMaxEvents));
  std::vector<ClientEvent> events;
  for (const agent::v1::InputEvent& event : request.events()) {
    if (event.has_touch()) {
      events.emplace_back(event.touch());
    } else if (event.has_key()) {
      events.emplace_back(event.key());
    } else {
      return WrongField("WRONG_FIELD", absl::StrCat("events[", events.size(), "].kind"), "is not set");
    }
  }
  return events;
}

class InputRpcs final : public agent::v1::InputService::CallbackService {
 public:
  explicit InputRpcs(const AgentContext& services) : services_(services) {}

  grpc::ServerBidiReactor<agent::v1::ControlInputRequest, agent::v1::ControlInputResponse>* ControlInput(
      grpc::CallbackServerContext* context) override {
    return StartControlInput(services_, context);
  }

  grpc::ServerUnaryReactor* SendInput(grpc::CallbackServerContext* context,
                                      const agent::v1::SendInputRequest* request,
                                      agent::v1::SendInputResponse* response) override {
    const CallLine line(*context, agent::v1::InputService::service_full_name(), "SendInput",
                        request->phone_id());
    return FinishUnary(context, line, Send(context, *request, response));
  }

 private:
  absl::Status Send(grpc::CallbackServerContext* context, const agent::v1::SendInputRequest& request,
                    agent::v1::SendInputResponse* response) {
    const auto phone = Admit(*services_.phones, *context, request.phone_id());
    if (!phone.ok()) return phone.status();
    absl::StatusOr<std::vector<ClientEvent>> events = ReadEvents(request);
    if (!events.ok()) return events.status();
    const absl::StatusOr<uint64_t> received =
        (*phone)->input()->Send(request.session_id(), request.first_seq(), *std::move(events));
    if (received.ok()) response->set_received_seq(*received);
    return received.status();
  }

  const AgentContext& services_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeInputService(const AgentContext& context) {
  return std::make_unique<InputRpcs>(context);
}

}  // namespace cloudphone
