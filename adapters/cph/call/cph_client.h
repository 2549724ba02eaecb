#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/cph/binding/call_binding.h"
#include "adapters/cph/call/answer_reader.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/http/http_transport.h"
#include "adapters/runtime/timers.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// How a call ended.
struct CallResult {
  absl::Status status;
  // Of the response type; empty or half read unless the status is OK. Belongs to the loop thread that runs
  // the callback and lives until it returns: copy, serialise or swap out what is to stay.
  google::protobuf::Message* response = nullptr;
  AnswerInfo info;
};

// Makes the vendor's REST calls of one account: checks, translates, sends, reads. Thread-safe. The bindings
// and the transport must outlive it and every call.
class CphClient {
 public:
  using Done = absl::AnyInvocable<void(CallResult) &&>;

  CphClient(const BindingTable* bindings, HttpTransport* transport, const Timers* clock, Endpoint endpoint);

  // Starts the call that the type of `request` is bound to (BindingTable::Find). A request that cannot go out
  // is an error at once, INVALID_ARGUMENT naming the field; `done` is then dropped. Otherwise `done` runs
  // exactly once, on the transport's loop thread, never inside Call(), and must not wait.
  //   deadline  of the caller; absl::InfiniteFuture() takes the binding's default. The upstream call gets
  //   what is left
  //             of it less a margin, so that the answer still reaches the caller.
  absl::StatusOr<HttpTransport::CallId> Call(std::shared_ptr<const google::protobuf::Message> request,
                                             absl::Time deadline, Done done);

  // Asks that a call end early; see HttpTransport::Cancel. A write that may have left runs on and still calls
  // `done`.
  void Cancel(HttpTransport::CallId id) { transport_->Cancel(id); }

  const BindingTable& bindings() const { return *bindings_; }

 private:
  absl::Time UpstreamDeadline(const CallBinding& binding, absl::Time deadline) const;

  const BindingTable* const bindings_;
  HttpTransport* const transport_;
  const Timers* const clock_;
  const Endpoint endpoint_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_CPH_CLIENT_H_
