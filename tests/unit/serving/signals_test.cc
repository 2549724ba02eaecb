#include "service/serving/signals.h"

#include <csignal>

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

TEST(SignalsTest, StopSignalsAreKeptUntilSomebodyWaitsForThem) {
  ASSERT_TRUE(BlockStopSignals().ok());
  for (const int signal : {SIGTERM, SIGINT}) {
    std::raise(signal);  // Without the block this would be the end of the test.
    EXPECT_EQ(WaitForStopSignal(), signal);
  }
}

TEST(SignalsTest, AClosedPipeIsNoEnd) {
  ASSERT_TRUE(BlockStopSignals().ok());
  EXPECT_EQ(std::raise(SIGPIPE), 0);
}

}  // namespace
}  // namespace cloudphone
