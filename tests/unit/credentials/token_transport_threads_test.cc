#include <atomic>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "adapters/credentials/token_transport.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/http/limited_transport.h"
#include "adapters/runtime/timer_thread.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

constexpr int kSenders = 3;
constexpr int kCallsPerSender = 2000;

// Sends calls, some with a deadline that is already near, and cancels every third of them at once.
void SendAndCancel(HttpTransport* transport, const FakeHttpTransport* next, const FakeHttpTransport* iam,
                   Timers* timers, std::atomic<int>* ended) {
  for (int i = 0; i < kCallsPerSender; ++i) {
    while (i % 10 == 0 && next->in_flight() + iam->in_flight() > 0) std::this_thread::yield();
    HttpRequest request;
    request.method = "GET";
    request.url = "https://cph.example/v1/{project_id}/phones";
    if (i % 2 == 0) request.deadline = timers->Now() + absl::Microseconds(100);
    const HttpTransport::CallId id =
        transport->Send(std::move(request), [ended](const HttpResult&) { ++*ended; });
    if (i % 3 == 0) transport->Cancel(id);
  }
}

// What the upstream says to its n-th call: mostly yes, at times that the token is dead, or nothing.
HttpResult AnswerNumber(int n) {
  HttpResult result;
  result.status = n % 17 == 0 ? 401 : 200;
  if (n % 5 == 0) result.failure = HttpFailure::kLost;
  return result;
}

// What the identity service says to its n-th login: mostly a token, at times no or nothing.
HttpResult LoginNumber(int n) {
  HttpResult result;
  result.status = n % 4 == 3 ? 401 : 201;
  if (n % 4 == 2) result.failure = HttpFailure::kLost;
  result.headers.push_back({"X-Subject-Token", "token"});
  result.body = R"({"token":{"expires_at":"2020-01-04T09:05:22Z","issued_at":"2020-01-03T09:05:22Z",)"
                R"("project":{"id":"p1"}}})";
  return result;
}

TEST(TokenTransportThreadsTest, EveryCallEndsOnceWhateverHappensAtTheSameTime) {
  std::atomic<int> ended{0};
  std::atomic<int> stops{0};
  std::atomic<bool> sending{true};
  FakeHttpTransport next;
  FakeHttpTransport iam;
  TimerThread timers;
  int logins = 0;
  {
    LimitedTransport::Options limits;
    limits.max_running = 8;
    limits.max_waiting = 20;
    LimitedTransport limited(&next, &timers, limits);
    TokenTransport::Options options;
    options.keeper.gate = {absl::Microseconds(50), absl::Microseconds(200)};
    options.keeper.first_pause = options.keeper.max_pause = absl::Microseconds(50);
    options.max_waiting = 20;
    options.on_state_change = [&stops](AccountState state, absl::Duration) {
      if (state == AccountState::kStopped) ++stops;
    };
    TokenTransport transport(&limited, &iam, {"https://iam.example", "d", "u", "p", "", "r"}, &timers,
                             std::move(options));
    std::vector<std::thread> senders;
    senders.reserve(kSenders);
    for (int i = 0; i < kSenders; ++i)
      senders.emplace_back([&] { SendAndCancel(&transport, &next, &iam, &timers, &ended); });
    std::thread upstream([&] {
      for (int n = 1; sending.load(); ++n) {
        if (!next.AnswerFirst(AnswerNumber(n))) std::this_thread::yield();
      }
    });
    std::thread identity([&] {
      while (sending.load()) {
        if (iam.AnswerFirst(LoginNumber(logins))) ++logins;
        std::this_thread::yield();
      }
    });
    for (std::thread& sender : senders) sender.join();
    sending = false;
    upstream.join();
    identity.join();
  }
  // The transports are gone. What they had sent still ends, and what they had handed to the timers, too.
  while (next.AnswerFirst(200) || iam.AnswerFirst(401)) {
  }
  std::atomic<bool> timers_ran{false};
  timers.RunAt(timers.Now(), [&timers_ran] { timers_ran = true; });
  while (!timers_ran.load()) std::this_thread::yield();
  EXPECT_EQ(ended.load(), kSenders * kCallsPerSender);
  EXPECT_GT(logins, 4);
  EXPECT_GT(stops.load(), 0);
}

}  // namespace
}  // namespace cloudphone
