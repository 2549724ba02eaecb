#include "service/gateway/media/audio_backlog.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/media/audio_message.h"
#include "tests/unit/media/audio/heard.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;

AudioStart Start(uint32_t session, int interval_ms = 10) {
  v1::AudioFormat format;
  format.set_sample_rate(48000);
  format.mutable_interval()->set_nanos(interval_ms * 1'000'000);
  return {session, interval_ms, absl::nullopt, EncodeStart(format)};
}

AudioStart JoinedAt(uint32_t session, uint64_t last_seq) {
  AudioStart start = Start(session);
  start.last_seq = last_seq;
  return start;
}

AudioPiece Piece(uint32_t session, uint64_t seq, uint64_t before_first = 0) {
  return {session, seq, before_first, EncodeFrame({seq, 0, "s"})};
}

AudioNotice Notice(uint32_t session, v1::AudioState state) {
  v1::AudioStatus status;
  status.set_state(state);
  return {session, EncodeStatus(status)};
}

std::vector<std::string> TakeAll(AudioBacklog* backlog) {
  std::vector<std::string> told;
  while (!backlog->empty()) told.push_back(Described(Parsed(backlog->Take().buffer)));
  return told;
}

TEST(AudioBacklogTest, NothingIsGivenOutBeforeTheFormat) {
  AudioBacklog backlog;
  backlog.Add(Piece(1, 6));
  EXPECT_TRUE(backlog.empty());
  backlog.Begin(JoinedAt(1, 5));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("started 48000 10", "frame 6 s"));
}

TEST(AudioBacklogTest, MissingNumbersCountFromWhereTheListenerJoined) {
  AudioBacklog backlog;
  backlog.Begin(JoinedAt(1, 5));
  backlog.Add(Piece(1, 8, 2));
  backlog.Add(Piece(1, 9, 2));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("started 48000 10", "frame 8 s after 2", "frame 9 s"));
}

TEST(AudioBacklogTest, MissingNumbersOfANewSessionCountFromItsFirst) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  backlog.Add(Piece(1, 100, 97));
  backlog.Add(Start(2));
  backlog.Add(Piece(2, 1));
  EXPECT_THAT(TakeAll(&backlog),
              ElementsAre("started 48000 10", "frame 100 s after 2", "started 48000 10", "frame 1 s"));
}

TEST(AudioBacklogTest, SessionsOfWhichNothingIsLeftSayNothing) {
  AudioBacklog backlog;
  for (uint32_t session = 1; session <= 50; ++session) {
    backlog.Add(Start(session));
    backlog.Add(Notice(session, v1::AUDIO_STATE_RUNNING));
    backlog.Add(Piece(session, 1));
  }
  for (uint64_t seq = 2; seq <= 20; ++seq) backlog.Add(Piece(50, seq));
  const std::vector<std::string> told = TakeAll(&backlog);
  ASSERT_EQ(told.size(), 22);
  EXPECT_EQ(told[0], "started 48000 10");
  EXPECT_EQ(told[1], "status RUNNING 0");
  EXPECT_EQ(told[2], "frame 1 s");
}

// A stream that ends between the hub's telling where a listener joined and the listener's knowing it.
TEST(AudioBacklogTest, ASessionThatBeginsWhileTheListenerJoinsIsItsFirst) {
  AudioBacklog backlog;
  backlog.Add(Piece(1, 6));
  backlog.Add(Notice(1, v1::AUDIO_STATE_INVALID));
  backlog.Add(Start(2, 20));
  EXPECT_EQ(Described(Parsed(backlog.Take().buffer)), "started 48000 20");
  backlog.Begin(JoinedAt(1, 5));
  backlog.Add(Piece(2, 1));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("frame 1 s"));
}

TEST(AudioBacklogTest, AGapIsToldHoweverSlowlyTheListenerReads) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("started 48000 10"));
  backlog.Add(Piece(1, 1));
  for (uint32_t session = 1; session <= 3; ++session) {
    backlog.Add(Notice(session, v1::AUDIO_STATE_INVALID));
    backlog.Add(Start(session + 1));
    backlog.Add(Notice(session + 1, v1::AUDIO_STATE_RUNNING));
  }
  for (uint64_t seq = 1; seq <= 20; ++seq) backlog.Add(Piece(4, seq));
  const std::vector<std::string> told = TakeAll(&backlog);
  ASSERT_EQ(told.size(), 23);
  EXPECT_EQ(told[0], "status INVALID 0");
  EXPECT_EQ(told[1], "started 48000 10");
  EXPECT_EQ(told[2], "status RUNNING 0");
  EXPECT_EQ(told[3], "frame 1 s");
}

TEST(AudioBacklogTest, WhoHasHeardNothingYetIsToldOfNoGap) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  backlog.Add(Notice(1, v1::AUDIO_STATE_INVALID));
  backlog.Add(Start(2));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("started 48000 10"));
}

TEST(AudioBacklogTest, TwoHundredMillisecondsAreKept) {
  for (const int interval_ms : {10, 20, 40}) {
    AudioBacklog backlog;
    backlog.Add(Start(1, interval_ms));
    for (uint64_t seq = 1; seq <= 50; ++seq) backlog.Add(Piece(1, seq));
    EXPECT_EQ(TakeAll(&backlog).size(), 1 + 200 / interval_ms);
  }
}

TEST(AudioBacklogTest, WhatASessionThatIsOverStillSaysIsIgnored) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  backlog.Add(Start(2));
  backlog.Add(Piece(1, 7));
  backlog.Add(Notice(1, v1::AUDIO_STATE_INVALID));
  EXPECT_THAT(TakeAll(&backlog), ElementsAre("started 48000 10"));
}

TEST(AudioBacklogTest, TheNewestNoticeTakesThePlaceOfItsNeighbour) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  backlog.Add(Notice(1, v1::AUDIO_STATE_SILENT));
  backlog.Add(Notice(1, v1::AUDIO_STATE_INVALID));
  backlog.Add(Piece(1, 1));
  backlog.Add(Notice(1, v1::AUDIO_STATE_SILENT));
  for (uint64_t seq = 2; seq <= 21; ++seq) backlog.Add(Piece(1, seq));
  const std::vector<std::string> told = TakeAll(&backlog);
  ASSERT_EQ(told.size(), 22);
  EXPECT_EQ(told[1], "status SILENT 0");
  EXPECT_EQ(told[2], "frame 2 s after 1");
}

TEST(AudioBacklogTest, ClearedItTellsNothing) {
  AudioBacklog backlog;
  backlog.Add(Start(1));
  backlog.Add(Piece(1, 1));
  backlog.Clear();
  EXPECT_TRUE(backlog.empty());
}

// The invariant of the contract, with any reader and any loss on the way.
TEST(AudioBacklogTest, ReceivedAndDroppedMakeTheLastNumber) {
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same run each time.
  AudioBacklog backlog;
  uint64_t counted = 0;
  for (uint32_t session = 1; session <= 20; ++session) {
    const uint64_t before_first = random() % 1000;
    uint64_t seq = before_first;
    backlog.Add(Start(session));
    for (int i = 0; i < 200; ++i) {
      seq += 1 + (random() % 10 == 0 ? random() % 30 : 0);
      backlog.Add(Piece(session, seq, before_first));
      if (random() % 4 != 0) continue;
      for (size_t reads = random() % 8; reads > 0 && !backlog.empty(); --reads) {
        const v1::StreamAudioResponse message = Parsed(backlog.Take().buffer);
        counted = message.has_frame() ? counted + 1 + message.dropped_before() : 0;
        ASSERT_TRUE(!message.has_frame() || counted == message.frame().seq() - before_first)
            << "session " << session << " frame " << message.frame().seq();
      }
    }
    TakeAll(&backlog);
  }
}

}  // namespace
}  // namespace cloudphone
