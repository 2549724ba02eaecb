// Work that may block, on a thread of its own.

#include "adapters/runtime/work_thread.h"

#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "adapters/runtime/manual_executor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

TEST(WorkThreadTest, DoesAllInOrderOnOneOtherThread) {
  std::vector<int> done;
  std::vector<std::thread::id> threads;
  {
    WorkThread thread;
    for (int i = 0; i < 100; ++i) {
      thread.Run([&, i] {
        done.push_back(i);
        threads.push_back(std::this_thread::get_id());
      });
    }
  }  // Waits for what was given.
  ASSERT_EQ(done.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[i], i);
  EXPECT_THAT(threads, testing::Each(threads[0]));
  EXPECT_NE(threads[0], std::this_thread::get_id());
}

TEST(WorkThreadTest, WorkMayAddWork) {
  int done = 0;
  {
    WorkThread thread;
    thread.Run([&] {
      ++done;
      thread.Run([&] { ++done; });
    });
  }
  EXPECT_EQ(done, 2);
}

TEST(WorkThreadTest, ManyThreadsMayGiveIt) {
  int done = 0;
  {
    WorkThread thread;
    std::vector<std::thread> givers;
    givers.reserve(4);
    for (int i = 0; i < 4; ++i) {
      givers.emplace_back([&] {
        for (int j = 0; j < 250; ++j) thread.Run([&] { ++done; });
      });
    }
    for (std::thread& giver : givers) giver.join();
  }
  EXPECT_EQ(done, 1000);
}

TEST(ManualExecutorTest, NothingRunsBeforeItIsTold) {
  ManualExecutor executor;
  int done = 0;
  executor.Run([&] {
    ++done;
    executor.Run([&] { ++done; });
  });
  EXPECT_EQ(done, 0);
  EXPECT_EQ(executor.waiting(), 1u);
  executor.RunAll();
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace cloudphone
