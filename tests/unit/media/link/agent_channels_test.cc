// Channels by address, and the tokens of phones.

#include "adapters/phone_agent/agent_channels.h"

#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "adapters/phone_agent/agent_token.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

AgentChannelOptions Plaintext() {
  AgentChannelOptions options;
  options.plaintext = true;
  return options;
}

TEST(AgentToken, IsAnHmacOfThePhoneBySecret) {
  // printf p1 | openssl dgst -sha256 -hmac agent-secret
  EXPECT_EQ(AgentToken("agent-secret", "p1"),
            "ae3ecd0e265d877d3f96d5ac450a994815bcb438109dbc78702d474deb037a85");
  EXPECT_NE(AgentToken("agent-secret", "p2"), AgentToken("agent-secret", "p1"));
}

TEST(AgentChannels, AnAddressHasOneChannel) {
  FakeTimers clock;
  AgentChannels channels(Plaintext(), &clock);
  const auto one = channels.Get("127.0.0.1:1");
  EXPECT_EQ(channels.Get("127.0.0.1:1"), one);
  EXPECT_NE(channels.Get("127.0.0.1:2"), one);
  EXPECT_EQ(channels.size(), 2);
}

TEST(AgentChannels, WhatIsNotAskedForIsGivenUp) {
  FakeTimers clock;
  AgentChannels channels(Plaintext(), &clock);
  const auto unused = channels.Get("127.0.0.1:1");
  clock.Advance(absl::Minutes(6));
  channels.Get("127.0.0.1:2");
  clock.Advance(absl::Minutes(6));
  channels.Get("127.0.0.1:2");
  EXPECT_EQ(channels.size(), 1);
  EXPECT_NE(channels.Get("127.0.0.1:1"), unused);
}

TEST(AgentChannels, TheEndWaitsForWhoHoldsAChannel) {
  FakeTimers clock;
  AgentChannels channels(Plaintext(), &clock);
  auto held = channels.Get("127.0.0.1:1");
  EXPECT_FALSE(channels.AwaitUnused(absl::ZeroDuration()));
  std::thread holder([held = std::exchange(held, nullptr)]() mutable { held.reset(); });
  EXPECT_TRUE(channels.AwaitUnused(absl::Seconds(30)));
  holder.join();
}

TEST(AgentChannels, NoMoreThanSoManyAreKept) {
  FakeTimers clock;
  AgentChannelOptions options = Plaintext();
  options.max_kept = 2;
  AgentChannels channels(options, &clock);
  channels.Get("127.0.0.1:1");
  clock.Advance(absl::Seconds(1));
  const auto second = channels.Get("127.0.0.1:2");
  clock.Advance(absl::Seconds(1));
  channels.Get("127.0.0.1:3");
  EXPECT_EQ(channels.size(), 2);
  EXPECT_EQ(channels.Get("127.0.0.1:2"), second) << "the one that was not asked for longest goes";
}

}  // namespace
}  // namespace cloudphone
