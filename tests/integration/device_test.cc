// Screenshots and logs of simulated phones, through the gateway and the phones' agents.

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "cloudphone/v1/device_service.grpc.pb.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

constexpr char kSignature[] = "\x89PNG\r\n\x1a\n";

class DeviceTest : public GatewayFixture {
 protected:
  void StartWithAgents() {
    simulator_.agents = true;
    StartWithSimulator();
    stub_ = v1::DeviceService::NewStub(channel());
    phone_id_ = FirstIn(v1::PHONE_STATE_RUNNING);
  }
  std::string FirstIn(v1::PhoneState state) {
    v1::ListPhonesRequest request;
    request.set_state(state);
    const std::vector<v1::Phone> phones = ListAll(request);
    return phones.empty() ? "" : phones.front().phone_id();
  }
  grpc::Status TakeScreenshot(const std::string& phone_id) {
    grpc::ClientContext context;
    SetDeadline(&context, kCallTimeout);
    v1::TakeScreenshotRequest request;
    request.set_phone_id(phone_id);
    return stub_->TakeScreenshot(&context, request, &shot_);
  }
  void BeginLogcat() {
    SetDeadline(&context_, kCallTimeout);
    v1::StreamLogcatRequest request;
    request.set_phone_id(phone_id_);
    request.set_tail_lines(1);
    reader_ = stub_->StreamLogcat(&context_, request);
    ASSERT_TRUE(reader_->Read(&message_));
  }

  std::unique_ptr<v1::DeviceService::Stub> stub_;
  std::string phone_id_;
  v1::TakeScreenshotResponse shot_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::StreamLogcatResponse>> reader_;
  v1::StreamLogcatResponse message_;
};

TEST_F(DeviceTest, ARunningPhoneShowsItsScreen) {
  StartWithAgents();
  EXPECT_THAT(TakeScreenshot(phone_id_), IsOk());
  EXPECT_TRUE(absl::StartsWith(shot_.png(), std::string(kSignature)));
  EXPECT_GT(shot_.width(), 0);
  EXPECT_GT(shot_.height(), 0);
}

TEST_F(DeviceTest, APhoneThatIsNotThereOrDoesNotRunIsAClearError) {
  StartWithAgents();
  EXPECT_THAT(TakeScreenshot("00000000000000000000000000000000"), StatusIs(absl::StatusCode::kNotFound));
  const std::string stopped = FirstIn(v1::PHONE_STATE_STOPPED);
  ASSERT_FALSE(stopped.empty());
  EXPECT_THAT(TakeScreenshot(stopped), HasReason("PHONE_NOT_RUNNING"));
}

TEST_F(DeviceTest, APhoneWithoutThePortIsAClearError) {
  simulator_.agents = false;
  StartWithSimulator();
  stub_ = v1::DeviceService::NewStub(channel());
  const grpc::Status status = TakeScreenshot(FirstIn(v1::PHONE_STATE_RUNNING));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("AGENT_PORT_NOT_MAPPED"));
}

TEST_F(DeviceTest, ALogEndsWhenItsPhoneRestarts) {
  StartWithAgents();
  BeginLogcat();
  EXPECT_THAT(Restart({phone_id_}), IsOk());
  while (reader_->Read(&message_)) {
  }
  EXPECT_THAT(reader_->Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DeviceTest, ADrainEndsLogs) {
  StartWithAgents();
  BeginLogcat();
  std::future<void> drain = Drain(DrainOptions());
  while (reader_->Read(&message_)) {
  }
  EXPECT_THAT(reader_->Finish(), HasReason("GATEWAY_DRAINING"));
  drain.get();
}

}  // namespace
}  // namespace cloudphone
