#include "service/gateway/rpc/checked_request.h"

#include "adapters/cph/call/request_check.h"
#include "service/gateway/rpc/call_context.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {

absl::Status ReadCheckedRequest(const BindingTable& bindings, const grpc::ByteBuffer& bytes,
                                google::protobuf::Message* request) {
  if (!ParseMessage(bytes, request)) return MalformedRequest(request->GetDescriptor()->name());
  const MessagePlan* plan = bindings.RequestPlan(request->GetDescriptor());
  return ViolationStatus(CheckFields(*plan, *request));
}

}  // namespace cloudphone
