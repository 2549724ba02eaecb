// What gRPC itself takes: a plain callback server that answers ListPhones with as many phones as are asked
// for, out of rows that it holds.

#include <cstdio>
#include <memory>

#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "tests/bench/phone_page.h"

namespace cloudphone {
namespace {

class EchoService final : public v1::PhoneService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListPhones(grpc::CallbackServerContext* context,
                                       const v1::ListPhonesRequest* request,
                                       v1::ListPhonesResponse* response) override {
    FillPhonePage(request->page_size(), response);
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

void Run() {
  EchoService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
}

}  // namespace
}  // namespace cloudphone

int main() { cloudphone::Run(); }
