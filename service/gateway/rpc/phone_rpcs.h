#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_PHONE_RPCS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_PHONE_RPCS_H_

#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "service/gateway/rpc/unary_call.h"

namespace cloudphone {

// PhoneService: every RPC is one upstream call.
class PhoneRpcs final
    : public v1::PhoneService::WithRawCallbackMethod_ListPhones<
          v1::PhoneService::WithRawCallbackMethod_GetPhone<
              v1::PhoneService::WithRawCallbackMethod_BatchRestartPhones<v1::PhoneService::Service>>> {
 public:
  explicit PhoneRpcs(const CallServices& services) : services_(services) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

  grpc::ServerUnaryReactor* ListPhones(Context* context, const Bytes* request, Bytes* response) override {
    return Serve<v1::ListPhonesRequest>(context, request, response);
  }
  grpc::ServerUnaryReactor* GetPhone(Context* context, const Bytes* request, Bytes* response) override {
    return Serve<v1::GetPhoneRequest>(context, request, response);
  }
  grpc::ServerUnaryReactor* BatchRestartPhones(Context* context, const Bytes* request,
                                               Bytes* response) override {
    return Serve<v1::BatchRestartPhonesRequest>(context, request, response);
  }

 private:
  template <typename Request>
  grpc::ServerUnaryReactor* Serve(Context* context, const Bytes* request, Bytes* response) {
    return StartUnaryCall(services_, services_.client->bindings().Get<Request>(), context, request, response);
  }

  const CallServices services_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_PHONE_RPCS_H_
