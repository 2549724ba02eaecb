#include "service/agent/rpc/input_answers.h"

#include "adapters/status/rich_status.h"
#include "service/agent/agent_errors.h"

namespace cloudphone {
namespace {

using Response = agent::v1::ControlInputResponse;

void SetDuration(absl::Duration duration, google::protobuf::Duration* field) {
  field->set_seconds(absl::ToInt64Seconds(duration));
  field->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration % absl::Seconds(1))));
}

}  // namespace

Response StartedAnswer(const std::string& session_id, absl::Duration lease) {
  Response response;
  response.mutable_started()->set_session_id(session_id);
  SetDuration(lease, response.mutable_started()->mutable_lease());
  return response;
}

Response AckAnswer(uint64_t seq, absl::Duration inject_delay) {
  Response response;
  response.mutable_ack()->set_acked_seq(seq);
  SetDuration(inject_delay, response.mutable_ack()->mutable_inject_delay());
  return response;
}

Response ErrorAnswer(uint64_t seq, const absl::Status& error) {
  Response response;
  response.mutable_error()->set_seq(seq);
  *response.mutable_error()->mutable_error() = FromStatus(error);
  return response;
}

Response LostAnswer(v1::ControlLostCause cause) {
  Response response;
  response.mutable_lost()->set_cause(cause);
  return response;
}

absl::Status ControlLostStatus(v1::ControlLostCause cause) {
  return AgentRefusal(absl::StatusCode::kAborted, "INPUT_CONTROL_LOST",
                      cause == v1::CONTROL_LOST_CAUSE_TAKEN_OVER
                          ? "another session took over"
                          : "nothing was heard of the session for too long");
}

}  // namespace cloudphone
