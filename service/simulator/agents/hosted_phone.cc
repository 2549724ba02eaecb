#include "service/simulator/agents/hosted_phone.h"

#include "absl/strings/str_cat.h"
#include "service/simulator/agents/shell_input.h"

namespace cloudphone::simulator {
namespace {

constexpr char kEngineTag[] = "CPHMediaEngine";
constexpr char kBootTag[] = "BootReceiver";
constexpr char kShellTag[] = "shell";

EngineCore::EventSink ToLog(std::shared_ptr<PhoneLog> log) {
  return [log = std::move(log)](const EngineEvent& event) {
    const bool is_wrong = event.kind == EngineEvent::Kind::kBadOrder;
    log->Write(is_wrong ? LogPriority::kWarning : LogPriority::kInfo, kEngineTag, ToLine(event));
  };
}

}  // namespace

HostedPhone::HostedPhone(const std::string& phone_id, const RunningPhone& phone, const std::string& token,
                         const HostedWith& with)
    : life_(phone.life),
      log_(std::make_shared<PhoneLog>(with.clock, with.executor)),
      engine_(EngineOptions(), with.timers, ToLog(log_)),
      device_(phone.name, with.clock, with.executor, &engine_, log_),
      agent_({phone_id, token, AudioOptions(), InputOptions()}, &engine_, &device_, with.timers) {
  log_->Write(LogPriority::kInfo, kBootTag, absl::StrCat(phone.name, " has started, boot ", phone.boot));
}

void HostedPhone::Close(const absl::Status& why) {
  agent_.Close(why);
  log_->Close(why);
}

void HostedPhone::OnCommand(const std::string& command) {
  log_->Write(LogPriority::kInfo, kShellTag, command);
  InjectCommand(command, &engine_);
}

}  // namespace cloudphone::simulator
