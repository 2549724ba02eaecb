// What is sent again follows from the effect of a call alone: every call of the
// contract, over real sockets, against an upstream that fails in each way that there is. What arrives is
// counted.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/cph/call/cph_client.h"
#include "adapters/http/curl_transport.h"
#include "adapters/runtime/timer_thread.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

constexpr int kMaxAttempts = 3;

// How the upstream fails.
enum class Failure {
  kRefusesConnections,
  kThrottles,
  kAnswers500,
  kProvesThatNothingHappened,  // A code that is write_safe in the catalogue.
  kCutsBeforeReading,          // After bytes of the request had left.
  kCutsAfterReading,
};

constexpr Failure kFailures[] = {Failure::kRefusesConnections, Failure::kThrottles,
                                 Failure::kAnswers500,         Failure::kProvesThatNothingHappened,
                                 Failure::kCutsBeforeReading,  Failure::kCutsAfterReading};

const char* NameOf(Failure failure) {
  switch (failure) {
    case Failure::kRefusesConnections:
      return "refuses connections";
    case Failure::kThrottles:
      return "throttles";
    case Failure::kAnswers500:
      return "answers 500";
    case Failure::kProvesThatNothingHappened:
      return "answers a code which proves that nothing happened";
    case Failure::kCutsBeforeReading:
      return "cuts before it read the request";
    default:
      return "cuts after it took the request";
  }
}

// What the rule makes of a failure.
struct Rule {
  int attempts;
  absl::StatusCode code;
  bool retry_info;
};

Rule RuleOf(rest::v1::Effect effect, Failure failure) {
  const Rule certain = {kMaxAttempts, absl::StatusCode::kUnavailable, true};
  const Rule unknown = {1, absl::StatusCode::kAborted, false};
  switch (failure) {
    case Failure::kRefusesConnections:
      return certain;
    case Failure::kThrottles:
      return {kMaxAttempts, absl::StatusCode::kResourceExhausted, true};
    case Failure::kProvesThatNothingHappened:
      return effect == rest::v1::EFFECT_SPEND ? Rule{1, certain.code, true} : certain;
    default:
      return effect == rest::v1::EFFECT_READ ? certain : unknown;
  }
}

std::string HttpAnswer(int status, const std::string& headers, const std::string& body) {
  return absl::StrCat("HTTP/1.1 ", status, " x\r\nContent-Type: application/json\r\n", headers,
                      "Content-Length: ", body.size(), "\r\nConnection: close\r\n\r\n", body);
}

std::string AnswerOf(Failure failure) {
  switch (failure) {
    case Failure::kThrottles:
      return HttpAnswer(
          429, "Retry-After: 0\r\n",
          R"({"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"})");
    case Failure::kAnswers500:
      return HttpAnswer(500, "", "");
    case Failure::kProvesThatNothingHappened:
      return HttpAnswer(500, "",
                        R"({"error_code":"APIGW.0605","error_msg":"Failed to resolve the backend name"})");
    default:
      return "";
  }
}

// A port of loopback on which nobody listens, kept so for as long as the socket lives.
FileDescriptor TakePort() {
  FileDescriptor taken(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(bind(taken.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return taken;
}

// An upstream that fails in one way and counts what reached it.
class FailingUpstream {
 public:
  explicit FailingUpstream(Failure failure)
      : failure_(failure), server_([this](int socket) { Serve(socket); }) {}

  // Where nobody listens, for kRefusesConnections.
  std::string url() const {
    return failure_ == Failure::kRefusesConnections
               ? absl::StrCat("http://127.0.0.1:", PortOf(refusing_.get()))
               : server_.url();
  }
  // Requests of which at least the first bytes came.
  int arrived() const { return arrived_; }

 private:
  void Serve(int socket) {
    pollfd readable = {socket, POLLIN, 0};
    if (poll(&readable, 1, -1) != 1) return;
    if (failure_ == Failure::kCutsBeforeReading) {
      ++arrived_;
      return;  // Closed with bytes unread: the caller's connection is reset.
    }
    if (ReadRequest(socket).empty()) return;
    ++arrived_;
    Write(socket, AnswerOf(failure_));
  }

  const Failure failure_;
  const FileDescriptor refusing_ = TakePort();
  std::atomic<int> arrived_{0};
  ScriptedServer server_;  // The last member: its threads use the others.
};

// Counts what is given to the transport below.
class CountingTransport final : public HttpTransport {
 public:
  explicit CountingTransport(HttpTransport* next) : next_(next) {}

  CallId Send(HttpRequest request, HttpDone done) override {
    ++sent_;
    return next_->Send(std::move(request), std::move(done));
  }
  void Cancel(CallId id) override { next_->Cancel(id); }
  int sent() const { return sent_; }

 private:
  HttpTransport* const next_;
  std::atomic<int> sent_{0};
};

// The calls of the billing service, of which there are no golden rows.
GoldenRow BillingRow(const std::string& name, const std::string& rpc, const std::string& request) {
  GoldenRow row;
  row.name = name;
  row.rpc = rpc;
  row.request = request;
  return row;
}

// The first golden row of every call.
std::vector<GoldenRow> OneRowOfEachCall() {
  std::set<std::string> seen;
  std::vector<GoldenRow> rows;
  for (const GoldenRow& row : Golden().rows) {
    if (seen.insert(row.rpc).second) rows.push_back(row);
  }
  rows.push_back(
      BillingRow("ServerService_GetOrder", "cloudphone.v1.ServerService.GetOrder", R"({"order_id": "CS1"})"));
  rows.push_back(BillingRow("BillingService_UnsubscribeResources",
                            "cloudphone.upstream.v1.BillingService.UnsubscribeResources",
                            R"({"resource_ids": ["s1"], "unsubscribe_type": 1})"));
  return rows;
}

class WriteRulesTest : public ::testing::TestWithParam<GoldenRow> {
 protected:
  void SetUp() override {
    auto transport = CurlTransport::Create({});
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
  }

  // Makes the call against `upstream`; returns its status and how often it was sent.
  absl::Status Call(const CallBinding& binding, const FailingUpstream& upstream, int* attempts) {
    CountingTransport counting(transport_.get());
    RetryOptions retry;
    retry.max_attempts = kMaxAttempts;
    retry.first_delay = retry.max_delay = absl::Milliseconds(1);
    CphClient client(BindingsOf(binding.method->service())->get(), &counting, &timers_,
                     {upstream.url(), "project", upstream.url()}, retry);
    auto request = FromProtoJson(GetParam().request, binding.method->input_type());
    if (!request.ok()) return request.status();
    absl::Status status;
    Event ended;
    const auto call =
        client.Call(*std::move(request), absl::Now() + absl::Seconds(10), [&](const CallResult& result) {
          status = result.status;
          ended.Set();
        });
    if (!call.ok()) return call.status();
    ended.Wait();
    *attempts = counting.sent();
    return status;
  }

  std::unique_ptr<CurlTransport> transport_;
  TimerThread timers_;
};

TEST_P(WriteRulesTest, WhatIsSentAgainFollowsFromTheEffect) {
  const auto binding = BindingOf(GetParam().rpc);
  ASSERT_TRUE(binding.ok()) << binding.status();
  const rest::v1::Effect effect = (*binding)->call.effect();
  for (const Failure failure : kFailures) {
    SCOPED_TRACE(absl::StrCat(GetParam().rpc, " (", rest::v1::Effect_Name(effect), "), an upstream that ",
                              NameOf(failure)));
    const FailingUpstream upstream(failure);
    int attempts = 0;
    const absl::Status status = Call(**binding, upstream, &attempts);
    const Rule rule = RuleOf(effect, failure);
    EXPECT_EQ(attempts, rule.attempts);
    EXPECT_EQ(upstream.arrived(), failure == Failure::kRefusesConnections ? 0 : rule.attempts);
    EXPECT_EQ(status.code(), rule.code) << status;
    EXPECT_EQ(RetryDelayOf(status).has_value(), rule.retry_info) << status;
    EXPECT_EQ(ReasonOf(status) == "OUTCOME_UNKNOWN", rule.code == absl::StatusCode::kAborted) << status;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, WriteRulesTest, ::testing::ValuesIn(OneRowOfEachCall()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace cloudphone
