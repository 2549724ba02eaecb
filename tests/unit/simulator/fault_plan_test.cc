// Faults through a real socket: what the client sees, what the cloud has done, what the plan knows.

#include "service/simulator/fault_plan.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;

constexpr char kPhones[] = "/cloud-phone/phones";
constexpr char kRestart[] = "/cloud-phone/phones/batch-restart";
const RoutePattern kListPhones{"GET", "phones"};
const RoutePattern kRestartPhones{"POST", "batch-restart"};

class FaultPlanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SimulatorOptions options;
    options.faults = plan_;
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
    keys_ = {options.access_key, options.secret_key, options.security_token, options.project_id};
    simulator_->Edit([&](World* world) { phone_id_ = world->phones().front().id; });
  }
  SigningClient Client() { return SigningClient(simulator_->address(), keys_, clock_.Now()); }
  std::string RestartBody() const { return absl::StrCat(R"({"phones":[{"phone_id":")", phone_id_, "\"}]}"); }
  int PhoneStatus() {
    int status = 0;
    simulator_->Edit([&](World* world) { status = world->FindPhone(phone_id_)->status; });
    return status;
  }
  std::string OutcomeOf(absl::string_view method, absl::string_view path, absl::string_view body = "") {
    SigningClient client = Client();
    client.Call(method, path, body);
    return client.outcome();
  }

  const std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  SigningKeys keys_;
  std::string phone_id_;
};

TEST_F(FaultPlanTest, ThrottlesSoManyCallsAndServesNone) {
  plan_->Throttle(kRestartPhones, 2);
  for (int i = 0; i < 2; ++i) {
    SigningClient client = Client();
    const auto answer = client.Call("POST", kRestart, RestartBody());
    EXPECT_EQ(client.outcome(), "429 APIGW.0308");
    EXPECT_EQ(client.error_text(),
              "The throttling threshold has been reached: policy user over ratelimit,limit:60,time:1 minute");
    EXPECT_EQ(client.headers().count("retry-after"), 0u);
  }
  EXPECT_EQ(PhoneStatus(), kPhoneRunning);
  EXPECT_EQ(OutcomeOf("POST", kRestart, RestartBody()), "200 ");
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting);
}

TEST_F(FaultPlanTest, SaysWhenToComeBackIfAsked) {
  plan_->Throttle(kListPhones, 1, "7");
  SigningClient client = Client();
  client.Call("GET", kPhones);
  EXPECT_EQ(client.headers().at("retry-after"), "7");
}

TEST_F(FaultPlanTest, AnswersInTheOrderOfTheFaultsAndOnlyItsRoute) {
  plan_->Refuse(kListPhones, 500, "CPS.0003", "Service internal error.");
  plan_->Refuse({"", "phones/*"}, 503, "APIGW.0613", "The IAM service is currently unavailable.");
  plan_->Refuse(kListPhones, 400, "CPS.0042", "System busy.");
  EXPECT_EQ(OutcomeOf("GET", "/cloud-phone/servers"), "200 ");
  EXPECT_EQ(OutcomeOf("GET", absl::StrCat(kPhones, "?limit=1")), "500 CPS.0003");
  EXPECT_EQ(OutcomeOf("GET", absl::StrCat(kPhones, "/", phone_id_)), "503 APIGW.0613");
  EXPECT_EQ(OutcomeOf("GET", kPhones), "400 CPS.0042");
  EXPECT_EQ(OutcomeOf("GET", kPhones), "200 ");
  plan_->CutBefore(kListPhones, 100);
  plan_->Clear();
  EXPECT_EQ(OutcomeOf("GET", kPhones), "200 ") << "forgotten";
}

TEST_F(FaultPlanTest, AnswersWithWhatIsNoJson) {
  plan_->Answer(kListPhones,
                {502, "<html>{request_id}</html>", {{"Content-Type", "text/html"}, {"X-More", "1"}}});
  SigningClient client = Client();
  client.SendCall("GET", kPhones);
  const LoopbackClient::Answer answer = client.ReadAnswer();
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html");
  EXPECT_EQ(answer.headers.at("x-more"), "1");
  EXPECT_EQ(answer.body, absl::StrCat("<html>", answer.headers.at("x-request-id"), "</html>"));
  EXPECT_EQ(client.Call("GET", kPhones)["count"].GetInt(), 120) << "the connection is kept";
}

TEST_F(FaultPlanTest, CutsTheConnectionBeforeOrAfterTheCallTookEffect) {
  plan_->CutBefore(kRestartPhones);
  SigningClient before = Client();
  before.SendCall("POST", kRestart, RestartBody());
  EXPECT_EQ(before.ReadAnswer().status, 0);
  EXPECT_EQ(PhoneStatus(), kPhoneRunning);
  plan_->CutAfter(kRestartPhones);
  SigningClient after = Client();
  after.SendCall("POST", kRestart, RestartBody());
  EXPECT_EQ(after.ReadAnswer().status, 0);
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting);
}

TEST_F(FaultPlanTest, KeepsAnAnswerBackAndServesOthersMeanwhile) {
  const std::shared_ptr<Hold> hold = plan_->HoldNext(kRestartPhones);
  SigningClient waiting = Client();
  waiting.SendCall("POST", kRestart, RestartBody());
  ASSERT_TRUE(plan_->WaitForCount(kRestartPhones, 1));
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting) << "the call took effect";
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(OutcomeOf("GET", kPhones), "200 ");
  EXPECT_FALSE(waiting.HasAnswer());
  hold->Release();
  hold->Release();
  EXPECT_EQ(waiting.ReadAnswer().status, 200);
  EXPECT_EQ(waiting.Call("GET", absl::StrCat(kPhones, "?limit=1"))["phones"].Size(), 1u) << "it goes on";
}

TEST_F(FaultPlanTest, AReleaseMayComeFirst) {
  plan_->HoldNext(kListPhones)->Release();
  EXPECT_EQ(OutcomeOf("GET", kPhones), "200 ");
}

TEST_F(FaultPlanTest, AReleaseMayComeWhenTheClientOrTheServerIsGone) {
  const std::shared_ptr<Hold> first = plan_->HoldNext(kListPhones);
  const std::shared_ptr<Hold> second = plan_->HoldNext(kListPhones);
  SigningClient waiting = Client();
  {
    SigningClient leaving = Client();
    leaving.SendCall("GET", kPhones);
    ASSERT_TRUE(plan_->WaitForCount(kListPhones, 1));
    waiting.SendCall("GET", kPhones);
    ASSERT_TRUE(plan_->WaitForCount(kListPhones, 2));
  }
  first->Release();
  EXPECT_EQ(OutcomeOf("GET", kPhones), "200 ");
  simulator_.reset();
  EXPECT_EQ(waiting.ReadAnswer().status, 0);
  second->Release();
}

TEST_F(FaultPlanTest, CountsWhatWasAdmitted) {
  for (int i = 0; i < 3; ++i) OutcomeOf("GET", absl::StrCat(kPhones, "?offset=", i));
  OutcomeOf("GET", absl::StrCat(kPhones, "/", phone_id_));
  OutcomeOf("POST", kRestart, RestartBody());
  OutcomeOf("GET", "/cloud-phone/jobs");
  SigningKeys wrong = keys_;
  wrong.secret_key = "wrong";
  SigningClient refused(simulator_->address(), wrong, clock_.Now());
  refused.Call("GET", kPhones);
  const struct {
    RoutePattern route;
    size_t count;
  } kRows[] = {
      {kListPhones, 3},
      {{"", "phones"}, 3},
      {{"POST", "phones"}, 0},
      {{"GET", "phones/*"}, 1},
      {{"GET", absl::StrCat("phones/", phone_id_)}, 1},
      {{"GET", "hones"}, 0},
      {{"GET", "cloud-phone/*"}, 4},
      {kRestartPhones, 1},
      {{"", ""}, 6},
      {{"GET", "*/*/*/*/*/*/*"}, 0},
  };
  for (const auto& row : kRows) EXPECT_EQ(plan_->Count(row.route), row.count) << row.route.suffix;
  EXPECT_EQ(plan_->CountRefused(), 1u);
}

TEST_F(FaultPlanTest, KeepsRequestsOnlyOnDemand) {
  OutcomeOf("GET", kPhones);
  plan_->Record();
  OutcomeOf("GET", absl::StrCat(kPhones, "?limit=7"));
  OutcomeOf("POST", kRestart, RestartBody());
  ASSERT_EQ(plan_->Seen({"", ""}).size(), 2u);
  const std::vector<Request> restarts = plan_->Seen(kRestartPhones);
  ASSERT_EQ(restarts.size(), 1u);
  EXPECT_EQ(restarts[0].body, RestartBody());
  EXPECT_THAT(restarts[0].Header("authorization"), HasSubstr("Access="));
  EXPECT_THAT(plan_->Seen(kListPhones)[0].target, HasSubstr("/phones?limit=7"));
}

}  // namespace
}  // namespace cloudphone::simulator
