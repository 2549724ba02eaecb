// DeviceService and AgentService over gRPC.

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "service/agent/device/png_size.h"
#include "tests/matchers.h"
#include "tests/unit/agent/agent_server.h"
#include "tests/unit/agent/small_png.h"

namespace cloudphone {
namespace {

class DeviceRpcsTest : public testing::Test {
 protected:
  grpc::Status TakeScreenshot() {
    agent::v1::TakeScreenshotRequest request;
    request.set_phone_id("phone");
    return server_.device_stub->TakeScreenshot(AgentServer::Context().get(), request, &shot_);
  }

  AgentServer server_;
  agent::v1::TakeScreenshotResponse shot_;
};

TEST_F(DeviceRpcsTest, AScreenshotHasItsSizeAndTime) {
  server_.device.screenshot = Screenshot{SmallPng(), absl::FromUnixMillis(1700000000123)};
  EXPECT_TRUE(TakeScreenshot().ok());
  EXPECT_EQ(shot_.png(), SmallPng());
  EXPECT_EQ(shot_.width(), 3);
  EXPECT_EQ(shot_.height(), 2);
  EXPECT_EQ(shot_.capture_time().seconds(), 1700000000);
  EXPECT_EQ(shot_.capture_time().nanos(), 123'000'000);
}

TEST_F(DeviceRpcsTest, WhatIsNoPictureOrTooLargeIsRefused) {
  server_.device.screenshot = Screenshot{"no picture", absl::Now()};
  EXPECT_THAT(TakeScreenshot(), HasReason("SCREENSHOT_BROKEN"));
  server_.device.screenshot = Screenshot{std::string((16 << 20) + 1, 'x'), absl::Now()};
  EXPECT_THAT(TakeScreenshot(), HasReason("SCREENSHOT_TOO_LARGE"));
  EXPECT_THAT(TakeScreenshot(), SaysNothingOfRetry()) << "the next is as large";
  server_.device.screenshot = absl::UnavailableError("no screen");
  EXPECT_THAT(TakeScreenshot(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DeviceRpcsTest, LinesOfTheLogAreStreamed) {
  const auto context = AgentServer::Context();
  agent::v1::StreamLogcatRequest request;
  request.set_phone_id("phone");
  request.add_filters("Tag:I");
  request.set_tail_lines(7);
  const auto reader = server_.device_stub->StreamLogcat(context.get(), request);
  agent::v1::StreamLogcatResponse message;
  EXPECT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.lines_size(), 0) << "the log runs";
  ASSERT_TRUE(AgentServer::Await([this] { return server_.device.listener() != nullptr; }));
  EXPECT_EQ(server_.device.query.tail_lines, 7);
  EXPECT_THAT(server_.device.query.filters, testing::ElementsAre("Tag:I"));
  server_.device.listener()->OnLines({"one", "t\xffo"});
  EXPECT_TRUE(reader->Read(&message));
  EXPECT_THAT(message.lines(), testing::ElementsAre("one", "t\xffo"));
  server_.device.listener()->OnEnd(absl::UnavailableError("over"));
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(reader->Finish().error_code(), grpc::UNAVAILABLE);
}

TEST_F(DeviceRpcsTest, ALogThatCannotStartSendsNothing) {
  server_.device.logcat = absl::ResourceExhaustedError("others");
  const auto context = AgentServer::Context();
  agent::v1::StreamLogcatRequest request;
  request.set_phone_id("phone");
  const auto reader = server_.device_stub->StreamLogcat(context.get(), request);
  agent::v1::StreamLogcatResponse message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(reader->Finish().error_code(), grpc::RESOURCE_EXHAUSTED);
}

TEST_F(DeviceRpcsTest, WhatALogTellsWhileItStartsComesBehindItsBegin) {
  server_.device.at_start = [](LogcatListener* listener) {
    listener->OnLines({"one"});
    listener->OnEnd(absl::UnavailableError("over"));
  };
  const auto context = AgentServer::Context();
  agent::v1::StreamLogcatRequest request;
  request.set_phone_id("phone");
  const auto reader = server_.device_stub->StreamLogcat(context.get(), request);
  agent::v1::StreamLogcatResponse message;
  EXPECT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.lines_size(), 0);
  EXPECT_TRUE(reader->Read(&message));
  EXPECT_THAT(message.lines(), testing::ElementsAre("one"));
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(reader->Finish().error_message(), "over");
}

TEST_F(DeviceRpcsTest, FiltersThatAreNoneAreRefused) {
  const auto ask = [this](const std::string& filter, int tail_lines) {
    const auto context = AgentServer::Context();
    agent::v1::StreamLogcatRequest request;
    request.set_phone_id("phone");
    request.add_filters("*:S");
    request.add_filters(filter);
    request.set_tail_lines(tail_lines);
    return server_.device_stub->StreamLogcat(context.get(), request)->Finish();
  };
  for (const std::string filter : {"", "-c", "a b", "a\nb", "\xc3\xa4"})
    EXPECT_THAT(ask(filter, 0), NamesField("filters[1]")) << filter;
  EXPECT_THAT(ask(std::string(65, 'x'), 0), NamesField("filters[1]"));
  EXPECT_THAT(ask("Tag:I", -1), NamesField("tail_lines"));
  EXPECT_THAT(ask("Tag:I", 10001), NamesField("tail_lines"));
}

TEST_F(DeviceRpcsTest, TheAgentTellsWhatItFound) {
  agent::v1::GetAgentInfoRequest request;
  request.set_phone_id("phone");
  agent::v1::GetAgentInfoResponse response;
  EXPECT_TRUE(server_.info->GetAgentInfo(AgentServer::Context().get(), request, &response).ok());
  EXPECT_FALSE(response.agent_version().empty());
  EXPECT_EQ(response.engine_version(), "fake-1");
  EXPECT_TRUE(response.has_audio());
  EXPECT_FALSE(response.has_keys());
  EXPECT_THAT(response.missing(), testing::ElementsAre("InjectKeyData"));
  EXPECT_THAT(server_.info->GetAgentInfo(AgentServer::Context("").get(), request, &response),
              HasReason("AGENT_TOKEN_REFUSED"));
}

TEST(PngSizeTest, OnlyWholePicturesHaveASize) {
  EXPECT_TRUE(PngSize(SmallPng()).has_value());
  for (size_t size = 0; size < SmallPng().size(); ++size)
    EXPECT_FALSE(PngSize(SmallPng().substr(0, size)).has_value()) << size;
}

}  // namespace
}  // namespace cloudphone
