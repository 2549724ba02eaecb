// What every gRPC server of ours has, as a client sees it on the gateway: request ids, health, reflection.

#include <memory>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::MatchesRegex;

constexpr char kRequestId[] = "x-request-id";
const char* const kServices[] = {"", "cloudphone.v1.PhoneService", "cloudphone.v1.JobService"};

class ServingTest : public GatewayFixture {
 protected:
  ServingTest() { StartWithSimulator(); }

  // Asks for a phone that there is not; the request id as it comes back in both places.
  std::string EchoOf(const std::string& request_id) {
    grpc::ClientContext context;
    SetDeadline(&context);
    if (!request_id.empty()) context.AddMetadata(kRequestId, request_id);
    v1::GetPhoneRequest request;
    request.set_phone_id("00000000000000000000000000000000");
    const absl::Status status = Call(&PhoneStub::GetPhone, request, &context).status();
    const auto echo = context.GetServerInitialMetadata().find(kRequestId);
    if (echo == context.GetServerInitialMetadata().end()) return "";
    std::string text(echo->second.data(), echo->second.size());
    EXPECT_THAT(status, HasMetadata(kRequestId, text));
    return text;
  }
};

TEST_F(ServingTest, ARequestIdComesBackInMetadataAndErrorInfo) {
  EXPECT_EQ(EchoOf("mine-1"), "mine-1");
  EXPECT_EQ(EchoOf(std::string(128, 'x')), std::string(128, 'x'));
}

TEST_F(ServingTest, AMissingOrUselessRequestIdIsReplaced) {
  const auto is_ours = MatchesRegex("[0-9a-f]{32}");
  EXPECT_THAT(EchoOf(""), is_ours);
  EXPECT_THAT(EchoOf("two words"), is_ours);
  EXPECT_THAT(EchoOf(std::string(129, 'x')), is_ours);
  EXPECT_NE(EchoOf(""), EchoOf(""));
}

TEST_F(ServingTest, AWatchEchoesItsRequestId) {
  grpc::ClientContext context;
  SetDeadline(&context);
  context.AddMetadata(kRequestId, "mine-2");
  const auto reader = job_stub()->WatchJobs(&context, {});
  EXPECT_THAT(reader->Finish(), HasMetadata(kRequestId, "mine-2"));
  EXPECT_EQ(context.GetServerInitialMetadata().find(kRequestId)->second, "mine-2");
}

TEST_F(ServingTest, HealthAnswersForEachService) {
  const auto health = grpc::health::v1::Health::NewStub(channel());
  for (const char* service : kServices) {
    SCOPED_TRACE(service);
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    grpc::ClientContext check;
    SetDeadline(&check);
    EXPECT_THAT(health->Check(&check, request, &response), IsOk());
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
    grpc::ClientContext watch;
    SetDeadline(&watch);
    response.Clear();
    EXPECT_TRUE(health->Watch(&watch, request)->Read(&response));
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  }
  HealthCheckRequest unknown;
  unknown.set_service("cloudphone.v1.NoService");
  HealthCheckResponse response;
  grpc::ClientContext context;
  SetDeadline(&context);
  EXPECT_THAT(health->Check(&context, unknown, &response), StatusIs(absl::StatusCode::kNotFound));
}

// Asks reflection one question in text form; its types are in the library, without a header.
std::string AskReflection(const std::shared_ptr<grpc::Channel>& channel, const std::string& question,
                          google::protobuf::FileDescriptorProto* file = nullptr) {
  const auto new_message = [](const char* name) {
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  };
  const auto request = new_message("grpc.reflection.v1alpha.ServerReflectionRequest");
  const auto response = new_message("grpc.reflection.v1alpha.ServerReflectionResponse");
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(question, request.get()));

  grpc::ClientContext context;
  SetDeadline(&context);
  grpc::CompletionQueue queue;
  const auto step = [&queue] {  // Bounded by the deadline of the call.
    void* tag;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  grpc::GenericStub stub(channel);
  const auto call =
      stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  call->StartCall(nullptr);
  EXPECT_TRUE(step());
  call->Write(SerializeMessage(*request), nullptr);
  EXPECT_TRUE(step());
  grpc::ByteBuffer bytes;
  call->Read(&bytes, nullptr);
  EXPECT_TRUE(step());
  EXPECT_TRUE(ParseMessage(bytes, response.get()));
  context.TryCancel();
  if (file != nullptr) {
    const auto* answer = response->GetDescriptor()->FindFieldByName("file_descriptor_response");
    const Message& files = response->GetReflection()->GetMessage(*response, answer);
    const auto* field = files.GetDescriptor()->FindFieldByName("file_descriptor_proto");
    EXPECT_TRUE(file->ParseFromString(files.GetReflection()->GetRepeatedString(files, field, 0)));
  }
  return response->ShortDebugString();
}

TEST_F(ServingTest, ReflectionListsEveryServiceAndDescribesIt) {
  const std::string listed = AskReflection(channel(), "list_services: ''");
  for (const char* service :
       {"cloudphone.v1.PhoneService", "cloudphone.v1.JobService", "grpc.health.v1.Health"}) {
    SCOPED_TRACE(service);
    EXPECT_THAT(listed, ::testing::HasSubstr(absl::StrCat("\"", service, "\"")));
    google::protobuf::FileDescriptorProto file;
    AskReflection(channel(), absl::StrCat("file_containing_symbol: '", service, "'"), &file);
    ASSERT_EQ(file.service_size(), 1);
    EXPECT_EQ(absl::StrCat(file.package(), ".", file.service(0).name()), service);
  }
}

}  // namespace
}  // namespace cloudphone
