#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_READER_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_READER_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "adapters/cph/binding/message_plan.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace cloudphone {

// Deepest nesting of objects and arrays that is read; the vendor's answers need six.
constexpr int kMaxJsonDepth = 32;

// What stands beside the fields of the top-level object.
struct JsonEnvelope {
  std::string request_id;
  std::string error_code;
  std::string error_message;
  std::string next_marker;  // Of page_info: where the next page begins.
  int unknown_fields = 0;   // Keys that no field of ours takes, at any depth.
};

// Makes the error of an object that has error_code and error_msg (FORM_ERROR); `owner` holds its other
// fields.
using MakeError = absl::FunctionRef<google::rpc::Status(absl::string_view code, absl::string_view message,
                                                        const google::protobuf::Message& owner)>;

// Reads the vendor's JSON object straight into `message`, by the tables of `plan`, without a tree in between.
// `body` is used as working space and is garbage afterwards. null, "" and absent read alike; unknown keys are
// skipped and counted; keys may come in any order. Returns "" or what is wrong, in our words, without
// anything of the body: broken JSON, broken UTF-8, nesting over kMaxJsonDepth, a value that cannot be what
// its field is. The message then holds what came before.
std::string ReadJson(std::string* body, const MessagePlan& plan, MakeError make_error,
                     google::protobuf::Message* message, JsonEnvelope* envelope);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_JSON_READER_H_
