// Events whose calls overtook each other.

#include "service/agent/input/event_order.h"

#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/agent/input_events.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ClientEvent> Events(size_t count) {
  return std::vector<ClientEvent>(count, ClientEvent(Move(1)));
}

// The numbers of all whose turn it is.
std::vector<uint64_t> TakeAll(EventOrder* order) {
  std::vector<uint64_t> seqs;
  while (const NumberedEvent* event = order->Front()) {
    seqs.push_back(event->seq);
    order->Pop();
  }
  return seqs;
}

TEST(EventOrderTest, EventsComeInOrderWhateverCallCameFirst) {
  EventOrder order;
  order.Add(3, Events(2));
  EXPECT_TRUE(order.HasGap());
  EXPECT_EQ(order.received_seq(), 0u);
  EXPECT_THAT(TakeAll(&order), IsEmpty());
  order.Add(1, Events(2));
  EXPECT_FALSE(order.HasGap());
  EXPECT_EQ(order.received_seq(), 4u);
  EXPECT_THAT(TakeAll(&order), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(order.received_seq(), 4u);
}

TEST(EventOrderTest, WhatIsThereAlreadyIsDropped) {
  EventOrder order;
  order.Add(1, Events(3));
  EXPECT_THAT(TakeAll(&order), ElementsAre(1, 2, 3));
  order.Add(2, Events(3));
  order.Add(2, Events(3));
  EXPECT_THAT(TakeAll(&order), ElementsAre(4));
}

TEST(EventOrderTest, TheFirstOfANumberCounts) {
  EventOrder order;
  order.Add(2, {ClientEvent(Down(7))});
  order.Add(2, {ClientEvent(Down(8))});
  order.Add(1, Events(1));
  order.Pop();
  EXPECT_EQ(absl::get<v1::TouchEvent>(order.Front()->event).pointer_id(), 7);
}

TEST(EventOrderTest, OnlySoManyWait) {
  EventOrder order;
  EXPECT_TRUE(order.HasRoomFor(2, 64));
  EXPECT_FALSE(order.HasRoomFor(2, 65));
  order.Add(2, Events(64));
  EXPECT_FALSE(order.HasRoomFor(1, 1));
  EXPECT_TRUE(order.HasRoomFor(2, 64)) << "they are there already";
  EXPECT_FALSE(order.HasRoomFor(std::numeric_limits<uint64_t>::max(), 2)) << "numbers do not wrap around";
}

TEST(EventOrderTest, NumbersFarAheadAreOutOfReach) {
  EventOrder order;
  EXPECT_TRUE(order.IsInReach(1001));
  EXPECT_FALSE(order.IsInReach(1002));
  EXPECT_FALSE(order.IsInReach(std::numeric_limits<uint64_t>::max()));
}

TEST(EventOrderTest, AGapCanBeSkipped) {
  EventOrder order;
  order.Add(1, Events(1));
  TakeAll(&order);
  order.Add(5, Events(1));
  EXPECT_TRUE(order.HasGap());
  EXPECT_EQ(order.SkipGap(), 2u) << "the first that is missing";
  EXPECT_THAT(TakeAll(&order), ElementsAre(5));
  EXPECT_FALSE(order.HasGap());
  order.Add(2, Events(3));
  EXPECT_THAT(TakeAll(&order), IsEmpty()) << "too late";
}

}  // namespace
}  // namespace cloudphone
