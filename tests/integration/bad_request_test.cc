// What the gateway refuses by itself: each refusal names its field, and the upstream hears nothing of it.

#include "absl/strings/str_format.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;

constexpr char kTooLongId[] = "000000000000000000000000000000000";  // 33 bytes.

class BadRequestTest : public GatewayFixture {
 protected:
  BadRequestTest() { StartWithUpstream(upstream_.url()); }
  ~BadRequestTest() override { EXPECT_EQ(upstream_.requests(), 0) << "nothing was to be sent"; }

  template <typename Stub, typename Request, typename Response>
  void Refuses(UnaryMethod<Stub, Request, Response> method, const std::string& request_text,
               const char* field, const char* reason) {
    SCOPED_TRACE(request_text);
    Request request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(request_text, &request));
    EXPECT_THAT(Call(method, request), AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason(reason),
                                             NamesField(field), SaysNothingOfRetry()));
  }
  void WatchRefuses(const std::vector<std::string>& request_ids, const char* field, const char* reason) {
    EXPECT_THAT(BeginWatch(request_ids)->End(),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason(reason), NamesField(field)));
  }
  // Sends bytes that need not be a message.
  absl::Status CallWithBytes(const std::string& method, absl::string_view bytes) {
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Slice slice(bytes.data(), bytes.size());
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> end;
    grpc::GenericStub(channel()).UnaryCall(&context, method, {}, &request, &response,
                                           [&end](grpc::Status status) { end.set_value(std::move(status)); });
    return FromGrpcStatus(end.get_future().get());
  }

  ScriptedUpstream upstream_;
};

TEST_F(BadRequestTest, GetPhoneNamesItsField) {
  Refuses(&PhoneStub::GetPhone, "", "phone_id", "PARAMETER_MISSING");
  Refuses(&PhoneStub::GetPhone, absl::StrFormat("phone_id: '%s'", kTooLongId), "phone_id",
          "PARAMETER_INVALID");
  for (const char* id : {"..", ".", "a/b", "a?b", "a b", "a%2Fb", "a#b"})
    Refuses(&PhoneStub::GetPhone, absl::StrFormat("phone_id: '%s'", id), "phone_id", "PARAMETER_INVALID");
}

TEST_F(BadRequestTest, ListPhonesNamesItsField) {
  Refuses(&PhoneStub::ListPhones, "page_size: -1", "page_size", "PAGE_INVALID");
  Refuses(&PhoneStub::ListPhones, "page_token: 'made up'", "page_token", "PAGE_INVALID");
  Refuses(&PhoneStub::ListPhones, absl::StrFormat("server_id: '%s'", kTooLongId), "server_id",
          "PARAMETER_INVALID");
  Refuses(&PhoneStub::ListPhones, "state: 99", "state", "PARAMETER_INVALID");
  Refuses(&PhoneStub::ListPhones, "type: 99", "type", "PARAMETER_INVALID");
}

TEST_F(BadRequestTest, BatchRestartPhonesNamesItsField) {
  Refuses(&PhoneStub::BatchRestartPhones, "", "phones", "PARAMETER_MISSING");
  Refuses(&PhoneStub::BatchRestartPhones, "phones {phone_id: 'a'} phones {}", "phones[1].phone_id",
          "PARAMETER_MISSING");
  Refuses(&PhoneStub::BatchRestartPhones,
          absl::StrFormat("phones {phone_id: 'a'} phones {phone_id: '%s'}", kTooLongId), "phones[1].phone_id",
          "PARAMETER_INVALID");
  Refuses(&PhoneStub::BatchRestartPhones,
          "phones {phone_id: 'a'} phones {phone_id: 'b'} phones {phone_id: 'a'}", "phones[2].phone_id",
          "PARAMETER_INVALID");
  Refuses(&PhoneStub::BatchRestartPhones,
          absl::StrFormat("phones {phone_id: 'a'} image_id: '%s'", kTooLongId), "image_id",
          "PARAMETER_INVALID");
  std::string many;
  for (int i = 0; i <= 1000; ++i) absl::StrAppendFormat(&many, "phones {phone_id: '%d'}", i);
  Refuses(&PhoneStub::BatchRestartPhones, many, "phones", "LIST_TOO_LONG");
}

TEST_F(BadRequestTest, JobCallsNameTheirField) {
  Refuses(&JobStub::GetJob, "", "job_id", "PARAMETER_MISSING");
  Refuses(&JobStub::GetJob, absl::StrFormat("job_id: '%s'", kTooLongId), "job_id", "PARAMETER_INVALID");
  Refuses(&JobStub::ListJobs, "", "request_ids", "PARAMETER_MISSING");
  Refuses(&JobStub::ListJobs, "request_ids: ['a', '']", "request_ids[1]", "PARAMETER_MISSING");
  Refuses(&JobStub::ListJobs, "request_ids: ['a', 'a']", "request_ids[1]", "PARAMETER_INVALID");
  Refuses(&JobStub::ListJobs, "request_ids: ['a,b']", "request_ids[0]", "PARAMETER_INVALID");
  Refuses(&JobStub::ListJobs, "request_ids: ['a'] page_size: -1", "page_size", "PAGE_INVALID");
  std::string many;
  for (int i = 0; i <= 20; ++i) absl::StrAppendFormat(&many, "request_ids: '%d' ", i);
  Refuses(&JobStub::ListJobs, many, "request_ids", "LIST_TOO_LONG");
}

TEST_F(BadRequestTest, AWatchNamesItsField) {
  WatchRefuses({}, "request_ids", "PARAMETER_MISSING");
  WatchRefuses({"a", ""}, "request_ids[1]", "PARAMETER_MISSING");
  WatchRefuses({"a", "b", "a"}, "request_ids[2]", "PARAMETER_INVALID");
  WatchRefuses({kTooLongId}, "request_ids[0]", "PARAMETER_INVALID");
  std::vector<std::string> many;
  for (int i = 0; i <= 100; ++i) many.push_back(absl::StrFormat("%d", i));
  WatchRefuses(many, "request_ids", "LIST_TOO_LONG");
}

TEST_F(BadRequestTest, BytesThatAreNoMessageAreTheCallersFault) {
  const absl::string_view cut(
      "\x0a\x05"
      "ab",
      4);
  const absl::string_view no_utf8("\x0a\x02\xff\xfe", 4);
  for (const absl::string_view bytes : {cut, no_utf8}) {
    for (const char* method :
         {"/cloudphone.v1.PhoneService/GetPhone", "/cloudphone.v1.JobService/WatchJobs"}) {
      EXPECT_THAT(CallWithBytes(method, bytes),
                  AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("REQUEST_MALFORMED")))
          << method;
    }
  }
}

TEST_F(BadRequestTest, AnAccountThatThereIsNotIsNamed) {
  const auto is_unknown =
      AllOf(StatusIs(absl::StatusCode::kInvalidArgument), NamesField("x-cloudphone-account"));
  grpc::ClientContext unary;
  SetDeadline(&unary);
  unary.AddMetadata("x-cloudphone-account", "nobody's");
  EXPECT_THAT(Call(&PhoneStub::ListPhones, v1::ListPhonesRequest(), &unary), is_unknown);
  grpc::ClientContext stream;
  SetDeadline(&stream);
  stream.AddMetadata("x-cloudphone-account", "nobody's");
  v1::WatchJobsRequest request;
  request.add_request_ids("r");
  EXPECT_THAT(FromGrpcStatus(job_stub()->WatchJobs(&stream, request)->Finish()), is_unknown);
}

TEST_F(BadRequestTest, AMethodThatThereIsNotIsUnimplemented) {
  EXPECT_THAT(CallWithBytes("/cloudphone.v1.PhoneService/Nothing", ""),
              StatusIs(absl::StatusCode::kUnimplemented));
}

}  // namespace
}  // namespace cloudphone
