#include "service/agent/agent_phone.h"

#include "service/agent/agent_errors.h"

namespace cloudphone {

AgentPhone::AgentPhone(AgentPhoneOptions options, MediaEngine* engine, DeviceFunctions* device,
                       Timers* timers)
    : options_(std::move(options)), engine_(engine), device_(device) {
  audio_ = AudioOwner::Make(engine, audio_thread_.get(), timers, options_.audio);
  input_ = InputControl::Make(engine, input_thread_.get(), timers, options_.input);
}

AgentPhone::~AgentPhone() { Close(AgentDraining()); }

void AgentPhone::Close(const absl::Status& why) {
  input_->Close(why);
  audio_->Close(why);
}

}  // namespace cloudphone
