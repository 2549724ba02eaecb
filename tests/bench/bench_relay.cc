// What gRPC itself takes to pass a stream on: for each call of cloudphone.v1 one of cloudphone.agent.v1 to
// the agents, and every message as the bytes that it came in, one read and one write each.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_replace.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

ABSL_FLAG(std::string, agent, "", "HOST:PORT of the agents.");

namespace cloudphone {
namespace {

using Message = grpc::ByteBuffer;

// One call on both sides. Each side holds it until gRPC is done with that side.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(grpc::GenericStub* stub, std::string method) : stub_(stub), method_(std::move(method)) {}

  grpc::ServerGenericBidiReactor* Start() {
    client_.keep = shared_from_this();
    server_.keep = shared_from_this();
    client_.relay = server_.relay = this;
    stub_->PrepareBidiStreamingCall(&context_, method_, {}, &client_);
    // The server's reactions write from outside of the client's.
    client_.AddHold();
    client_.StartRead(&down_);
    client_.StartCall();
    server_.StartRead(&up_);
    return &server_;
  }

 private:
  struct Server final : grpc::ServerGenericBidiReactor {
    void OnReadDone(bool ok) override {
      if (ok) return relay->client_.StartWrite(&relay->up_);
      relay->client_.StartWritesDone();
      relay->client_.RemoveHold();
    }
    void OnWriteDone(bool ok) override {
      if (ok) relay->client_.StartRead(&relay->down_);
    }
    void OnCancel() override { relay->context_.TryCancel(); }
    void OnDone() override { keep.reset(); }
    Relay* relay = nullptr;
    std::shared_ptr<Relay> keep;
  };
  struct Client final : grpc::ClientBidiReactor<Message, Message> {
    void OnReadDone(bool ok) override {
      if (ok) relay->server_.StartWrite(&relay->down_);
    }
    void OnWriteDone(bool ok) override {
      if (ok) relay->server_.StartRead(&relay->up_);
    }
    void OnDone(const grpc::Status& status) override {
      relay->server_.Finish(status);
      keep.reset();
    }
    Relay* relay = nullptr;
    std::shared_ptr<Relay> keep;
  };

  grpc::GenericStub* const stub_;
  const std::string method_;
  grpc::ClientContext context_;
  Message up_;
  Message down_;
  Client client_;
  Server server_;
};

class RelayService final : public grpc::CallbackGenericService {
 public:
  explicit RelayService(const std::string& agent)
      : stub_(grpc::CreateChannel(agent, grpc::InsecureChannelCredentials())) {}

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    std::string method = absl::StrReplaceAll(context->method(), {{"cloudphone.v1.", "cloudphone.agent.v1."}});
    return std::make_shared<Relay>(&stub_, std::move(method))->Start();
  }

 private:
  grpc::GenericStub stub_;
};

void Run() {
  RelayService service(absl::GetFlag(FLAGS_agent));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::Run();
}
