#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_SCRATCH_RESPONSES_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_SCRATCH_RESPONSES_H_

#include <cstddef>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// One response message of each type for each thread, used again and again: its strings keep their memory.
class ScratchResponses {
 public:
  // An empty response of the call; this thread's until it asks for the next of the type.
  static google::protobuf::Message* Get(const CallBinding& binding) {
    thread_local ScratchResponses scratch;
    std::unique_ptr<google::protobuf::Message>& message = scratch.messages_[binding.method->output_type()];
    if (message == nullptr || message->SpaceUsedLong() > kKeptBytes)
      message.reset(binding.response_prototype->New());
    message->Clear();
    return message.get();
  }

 private:
  // A message keeps the memory of its largest answer, up to this.
  static constexpr size_t kKeptBytes = 1 << 20;

  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<google::protobuf::Message>>
      messages_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_SCRATCH_RESPONSES_H_
