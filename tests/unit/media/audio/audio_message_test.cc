#include "service/gateway/media/audio_message.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/media/audio/heard.h"

namespace cloudphone {
namespace {

using Kind = AgentAudioMessage::Kind;

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

std::string Text(const grpc::Slice& slice) {
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

std::string Frame(uint64_t seq, const std::string& data) {
  agent::v1::StreamAudioResponse message;
  message.mutable_frame()->set_seq(seq);
  message.mutable_frame()->set_pts_us(-5);
  message.mutable_frame()->set_data(data);
  return message.SerializeAsString();
}

TEST(AudioMessageTest, AFrameIsReadInItsPlace) {
  for (const std::string& data : {std::string("abc"), std::string(1920, 'x')}) {
    const std::string bytes = Frame(300, data);
    const auto message = ReadAgentAudio(Bytes(bytes));
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->kind, Kind::kFrame);
    EXPECT_EQ(message->dropped_before, 0);
    EXPECT_EQ(Text(message->bytes), bytes);
    const auto frame = ReadAgentFrame(message->body());
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->seq, 300);
    EXPECT_EQ(frame->pts_us, -5);
    EXPECT_EQ(frame->data, data);
  }
}

TEST(AudioMessageTest, TheAgentsCountIsTakenOutWhereverItStands) {
  const std::string frame = Frame(300, std::string(100, 'x'));
  const std::string count = "\x78\x85\x01";  // 133
  for (const std::string& bytes :
       {absl::StrCat(count, frame), absl::StrCat(frame, count), absl::StrCat(frame, count, frame)}) {
    const auto message = ReadAgentAudio(Bytes(bytes));
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->dropped_before, 133);
    EXPECT_EQ(message->kind, Kind::kFrame);
    EXPECT_EQ(ReadAgentFrame(message->body())->seq, 300);
    EXPECT_EQ(Parsed(Bytes(Text(message->bytes))).dropped_before(), 0);
  }
}

// Read anew after each, a message of 64 KB of counts would take seconds.
TEST(AudioMessageTest, AMessageThatCountsTwiceIsNone) {
  const std::string count = "\x78\x01";
  EXPECT_FALSE(ReadAgentAudio(Bytes(count + Frame(7, "a") + count)).has_value());
}

TEST(AudioMessageTest, AMessageInPiecesIsReadToo) {
  const std::string bytes = Frame(7, "abcdef");
  const grpc::Slice pieces[] = {grpc::Slice(bytes.substr(0, 4)), grpc::Slice(bytes.substr(4))};
  const auto message = ReadAgentAudio(grpc::ByteBuffer(pieces, 2));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(ReadAgentFrame(message->body())->data, "abcdef");
}

TEST(AudioMessageTest, WhatIsUnknownIsPassedOver) {
  const auto message = ReadAgentAudio(Bytes("\xa2\x06\x02hi" + Frame(7, "a")));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->kind, Kind::kFrame);
  EXPECT_EQ(ReadAgentAudio(Bytes(""))->kind, Kind::kOther);
}

TEST(AudioMessageTest, BrokenBytesAreNoMessage) {
  const std::string whole = Frame(7, "abcdef");
  for (size_t size = 1; size < whole.size(); ++size)
    EXPECT_FALSE(ReadAgentAudio(Bytes(whole.substr(0, size))).has_value()) << size;
  for (const char* bytes : {"\xff", "\x12\xff\xff\xff\xff\x0f", "\x07"})
    EXPECT_FALSE(ReadAgentAudio(Bytes(bytes)).has_value());
  EXPECT_FALSE(ReadAgentFrame("\x1a\x05"
                              "ab")
                   .has_value());
}

TEST(AudioMessageTest, ACountBeforeAMessageIsAPartOfIt) {
  for (const uint32_t dropped : {1U, 127U, 128U, 4'294'967'295U}) {
    const grpc::Slice both[] = {EncodeDropped(dropped), EncodeFrame({9, 5, "abc"})};
    const v1::StreamAudioResponse message = Parsed(grpc::ByteBuffer(both, 2));
    EXPECT_EQ(message.dropped_before(), dropped);
    EXPECT_EQ(message.frame().seq(), 9);
    EXPECT_EQ(message.frame().data(), "abc");
  }
}

}  // namespace
}  // namespace cloudphone
