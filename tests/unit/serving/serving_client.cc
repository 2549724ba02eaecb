#include "tests/unit/serving/serving_client.h"

#include <chrono>  // NOLINT(build/c++11)
#include <future>  // NOLINT(build/c++11)

#include "google/rpc/code.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

template <typename Request, typename Answer>
grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const Request& request, Answer* answer) {
  grpc::TemplatedGenericStub<Request, Answer> stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, answer,
                 [&done](const grpc::Status& status) { done.set_value(status); });
  return done.get_future().get();
}

std::string NameOf(const grpc::health::v1::HealthCheckResponse& answer) {
  return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(answer.status());
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request) {
  const grpc::Slice slice(request);
  grpc::ByteBuffer answer;
  return Call(channel, method, grpc::ByteBuffer(&slice, 1), &answer);
}

std::string AskHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  grpc::health::v1::HealthCheckResponse answer;
  const grpc::Status status = Call(channel, "/grpc.health.v1.Health/Check", request, &answer);
  if (!status.ok()) return google::rpc::Code_Name(static_cast<google::rpc::Code>(status.error_code()));
  return NameOf(answer);
}

bool HasReflection(const std::shared_ptr<grpc::Channel>& channel) {
  // An empty question has an answer in which the server complains; without reflection there is none.
  return CallRaw(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "").ok();
}

HealthWatch::HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
    : call_(grpc::GenericStub(channel).PrepareCall(&context_, "/grpc.health.v1.Health/Watch", &queue_)) {
  context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const grpc::Slice slice(request.SerializeAsString());
  call_->StartCall(this);
  EXPECT_TRUE(Wait());
  call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), this);
  EXPECT_TRUE(Wait());
}

HealthWatch::~HealthWatch() {
  context_.TryCancel();
  grpc::Status status;
  call_->Finish(&status, this);
  Wait();
}

std::string HealthWatch::Next() {
  grpc::ByteBuffer bytes;
  call_->Read(&bytes, this);
  if (!Wait()) return "";
  grpc::health::v1::HealthCheckResponse answer;
  EXPECT_TRUE(
      grpc::SerializationTraits<grpc::health::v1::HealthCheckResponse>::Deserialize(&bytes, &answer).ok());
  return NameOf(answer);
}

bool HealthWatch::Wait() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

}  // namespace cloudphone
