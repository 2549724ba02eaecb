// What a listener that reads slowly loses, and what it is told.

#include "service/agent/audio/unsent_audio.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/agent/audio/audio_format.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::AudioFormat Format(int interval_ms = 10) {
  AudioSettings settings;
  settings.interval_ms = interval_ms;
  return ToFormat(settings);
}

EncodedFrame Frame(uint64_t seq) {
  agent::v1::StreamAudioResponse message;
  message.mutable_frame()->set_seq(seq);
  return {seq, std::make_shared<const std::string>(message.SerializeAsString())};
}

v1::AudioStatus Status(v1::AudioState state) {
  v1::AudioStatus status;
  status.set_state(state);
  return status;
}

// All that is unsent: "format", "SILENT", "3", "9-5" (five dropped before 9).
std::vector<std::string> TakeAll(UnsentAudio* unsent) {
  std::vector<std::string> texts;
  while (!unsent->empty()) {
    const UnsentAudio::Message taken = unsent->Take();
    agent::v1::StreamAudioResponse message;
    message.ParseFromString(*taken.bytes);
    std::string text = "format";
    if (message.has_frame()) text = absl::StrCat(message.frame().seq());
    if (message.has_status()) text = v1::AudioState_Name(message.status().state()).substr(12);
    if (taken.dropped_before != 0) absl::StrAppend(&text, "-", taken.dropped_before);
    texts.push_back(text);
  }
  return texts;
}

TEST(UnsentAudioTest, TheFormatComesFirstAlsoWhenAFrameWasFaster) {
  UnsentAudio unsent;
  unsent.AddFrame(Frame(1));
  EXPECT_TRUE(unsent.empty());
  unsent.Begin(Format(), 0);
  EXPECT_THAT(TakeAll(&unsent), ElementsAre("format", "1"));
}

TEST(UnsentAudioTest, KeepsTwoHundredMillisecondsAndCountsWhatItDrops) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  TakeAll(&unsent);
  for (uint64_t seq = 1; seq <= 50; ++seq) unsent.AddFrame(Frame(seq));
  const auto texts = TakeAll(&unsent);
  ASSERT_EQ(texts.size(), 20u);
  EXPECT_EQ(texts[0], "31-30");
  EXPECT_EQ(texts[1], "32");
  EXPECT_EQ(texts[19], "50");
}

TEST(UnsentAudioTest, LongerFramesAreFewer) {
  UnsentAudio unsent;
  unsent.Begin(Format(20), 0);
  for (uint64_t seq = 1; seq <= 50; ++seq) unsent.AddFrame(Frame(seq));
  EXPECT_EQ(TakeAll(&unsent).size(), 1u + 10u);
}

TEST(UnsentAudioTest, MissingNumbersCountAsDropped) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 5);
  unsent.AddFrame(Frame(7));
  unsent.AddFrame(Frame(8));
  unsent.AddFrame(Frame(12));
  EXPECT_THAT(TakeAll(&unsent), ElementsAre("format", "7-1", "8", "12-3"));
}

TEST(UnsentAudioTest, ReceivedAndDroppedMakeTheLastNumber) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  uint64_t received = 0;
  uint64_t dropped = 0;
  for (uint64_t seq = 1; seq <= 1000; ++seq) {
    if (seq % 17 != 0) unsent.AddFrame(Frame(seq));
    for (uint64_t reads = seq % 90 < 45 ? 0 : 2; reads > 0 && !unsent.empty(); --reads) {
      agent::v1::StreamAudioResponse message;
      const UnsentAudio::Message taken = unsent.Take();
      message.ParseFromString(*taken.bytes);
      if (!message.has_frame()) continue;
      ++received;
      dropped += taken.dropped_before;
      EXPECT_EQ(received + dropped, message.frame().seq());
    }
  }
  EXPECT_GT(dropped, 0u);
}

TEST(UnsentAudioTest, StatusesKeepTheirPlaceAndTheNewestCounts) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  unsent.AddFrame(Frame(1));
  unsent.AddStatus(Status(v1::AUDIO_STATE_SILENT));
  unsent.AddStatus(Status(v1::AUDIO_STATE_INVALID));
  unsent.AddFrame(Frame(2));
  unsent.AddStatus(Status(v1::AUDIO_STATE_SILENT));
  EXPECT_THAT(TakeAll(&unsent), ElementsAre("format", "1", "INVALID", "2", "SILENT"));
}

TEST(UnsentAudioTest, StatusesBetweenDroppedFramesDoNotPileUp) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  for (uint64_t seq = 1; seq <= 1000; ++seq) {
    unsent.AddFrame(Frame(seq));
    unsent.AddStatus(Status(v1::AUDIO_STATE_SILENT));
  }
  EXPECT_LE(TakeAll(&unsent).size(), 2u + 2u * 20u);
}

TEST(UnsentAudioTest, AnotherFormatKeepsItsPlace) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  unsent.AddFrame(Frame(1));
  unsent.AddFormat(Format(20));
  unsent.AddFrame(Frame(2));
  EXPECT_THAT(TakeAll(&unsent), ElementsAre("format", "1", "format", "2"));
}

TEST(UnsentAudioTest, ClearForgetsAll) {
  UnsentAudio unsent;
  unsent.Begin(Format(), 0);
  unsent.AddFrame(Frame(1));
  unsent.Clear();
  EXPECT_THAT(TakeAll(&unsent), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
