#include "service/gateway/rpc/unsent_answers.h"

#include <utility>

#include "cloudphone/v1/input_service.pb.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {

void UnsentAnswers::Add(const agent::v1::ControlInputResponse& answer) {
  if (answer.has_ack() && !waiting_.empty() && waiting_.back().is_ack) waiting_.pop_back();
  waiting_.push_back({SerializeMessage(answer), answer.has_ack()});
}

void UnsentAnswers::AddHeartbeat() {
  if (!waiting_.empty()) return;
  v1::OpenInputSessionResponse heartbeat;
  heartbeat.set_heartbeat(true);
  waiting_.push_back({SerializeMessage(heartbeat), false});
}

UnsentAnswers::Message UnsentAnswers::Take() {
  Message message = std::move(waiting_.front());
  waiting_.pop_front();
  return message;
}

}  // namespace cloudphone
