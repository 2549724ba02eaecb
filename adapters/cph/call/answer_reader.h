#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_

#include <string>

#include "absl/status/status.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/http/http_transport.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// What a finished exchange told beside its message, for the log.
struct AnswerInfo {
  std::string upstream_request_id;
  int unknown_fields = 0;  // JSON keys that the contract has no field for.
};

// Turns the end of an exchange into the response of the RPC. `response` is an empty message of the response
// type; `result` is used up. The status is that of the call: OK, or one with rich details.
absl::Status ReadAnswer(const CallBinding& binding, const google::protobuf::Message& request,
                        HttpResult result, google::protobuf::Message* response, AnswerInfo* info);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_ANSWER_READER_H_
