#include "adapters/cph/call/cph_client.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "adapters/cph/call/request_check.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::Message;

// A scratch message keeps the memory of its largest answer, up to this.
constexpr size_t kKeptBytes = 1 << 20;

// One response message of each type for each loop thread, used again and again: its strings keep their
// memory.
class ScratchResponses {
 public:
  Message* Get(const CallBinding& binding) {
    std::unique_ptr<Message>& message = messages_[binding.method->output_type()];
    if (message == nullptr || message->SpaceUsedLong() > kKeptBytes)
      message.reset(binding.response_prototype->New());
    message->Clear();
    return message.get();
  }

 private:
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<Message>> messages_;
};

}  // namespace

CphClient::CphClient(const BindingTable* bindings, HttpTransport* transport, const Timers* clock,
                     Endpoint endpoint)
    : bindings_(bindings), transport_(transport), clock_(clock), endpoint_(std::move(endpoint)) {}

absl::Time CphClient::UpstreamDeadline(const CallBinding& binding, absl::Time deadline) const {
  const absl::Time now = clock_->Now();
  if (deadline == absl::InfiniteFuture()) return now + binding.default_timeout();
  const absl::Duration left = deadline - now;
  return deadline - std::min(left / 10, absl::Milliseconds(200));
}

absl::StatusOr<HttpTransport::CallId> CphClient::Call(std::shared_ptr<const Message> request,
                                                      absl::Time deadline, Done done) {
  const CallBinding* binding = bindings_->Find(request->GetDescriptor());
  if (binding == nullptr) return absl::InternalError("no upstream call is bound to this request");
  if (absl::Status checked = ViolationStatus(CheckCall(*binding, *request)); !checked.ok()) return checked;
  HttpRequest http = BuildRequest(*binding, *request, endpoint_);
  http.deadline = UpstreamDeadline(*binding, deadline);
  return transport_->Send(std::move(http), [binding, request = std::move(request),
                                            done = std::move(done)](HttpResult result) mutable {
    thread_local ScratchResponses scratch;
    CallResult call;
    call.response = scratch.Get(*binding);
    call.status = ReadAnswer(*binding, *request, std::move(result), call.response, &call.info);
    std::move(done)(std::move(call));
  });
}

}  // namespace cloudphone
