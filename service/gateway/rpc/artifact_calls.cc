#include "service/gateway/rpc/artifact_calls.h"

#include "cloudphone/v1/artifact_service.pb.h"
#include "service/gateway/artifacts/staging.h"
#include "service/gateway/rpc/read_request.h"
#include "service/gateway/rpc/wire_message.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {
namespace {

// Makes the answer to a request that is in order.
template <typename Request, typename Response>
using Answer = absl::StatusOr<Response> (*)(const StagingArea&, const ObjectStore*, const Request&);

template <typename Request, typename Response>
absl::Status AnswerCall(const CallServices& services, const grpc::CallbackServerContext& context,
                        const grpc::ByteBuffer& bytes, Answer<Request, Response> answer,
                        grpc::ByteBuffer* out) {
  const absl::StatusOr<Account*> account = ChooseAccount(*services.accounts, context);
  if (!account.ok()) return account.status();
  Request request;
  if (absl::Status read = ReadRequest(*services.bindings, bytes, &request); !read.ok()) return read;
  const absl::StatusOr<Response> response = answer((*account)->staging(), (*account)->objects(), request);
  if (!response.ok()) return response.status();
  *out = SerializeMessage(*response);
  return absl::OkStatus();
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Serve(const CallServices& services, const char* method,
                                grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes,
                                Answer<Request, Response> answer, grpc::ByteBuffer* response) {
  const CallContext call = ReadCallContext(*services.clock, method, context);
  const absl::Status status = Outward(AnswerCall(services, *context, bytes, answer, response), call);
  LogCall(call, services.clock->Now(), status, {});
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* StartCreateUpload(const CallServices& services,
                                            grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return Serve(services, "/cloudphone.v1.ArtifactService/CreateUpload", context, *request, &CreateUpload,
               response);
}

grpc::ServerUnaryReactor* StartCreateDownload(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return Serve(services, "/cloudphone.v1.ArtifactService/CreateDownload", context, *request, &CreateDownload,
               response);
}

}  // namespace cloudphone
