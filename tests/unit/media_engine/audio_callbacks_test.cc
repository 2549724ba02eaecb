#include "adapters/media_engine/audio_callbacks.h"

#include <memory>
#include <set>
#include <vector>

#include "gmock/gmock.h"

namespace cloudphone {
namespace {

std::shared_ptr<const RawAudioSink> CountInto(int* count) {
  return std::make_shared<const RawAudioSink>([count](const uint8_t*, uint32_t, const void*) { ++*count; });
}

TEST(AudioCallbacksTest, ACallbackReachesItsSinkUntilTheRouteIsClosed) {
  int count = 0;
  const auto route = OpenAudioRoute(CountInto(&count));
  ASSERT_TRUE(route.has_value());
  route->callback(nullptr, 0, nullptr);
  const uint64_t late = LateAudioCallbacks();
  CloseAudioRoute(*route);
  route->callback(nullptr, 0, nullptr);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(LateAudioCallbacks(), late + 1);
}

TEST(AudioCallbacksTest, ALateCallbackDoesNotReachTheNextStream) {
  int first = 0;
  int second = 0;
  const auto old_route = OpenAudioRoute(CountInto(&first));
  CloseAudioRoute(*old_route);
  const auto new_route = OpenAudioRoute(CountInto(&second));
  old_route->callback(nullptr, 0, nullptr);
  EXPECT_EQ(second, 0);
  CloseAudioRoute(*new_route);
}

TEST(AudioCallbacksTest, ClosingAnOldRouteLeavesItsSlotsNextStreamAlone) {
  int count = 0;
  const auto old_route = OpenAudioRoute(CountInto(&count));
  CloseAudioRoute(*old_route);
  auto route = OpenAudioRoute(CountInto(&count));
  while (route->slot != old_route->slot) {
    CloseAudioRoute(*route);
    route = OpenAudioRoute(CountInto(&count));
  }
  CloseAudioRoute(*old_route);
  route->callback(nullptr, 0, nullptr);
  EXPECT_EQ(count, 1);
  CloseAudioRoute(*route);
}

TEST(AudioCallbacksTest, SixteenStreamsHaveCallbacksOfTheirOwnAndMoreThereAreNot) {
  std::vector<AudioRoute> routes;
  std::vector<int> counts(16);
  std::set<EngineAudioCallback> callbacks;
  for (int& count : counts) {
    routes.push_back(OpenAudioRoute(CountInto(&count)).value());
    callbacks.insert(routes.back().callback);
  }
  EXPECT_EQ(callbacks.size(), 16U);
  EXPECT_FALSE(OpenAudioRoute(CountInto(&counts[0])).has_value());
  for (const AudioRoute& route : routes) route.callback(nullptr, 0, nullptr);
  EXPECT_THAT(counts, testing::Each(1));
  for (const AudioRoute& route : routes) CloseAudioRoute(route);
}

TEST(AudioCallbacksTest, ASinkLivesWhileACallbackIsInsideOfIt) {
  // The sink closes its own route, which drops the last reference but the running callback's.
  auto alive = std::make_shared<int>(7);
  const std::weak_ptr<int> watch = alive;
  auto route = std::make_shared<AudioRoute>();
  *route = OpenAudioRoute(std::make_shared<const RawAudioSink>([alive, route](const uint8_t*, uint32_t,
                                                                              const void*) {
             CloseAudioRoute(*route);
             EXPECT_EQ(*alive, 7);
           })).value();
  alive.reset();
  route->callback(nullptr, 0, nullptr);
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace cloudphone
