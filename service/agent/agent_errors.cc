#include "service/agent/agent_errors.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/media_engine/engine_status.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

constexpr absl::Duration kSoon = absl::Milliseconds(500);

RichError MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  RichError error;
  error.code = static_cast<google::rpc::Code>(code);
  error.reason = std::string(reason);
  error.message = std::string(message);
  return error;
}

}  // namespace

absl::Status WrongField(absl::string_view reason, absl::string_view field, absl::string_view what) {
  RichError error = MakeError(absl::StatusCode::kInvalidArgument, reason, absl::StrCat(field, ": ", what));
  error.violations.push_back({std::string(field), std::string(what)});
  return ToStatus(error);
}

absl::Status NotFound(absl::string_view reason, absl::string_view type, absl::string_view name,
                      absl::string_view message) {
  RichError error = MakeError(absl::StatusCode::kNotFound, reason, message);
  error.resource_type = std::string(type);
  error.resource_name = std::string(name);
  return ToStatus(error);
}

absl::Status WrongState(absl::string_view reason, absl::string_view subject, absl::string_view message) {
  RichError error = MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
  error.precondition_subject = std::string(subject);
  return ToStatus(error);
}

absl::Status TooMany(absl::string_view reason, absl::string_view subject, absl::string_view message) {
  RichError error = MakeError(absl::StatusCode::kResourceExhausted, reason, message);
  error.quota_subject = std::string(subject);
  error.retry_delay = kSoon;
  return ToStatus(error);
}

absl::Status AgentRefusal(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  RichError error = MakeError(code, reason, message);
  if (code == absl::StatusCode::kUnavailable) error.retry_delay = kSoon;
  return ToStatus(error);
}

absl::Status EngineFailure(const absl::Status& engine) {
  if (engine.ok()) return engine;
  const bool lacks = absl::IsUnimplemented(engine);
  RichError error =
      MakeError(engine.code(), lacks ? "ENGINE_LACKS_FUNCTION" : "ENGINE_REFUSED", engine.message());
  if (const absl::optional<int> code = EngineCodeOf(engine))
    error.metadata["engine_code"] = absl::StrCat(*code);
  if (std::string field = FieldOf(engine); !field.empty())
    error.violations.push_back({std::move(field), std::string(engine.message())});
  return ToStatus(error);
}

absl::Status AgentDraining() {
  return AgentRefusal(absl::StatusCode::kUnavailable, "AGENT_DRAINING", "the agent is about to end");
}

}  // namespace cloudphone
