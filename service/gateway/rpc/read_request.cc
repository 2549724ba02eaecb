#include "service/gateway/rpc/read_request.h"

#include "adapters/cph/call/request_check.h"
#include "service/gateway/rpc/call_context.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {

absl::Status ReadRequest(const BindingTable& bindings, const grpc::ByteBuffer& bytes,
                         google::protobuf::Message* request) {
  if (!ParseMessage(bytes, request)) return MalformedRequest(request->GetDescriptor()->name());
  return ViolationStatus(CheckFields(*bindings.RequestPlan(request->GetDescriptor()), *request));
}

}  // namespace cloudphone
