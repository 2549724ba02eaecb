#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CALL_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CALL_H_

#include <functional>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "adapters/cph/call/answer_reader.h"
#include "cloudphone/v1/job.pb.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// How a call ended.
struct CallResult {
  absl::Status status;
  // Of the response type; empty or half read unless the status is OK. Belongs to the thread that runs the
  // callback and lives until it returns: copy, serialise or swap out what is to stay.
  google::protobuf::Message* response = nullptr;
  AnswerInfo info;  // Of the last exchange.
};

// Runs once, on the transport's loop thread or that of the timers, and must not wait.
using CallDone = absl::AnyInvocable<void(CallResult) &&>;

// What a caller may want to know before the end; each may be empty. They run like CallDone, any number of
// times, and none after it.
struct CallHooks {
  // A part of a batch was accepted; the end brings its jobs together with those of the others.
  std::function<void(const v1::JobGroup&)> on_part;
  // A call that waited for its turn has got it: it leaves now.
  std::function<void()> on_turn;
};

// A call on its way, whatever exchanges it takes.
class CphCall {
 public:
  virtual ~CphCall() = default;

  // Asks that it end early; its `done` still runs once, never in here. A write that may have left runs on.
  // Does nothing to a call that is over. Thread-safe.
  virtual void Cancel() = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CALL_H_
