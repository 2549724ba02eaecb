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
    Scratch& one = scratch.messages_[binding.method->output_type()];
    if (one.message == nullptr || one.IsTooLarge()) one.message.reset(binding.response_prototype->New());
    one.message->Clear();
    return one.message.get();
  }

 private:
  // A message keeps the memory of its largest answer, up to this.
  static constexpr size_t kKeptBytes = 1 << 20;
  // Its size is looked at now and then, for that takes a walk through all of it.
  static constexpr int kUsesBetweenLooks = 64;

  struct Scratch {
    std::unique_ptr<google::protobuf::Message> message;
    int uses = 0;

    bool IsTooLarge() { return ++uses % kUsesBetweenLooks == 0 && message->SpaceUsedLong() > kKeptBytes; }
  };

  absl::flat_hash_map<const google::protobuf::Descriptor*, Scratch> messages_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_SCRATCH_RESPONSES_H_
