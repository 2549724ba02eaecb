// Calls ListPhones of a server again and again, and prints one JSON line of what it measured (closed_loop.h).
// Answers stay bytes: the machine's time is for the server.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/cpu_clock.h"

ABSL_FLAG(std::string, target, "", "HOST:PORT of the server.");
ABSL_FLAG(int, page_size, 5, "How many phones to ask for.");
ABSL_FLAG(int, in_flight, 64, "Calls at a time.");
ABSL_FLAG(int, channels, 2, "Connections that share them.");
ABSL_FLAG(absl::Duration, span, absl::Seconds(1), "How long to measure.");
ABSL_FLAG(std::vector<std::string>, cpu_of, {}, "Processes whose CPU time per call is wanted.");

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.PhoneService/ListPhones";

class Caller {
 public:
  Caller(const std::string& target, int page_size, int channels, int in_flight) : slots_(in_flight) {
    v1::ListPhonesRequest request;
    request.set_page_size(page_size);
    request_ = SerializeMessage(request);
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    for (int i = 0; i < channels; ++i) {
      stubs_.push_back(std::make_unique<grpc::GenericStub>(
          grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments)));
    }
  }

  void Call(int slot, LoadDone done) {
    Slot* const call = &slots_[slot];
    call->context = std::make_unique<grpc::ClientContext>();
    call->context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    stubs_[slot % stubs_.size()]->UnaryCall(call->context.get(), kMethod, {}, &request_, &call->response,
                                            [call, done = std::move(done)](const grpc::Status& status) {
                                              if (!status.ok()) {
                                                std::fprintf(stderr, "%s\n", status.error_message().c_str());
                                                std::abort();
                                              }
                                              done(call->response.Length());
                                            });
  }

 private:
  struct Slot {
    std::unique_ptr<grpc::ClientContext> context;
    grpc::ByteBuffer response;
  };

  grpc::ByteBuffer request_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::vector<Slot> slots_;
};

void Run() {
  LoadOptions options;
  options.in_flight = absl::GetFlag(FLAGS_in_flight);
  options.span = absl::GetFlag(FLAGS_span);
  options.processes = ReadProcesses(absl::GetFlag(FLAGS_cpu_of));
  Caller caller(absl::GetFlag(FLAGS_target), absl::GetFlag(FLAGS_page_size), absl::GetFlag(FLAGS_channels),
                options.in_flight);
  const LoadReport report =
      RunClosedLoop(options, [&](int slot, LoadDone done) { caller.Call(slot, std::move(done)); });
  std::puts(ToJson(report).c_str());
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::Run();
  return 0;
}
