#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/http/http_transport.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// What a finished exchange told beside its message, for the log.
struct AnswerInfo {
  std::string upstream_request_id;
  int unknown_fields = 0;   // JSON keys that the contract has no field for.
  int http_status = 0;      // 0: there was no answer.
  bool maybe_sent = false;  // Whether a byte of the request may have left.
  // The whole call was refused because it names more targets than the upstream takes at once.
  bool too_many_targets = false;
  std::string failure;  // Why there was no answer, for the operator; holds no secret.
  // How long the upstream wants to be left alone: by Retry-After, or by the window of its limit.
  absl::optional<absl::Duration> asked_wait;
};

// Turns the end of an exchange into the response of the RPC. `request` is what was sent, `whole` what the
// caller asked for, of which it may be a part: errors name the fields of `whole`. `response` is an empty
// message of the response type; `result` is used up. The status is that of the call: OK, or one with rich
// details.
absl::Status ReadAnswer(const CallBinding& binding, const google::protobuf::Message& request,
                        const google::protobuf::Message& whole, HttpResult result,
                        google::protobuf::Message* response, AnswerInfo* info);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_
