#include "service/agent/rpc/agent_services.h"

#include <string>
#include <utility>

#include "cloudphone/agent/v1/agent_service.grpc.pb.h"
#include "cloudphone/agent/v1/audio_service.grpc.pb.h"
#include "cloudphone/agent/v1/device_service.grpc.pb.h"
#include "cloudphone/agent/v1/input_service.grpc.pb.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/audio_rpcs.h"
#include "service/agent/rpc/device_rpcs.h"
#include "service/agent/rpc/input_rpcs.h"
#include "service/agent/rpc/unary.h"

namespace cloudphone {
namespace {

// The engine's own words, as far as they are plain: nothing promises that they are UTF-8, without which
// clients of other languages refuse the message.
std::string Plain(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return text;
}

class AgentRpcs final : public agent::v1::AgentService::CallbackService {
 public:
  explicit AgentRpcs(const AgentContext& services) : services_(services) {}

  grpc::ServerUnaryReactor* GetAgentInfo(grpc::CallbackServerContext* context,
                                         const agent::v1::GetAgentInfoRequest* request,
                                         agent::v1::GetAgentInfoResponse* response) override {
    const CallLine line(*context, agent::v1::AgentService::service_full_name(), "GetAgentInfo",
                        request->phone_id());
    const auto phone = Admit(*services_.phones, *context, request->phone_id());
    if (!phone.ok()) return FinishUnary(context, line, phone.status());
    EngineDescription engine = (*phone)->engine().Describe();
    response->set_agent_version(CLOUDPHONE_VERSION);
    response->set_engine_version(Plain(std::move(engine.version)));
    response->set_engine_features(Plain(std::move(engine.features_json)));
    response->set_has_audio(engine.has_audio);
    response->set_has_touch(engine.has_touch);
    response->set_has_keys(engine.has_keys);
    for (std::string& symbol : engine.symbols) response->add_symbols(Plain(std::move(symbol)));
    for (std::string& missing : engine.missing) response->add_missing(Plain(std::move(missing)));
    return FinishUnary(context, line, absl::OkStatus());
  }

 private:
  const AgentContext& services_;
};

}  // namespace

AgentServices::AgentServices(const AgentContext& context) : context_(context) {
  const auto add = [this](const char* name, std::unique_ptr<grpc::Service> service) {
    named_.push_back({service.get(), name});
    services_.push_back(std::move(service));
  };
  add(agent::v1::AgentService::service_full_name(), std::make_unique<AgentRpcs>(context_));
  add(agent::v1::AudioService::service_full_name(), MakeAudioService(context_));
  add(agent::v1::InputService::service_full_name(), MakeInputService(context_));
  add(agent::v1::DeviceService::service_full_name(), MakeDeviceService(context_));
}

AgentServices::~AgentServices() = default;

}  // namespace cloudphone
