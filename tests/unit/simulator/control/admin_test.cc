// The routes under /_simulator, as a team's tests call them; and time that runs faster.

#include "service/simulator/control/admin.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/object_client.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {
namespace {

constexpr char kPhones[] = "/cloud-phone/phones";

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() { Start(true, 1); }
  void Start(bool admin, int speed) {
    options_.admin = admin;
    options_.speed = speed;
    auto started = Simulator::Start(options_, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
    simulator_->Edit([&](World* world) { phone_id_ = world->phones().front().id; });
  }
  // Unsigned, as curl does it: "204", or "400 " and the body.
  std::string Admin(absl::string_view method, absl::string_view path, absl::string_view body = "") {
    LoopbackClient client(simulator_->address());
    client.Send(absl::StrCat(method, " /_simulator/", path,
                             " HTTP/1.1\r\nHost: here\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
    const LoopbackClient::Answer answer = client.Read();
    return absl::StrCat(answer.status, answer.body.empty() ? "" : " ", answer.body);
  }
  std::string Call(absl::string_view method, const std::string& path, const std::string& body = "") {
    SigningClient client(simulator_->address(),
                         {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
    client.Call(method, path, body);
    return client.outcome();
  }
  std::string Restart() {
    return Call("POST", absl::StrCat(kPhones, "/batch-restart"),
                absl::StrCat(R"({"phones":[{"phone_id":")", phone_id_, "\"}]}"));
  }
  int PhoneStatus() {
    int status = 0;
    simulator_->Edit([&](World* world) { status = world->FindPhone(phone_id_)->status; });
    return status;
  }

  SimulatorOptions options_;
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  std::string phone_id_;
};

TEST_F(AdminTest, IsNotThereUnlessAskedFor) {
  Start(false, 1);
  EXPECT_EQ(Admin("POST", "reset").substr(0, 3), "401");
}

TEST_F(AdminTest, TurnsTheWorldsTimeAndNothingElses) {
  Restart();
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting);
  EXPECT_EQ(Admin("POST", "advance", R"({"by":"2s"})"), R"(200 {"now":"2023-11-14T22:13:22Z"})");
  EXPECT_EQ(PhoneStatus(), kPhoneRunning);
  EXPECT_EQ(Admin("POST", "advance", R"({"by":"48h"})"), R"(200 {"now":"2023-11-16T22:13:22Z"})");
  EXPECT_EQ(Call("GET", kPhones), "200 ") << "signed by a clock that was not turned";
  EXPECT_EQ(Admin("GET", "time"), R"(200 {"now":"2023-11-16T22:13:22Z"})");
}

TEST_F(AdminTest, ResetMakesEverythingAnew) {
  ObjectClient objects(simulator_->address(),
                       {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
  objects.Call("PUT", "/cph-staging/mine", "content");
  Call("PUT", absl::StrCat(kPhones, "/", phone_id_), R"({"phone_name":"renamed"})");
  Admin("POST", "advance", R"({"by":"1h"})");
  Admin("POST", "faults", R"({"cut":"before"})");
  EXPECT_EQ(Admin("POST", "reset"), "204");
  simulator_->Edit([&](World* world) {
    EXPECT_EQ(world->now(), clock_.Now());
    EXPECT_EQ(world->FindPhoneNamed("renamed"), nullptr);
    EXPECT_NE(world->FindPhone(phone_id_), nullptr) << "the same seed, the same ids";
  });
  EXPECT_EQ(objects.Call("GET", "/cph-staging/mine").status, 404);
  EXPECT_EQ(objects.Call("GET", "/push-bucket/my_apps/test.apk").status, 200);
  EXPECT_EQ(Admin("GET", "requests?path=phones").substr(0, 13), R"(200 {"count":)");
  EXPECT_EQ(Call("GET", absl::StrCat(kPhones, "/none")), "404 CPS.0005") << "the fault is forgotten";
}

TEST_F(AdminTest, PlansEachKindOfFault) {
  EXPECT_EQ(Admin("POST", "faults",
                  R"({"method":"GET","path":"phones","times":2,"answer":{"status":502,"body":)"
                  R"("{\"request_id\":\"{request_id}\",\"error_code\":\"A.1\",\"error_msg\":\"\"}"}})"),
            "204");
  EXPECT_EQ(Admin("POST", "faults",
                  R"({"path":"phones","refuse":{"status":403,"code":"CPS.0053","message":"frozen"}})"),
            "204");
  EXPECT_EQ(Admin("POST", "faults", R"({"path":"phones","throttle":{"retry_after":"7"}})"), "204");
  for (const char* outcome : {"502 A.1", "502 A.1", "403 CPS.0053", "429 APIGW.0308", "200 "})
    EXPECT_EQ(Call("GET", kPhones), outcome);
  EXPECT_EQ(Admin("POST", "faults", R"({"path":"batch-restart","cut":"after"})"), "204");
  SigningClient client(simulator_->address(),
                       {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
  client.SendCall("POST", absl::StrCat(kPhones, "/batch-restart"),
                  absl::StrCat(R"({"phones":[{"phone_id":")", phone_id_, "\"}]}"));
  EXPECT_EQ(client.ReadAnswer().status, 0);
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting);
  Admin("POST", "faults", R"({"path":"phones","cut":"before","times":9})");
  EXPECT_EQ(Admin("DELETE", "faults"), "204");
  EXPECT_EQ(Call("GET", kPhones), "200 ");
}

TEST_F(AdminTest, AMethodMayBeWrittenInSmallLetters) {
  EXPECT_EQ(Admin("POST", "faults", R"({"method":"get","path":"phones","throttle":{}})"), "204");
  EXPECT_EQ(Call("GET", kPhones), "429 APIGW.0308");
  EXPECT_EQ(Call("GET", kPhones), "200 ");
  EXPECT_EQ(Admin("GET", "requests?method=get&path=phones").substr(0, 14), R"(200 {"count":2)");
}

TEST_F(AdminTest, CountsWhatCame) {
  for (int i = 0; i < 3; ++i) Call("GET", kPhones);
  Call("GET", absl::StrCat(kPhones, "/none"));
  EXPECT_EQ(Admin("GET", "requests?method=GET&path=phones"),
            absl::StrCat(R"(200 {"count":3,"refused":0,"requests":[{"method":"GET","path":"/v1/)",
                         options_.project_id, R"(/cloud-phone/phones","count":3}]})"));
  EXPECT_EQ(Admin("GET", "requests?path=phones/*").substr(0, 14), R"(200 {"count":1)");
  EXPECT_EQ(Admin("GET", "requests?route=phones"), R"(400 {"error":"route: no such parameter"})");
}

TEST_F(AdminTest, SaysWhatIsWrong) {
  const struct {
    const char* path;
    const char* body;
    const char* what;
  } kRows[] = {
      {"advance", "by", "the body is no JSON object"},
      {"advance", R"({"for":"1s"})", "for: no such key"},
      {"advance", R"({"by":5})", "by: give a time from 0s to 8784h, as text"},
      {"advance", R"({"by":"-1s"})", "by: give a time from 0s to 8784h, as text"},
      {"faults", R"({"path":"phones"})", "give one of answer, refuse, throttle and cut"},
      {"faults", R"({"cut":"after","throttle":{}})", "give one of answer, refuse, throttle and cut"},
      {"faults", R"({"cut":"now"})", "cut: is neither before nor after"},
      {"faults", R"({"cut":"after","times":0})", "times: is no number from 1 to 1000000"},
      {"faults", R"({"answer":{"state":500}})", "state: no such key"},
      {"faults", R"({"answer":5})", "answer: is no object"},
      {"faults", R"({"answer":{"headers":{"a":1}}})", "headers: has what is no text"},
      {"faults", R"({"answer":{"headers":{"a":"b\r\nc: d"}}})", "headers: has what is no header"},
      {"faults", R"({"answer":{"headers":{"a b":"c"}}})", "headers: has what is no header"},
      {"faults", R"({"answer":{"headers":{"":"c"}}})", "headers: has what is no header"},
      {"faults", R"({"throttle":{"retry_after":"1\n"}})", "retry_after: is no header"},
      {"faults", R"({"refuse":{"status":99}})", "status: is no number from 200 to 599"},
      {"faults", R"({"refuse":{"status":400}})", "code: is not set"},
      {"faults", R"({"method":"FETCH","cut":"after"})", "method: is no method of HTTP"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Admin("POST", row.path, row.body), absl::StrCat("400 {\"error\":\"", row.what, "\"}"))
        << row.body;
  EXPECT_EQ(Admin("GET", "reset"), R"(404 {"error":"there is no GET of reset"})");
}

TEST_F(AdminTest, AHeaderIsNoLongerThanAHeadMayBe) {
  const auto plan = [&](size_t size) {
    const std::string value(size, 'a');
    return Admin("POST", "faults", absl::StrCat(R"({"answer":{"headers":{"long":")", value, "\"}}}"));
  };
  EXPECT_EQ(plan((32 << 10) - 4), "204");
  EXPECT_EQ(plan((32 << 10) - 3), R"(400 {"error":"headers: has what is no header"})");
}

TEST_F(AdminTest, TimeRunsFasterForJobsAndNotForSignatures) {
  Start(true, 60);
  Restart();
  clock_.Advance(absl::Milliseconds(10));
  EXPECT_EQ(PhoneStatus(), kPhoneRestarting);
  clock_.Advance(absl::Milliseconds(24));
  EXPECT_EQ(PhoneStatus(), kPhoneRunning) << "2 s are over";
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(Call("GET", kPhones), "200 ");
  EXPECT_EQ(Admin("GET", "time"), R"(200 {"now":"2023-11-16T04:13:22Z"})");
}

TEST(SpeedTest, HasBounds) {
  FakeTimers clock;
  for (const int speed : {0, -1, 100001}) {
    SimulatorOptions options;
    options.speed = speed;
    EXPECT_EQ(Simulator::Start(options, &clock).status().message(), "speed: give a number from 1 to 100000");
  }
}

}  // namespace
}  // namespace cloudphone::simulator
