// Scenario files: what they make of a world, and what is said of wrong ones.

#include "service/simulator/control/scenario.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/serving/config/proto_duration.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

// The example that README.md shows, which is to do what its comments say.
class ExampleScenarioTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto scenario = LoadScenario(CLOUDPHONE_EXAMPLE_SCENARIO);
    ASSERT_TRUE(scenario.ok()) << scenario.status();
    options_.scenario = *scenario;
    options_.job_duration = ToDuration((*scenario)->job_duration());
    auto started = Simulator::Start(options_, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }
  std::string Call(absl::string_view method, const std::string& path, const std::string& body = "") {
    SigningClient client(simulator_->address(),
                         {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
    answer_ = client.Call(method, path, body);
    return client.outcome();
  }
  Phone Named(const std::string& name) {
    Phone found;
    simulator_->Edit([&](World* world) {
      const Phone* const phone = world->FindPhoneNamed(name);
      ASSERT_NE(phone, nullptr) << name;
      found = *phone;
    });
    return found;
  }
  // The code with which a job of the call fails after `takes`, or "2".
  std::string OutcomeOf(const std::string& path, const std::string& body, absl::Duration takes) {
    EXPECT_EQ(Call("POST", path, body), "200 ");
    const std::string job = answer_["jobs"][0]["job_id"].GetString();
    clock_.Advance(takes - absl::Milliseconds(1));
    simulator_->Edit([&](World* world) { EXPECT_EQ(world->jobs().Find(job)->status, kJobRunning); });
    clock_.Advance(absl::Milliseconds(1));
    std::string outcome;
    simulator_->Edit([&](World* world) {
      const Job& ended = *world->jobs().Find(job);
      outcome = ended.error.has_value() ? ended.error->code : absl::StrCat(ended.status);
    });
    return outcome;
  }
  std::string Restart(const std::string& phone_id) {
    return OutcomeOf("/cloud-phone/phones/batch-restart",
                     absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, "\"}]}"), absl::Seconds(4));
  }

  SimulatorOptions options_;
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  rapidjson::Document answer_;
};

TEST_F(ExampleScenarioTest, HasItsServersAndPhones) {
  EXPECT_EQ(Call("GET", "/cloud-phone/servers"), "200 ");
  ASSERT_EQ(answer_["servers"].Size(), 2u);
  EXPECT_STREQ(answer_["servers"][0]["server_name"].GetString(), "ci-phones");
  EXPECT_STREQ(answer_["servers"][1]["server_model_name"].GetString(), "physical.rx1.xlarge.special");
  EXPECT_EQ(Call("GET", "/cloud-phone/phones"), "200 ");
  EXPECT_EQ(answer_["count"].GetInt(), 12);
  EXPECT_EQ(Named("ci-phones-00007").status, kPhoneRunning);
  EXPECT_EQ(Named("ci-phones-00008").status, kPhoneStopped);
  EXPECT_EQ(Named("ci-phones-00009").status, kPhoneFrozen);
  EXPECT_EQ(Named("ci-phones-00010").properties["persist.sys.locale"], "de-DE");
  simulator_->Edit([](World* world) { EXPECT_EQ(world->tags().All().size(), 2u); });
  EXPECT_EQ(Call("GET", "/cloud-phone/encode-servers"), "200 ");
  EXPECT_EQ(answer_["encode_servers"].Size(), 2u) << "the rest is the default world";
}

TEST_F(ExampleScenarioTest, JobsTakeTheirTimeAndFail) {
  const std::string phone_id = Named("ci-phones-00010").id;
  const std::string body = absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, "\"}]}");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(Call("POST", "/cloud-phone/phones/batch-restart", body), "429 APIGW.0308");
  EXPECT_EQ(Restart(phone_id), "CPS.0054");
  EXPECT_EQ(Named("ci-phones-00010").status, kPhoneRestartFailed);
  EXPECT_EQ(Restart(phone_id), "2");
  EXPECT_EQ(Named("ci-phones-00010").status, kPhoneRunning);
  const std::string install =
      absl::StrCat(R"({"command":"install","content":"obs://push-bucket/my_apps/test.apk",)",
                   R"("phone_ids":[")", phone_id, "\"]}");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(OutcomeOf("/cloud-phone/phones/commands", install, absl::Seconds(20)), "CPS.0191");
}

TEST_F(ExampleScenarioTest, CallsGoWrongOnce) {
  EXPECT_EQ(Call("GET", "/cloud-phone/jobs/none"), "500 CPS.0003");
  EXPECT_EQ(Call("GET", "/cloud-phone/jobs/none"), "404 CPS.0011");
  SigningClient client(simulator_->address(),
                       {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
  client.SendCall("GET", "/cloud-phone/phone-models");
  const LoopbackClient::Answer answer = client.ReadAnswer();
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html");
  client.SendCall("POST", "/cloud-phone/phones/batch-stop",
                  absl::StrCat(R"({"phone_ids":[")", Named("ci-phones-00001").id, "\"]}"));
  EXPECT_EQ(client.ReadAnswer().status, 0);
  EXPECT_EQ(Named("ci-phones-00001").status, kPhoneStopping) << "it took effect";
}

// Loads a scenario of that text; what is said of it, without the file's name.
std::string ComplaintOf(const std::string& text) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/scenario_test.yaml");
  std::ofstream(path) << text;
  const auto scenario = LoadScenario(path);
  std::remove(path.c_str());
  const std::string said(scenario.status().message());
  return said.compare(0, path.size() + 1, path + ":") == 0 ? said.substr(path.size() + 1) : said;
}

TEST(ScenarioTest, NamesLineAndKeyOfWhatIsWrong) {
  const struct {
    const char* text;
    const char* begin;
  } kRows[] = {
      {"job_duration: 25h\n", "1: job_duration: is not 0 to 24h"},
      {"servers:\n- phone: 3\n", "2: servers[0].phone: no such key"},
      {"servers:\n- phones: 2001\n", "2: servers[0].phones: is not 0 to 2000"},
      {"servers:\n- phones: many\n", "2: servers[0].phones: is no whole number"},
      {"servers:\n- name: a b\n", "2: servers[0].name: is not 1 to 60 letters"},
      {"servers:\n- phone_model: x\n", "2: servers[0].phone_model: is none of the catalogue"},
      {"servers:\n- state: lost\n", "2: servers[0].state: "},
      {"servers:\n- phones: 2\n  special_phones:\n  - number: 3\n",
       "4: servers[0].special_phones[0].number: is not 1 to 2"},
      {"servers:\n- special_phones:\n  - number: 3\n  - number: 3\n",
       "4: servers[0].special_phones[1].number: stands twice"},
      {"servers:\n- failures:\n  - code: CPS.0191\n", "3: servers[0].failures[0].job: is not set"},
      {"servers:\n- tags: {a*b: c}\n", "2: servers[0].tags: is no tag"},
      {"servers:\n- special_phones:\n  - number: 3\n    properties: {nope: b}\n",
       "4: servers[0].special_phones[0].properties.nope: is refused with CPS.0163, "},
      {"servers:\n- special_phones:\n  - number: 3\n    properties:\n      ro.install.auto: \"1\"\n"
       "      com.cph.mainkeys: \"7\"\n",
       "6: servers[0].special_phones[0].properties.com.cph.mainkeys: is refused with CPS.0164, "},
      {"servers:\n- name: a\n- name: a\n", "3: servers[1].name: stands twice"},
      {"servers:\n- name: cph-server-2\n- phones: 1\n", "3: servers[1].name: stands twice"},
      {"servers:\n- failures: [{job: stop}, {job: stop}]\n", "2: servers[0].failures[1].job: stands twice"},
      {"servers:\n- failures:\n  - job: stop\n    code: foo\n",
       "4: servers[0].failures[0].code: is no code such as CPS.0054"},
      {"servers:\n- failures:\n  - job: stop\n    times: 4000000000\n",
       "4: servers[0].failures[0].times: is not 0 to 1000000"},
      {"job_times:\n- {job: stop, takes: 1s}\n- {job: stop, takes: 2s}\n",
       "3: job_times[1].job: stands twice"},
      {"job_times:\n- job: fly\n", "2: job_times[0].job: "},
      {"faults:\n- path: phones\n", "2: faults[0]: has none of answer, refuse, throttle and cut"},
      {"faults:\n- refuse: {status: 200, code: A}\n", "2: faults[0].refuse.status: is not 400 to 599"},
      {"faults:\n- refuse: {status: 500}\n", "2: faults[0].refuse.code: is not set"},
      {"faults:\n- answer: {status: 99}\n", "2: faults[0].answer.status: is not 200 to 599"},
      {"faults:\n- cut: after\n  method: FETCH\n", "3: faults[0].method: is no method of HTTP"},
      {"faults:\n- cut: after\n  times: 4000000000\n", "3: faults[0].times: is not 0 to 1000000"},
      {"faults:\n- answer:\n    headers:\n      A: b\n      C: \"d\\r\\ne: f\"\n",
       "5: faults[0].answer.headers.C: is no header"},
      {"faults:\n- throttle: {retry_after: \"1\\n\"}\n", "2: faults[0].throttle.retry_after: is no header"},
      {"faults:\n- cut: after\n  throttle: {}\n", "3: faults[0].throttle: "},
  };
  for (const auto& row : kRows) {
    const std::string complaint = ComplaintOf(row.text);
    EXPECT_EQ(complaint.substr(0, std::string(row.begin).size()), row.begin) << row.text;
  }
  EXPECT_EQ(ComplaintOf("job_duration: 5s\n"), "");
}

TEST(ScenarioTest, AFaultsMethodMayBeWrittenInSmallLetters) {
  v1::Scenario scenario;
  v1::Fault* const fault = scenario.add_faults();
  fault->set_method("get");
  fault->mutable_throttle();
  FaultPlan faults;
  PlanFaults(scenario, &faults);
  Request request;
  request.method = "GET";
  EXPECT_EQ(faults.Apply(request, "id", [] { return Response(); }).status, 429);
}

TEST(ScenarioTest, AFileThatIsNotThereIsAnError) { EXPECT_FALSE(LoadScenario("/nowhere.yaml").ok()); }

TEST(ScenarioTest, EveryKindOfJobHasItsTime) {
  v1::Scenario scenario;
  for (int job = v1::JobKind_MIN + 1; job < v1::JobKind_ARRAYSIZE; ++job) {
    v1::JobTime* const time = scenario.add_job_times();
    time->set_job(static_cast<v1::JobKind>(job));
    time->mutable_takes()->set_seconds(job);
  }
  World world({0, 0}, absl::FromUnixSeconds(1700000000));
  ApplyScenario(scenario, world.now(), &world);
  EXPECT_EQ(world.job_rules().TimeOf(Action::kRestart), absl::Seconds(v1::JOB_KIND_RESTART));
  EXPECT_EQ(world.job_rules().TimeOf(Action::kInstall), absl::Seconds(v1::JOB_KIND_INSTALL));
  EXPECT_EQ(world.job_rules().TimeOf(Action::kChangeServer), absl::Seconds(v1::JOB_KIND_CHANGE_SERVER));
  EXPECT_FALSE(world.job_rules().TimeOf(Action::kDeleteServers).has_value());
}

}  // namespace
}  // namespace cloudphone::simulator
