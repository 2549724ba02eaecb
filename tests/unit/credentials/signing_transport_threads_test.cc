#include <atomic>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "adapters/credentials/signing_transport.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/timer_thread.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr int kSenders = 3;
constexpr int kCallsPerSender = 2000;
constexpr int kCalls = kSenders * kCallsPerSender;

// Sends calls, some with a deadline that is already near, and cancels every third of them at once.
// Lets `next` be answered now and then, so that all states of the account come up.
void SendAndCancel(SigningTransport* transport, FakeHttpTransport* next, Timers* timers,
                   std::atomic<int>* ended) {
  for (int i = 0; i < kCallsPerSender; ++i) {
    while (i % 10 == 0 && next->in_flight() > 0) std::this_thread::yield();
    HttpRequest request;
    request.method = "GET";
    request.url = "https://cph.example/v1/phones?offset=0&limit=1";
    if (i % 2 == 0) request.deadline = timers->Now() + absl::Microseconds(100);
    const HttpTransport::CallId id =
        transport->Send(std::move(request), [ended](const HttpResult&) { ++*ended; });
    if (i % 3 == 0) transport->Cancel(id);
  }
}

// What the upstream says to its n-th call: mostly yes, at times a refusal or nothing.
HttpResult AnswerNumber(int n) {
  HttpResult result;
  result.status = n % 17 == 0 ? 401 : 200;
  if (n % 5 == 0) result.failure = HttpFailure::kLost;
  return result;
}

TEST(SigningTransportThreadsTest, EveryCallEndsOnceWhateverHappensAtTheSameTime) {
  std::atomic<int> ended{0};
  std::atomic<int> refusals{0};
  std::atomic<bool> sending{true};
  FakeHttpTransport next;
  TimerThread timers;
  {
    SigningTransport::Options options;
    options.gate.first_pause = absl::Microseconds(50);
    options.gate.max_pause = absl::Microseconds(200);
    options.max_waiting = 20;
    options.on_state_change = [&refusals](AccountState state, absl::Duration) {
      if (state == AccountState::kStopped) ++refusals;
    };
    SigningTransport transport(&next, {"AK", "SK", ""}, "project", &timers, std::move(options));

    std::vector<std::thread> senders;
    senders.reserve(kSenders);
    for (int i = 0; i < kSenders; ++i) {
      senders.emplace_back([&] { SendAndCancel(&transport, &next, &timers, &ended); });
    }
    std::thread answerer([&] {
      for (int n = 1; sending.load(); ++n) {
        if (!next.AnswerFirst(AnswerNumber(n))) std::this_thread::yield();
      }
    });
    for (std::thread& sender : senders) sender.join();
    sending = false;
    answerer.join();
  }
  // The transport is gone. What it had sent still ends, and what it had handed to the timers, too.
  while (next.AnswerFirst(200)) {
  }
  std::atomic<bool> timers_ran{false};
  timers.RunAt(timers.Now(), [&timers_ran] { timers_ran = true; });
  while (!timers_ran.load()) std::this_thread::yield();
  EXPECT_EQ(ended.load(), kCalls);
  EXPECT_GT(refusals.load(), 0);
}

}  // namespace
}  // namespace cloudphone
