// The world's jobs and events: when they happen, what they do, how they fail.

#include "service/simulator/world.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/route_table.h"

namespace cloudphone::simulator {
namespace {

using ::testing::ElementsAre;

class WorldTest : public ::testing::Test {
 protected:
  void Advance(absl::Duration duration) { world_.Settle(now_ += duration); }
  Phone& phone() { return *world_.FindPhone(world_.phones().front().id); }

  absl::Time now_ = absl::FromUnixSeconds(1700000000);
  World world_{{1, 3, absl::Seconds(2), 1}, now_};
};

TEST_F(WorldTest, EventsHappenAtTheirTimesHoweverLateSomebodyLooks) {
  std::vector<std::string> seen;
  const absl::Time begin = now_;
  const auto note = [&](World* world, const char* what) {
    seen.push_back(absl::StrCat(what, " ", absl::ToInt64Seconds(world->now() - begin)));
  };
  world_.After(absl::Seconds(5), [&](World* world) { note(world, "second"); });
  world_.After(absl::Seconds(1), [&](World* world) {
    note(world, "first");
    world->After(absl::Seconds(1), [&](World* later) { note(later, "its own"); });
  });
  world_.After(absl::Seconds(5), [&](World* world) { note(world, "third"); });
  world_.After(absl::Seconds(11), [&](World* world) { note(world, "not yet"); });
  Advance(absl::Seconds(10));
  EXPECT_THAT(seen, ElementsAre("first 1", "its own 2", "second 5", "third 5"));
  EXPECT_EQ(world_.now(), now_);
}

TEST_F(WorldTest, AJobHasItsEffectAndOutputWhenItEnds) {
  JobPlan plan = {Action::kShell, phone().id, phone().server_id};
  plan.effect = [](World* world, Job* job) {
    world->FindPhone(job->phone_id)->name = "renamed";
    job->output = std::string(1023, 'a') + "\xC3\xA9 and more";
  };
  plan.duration = absl::Seconds(7);
  const Job& job = world_.StartJob(std::move(plan), "request");
  Advance(absl::Seconds(6));
  EXPECT_EQ(job.status, kJobRunning);
  EXPECT_NE(phone().name, "renamed");
  EXPECT_EQ(job.output, "");
  Advance(absl::Seconds(1));
  EXPECT_EQ(job.status, kJobSucceeded);
  EXPECT_EQ(phone().name, "renamed");
  EXPECT_EQ(job.output, std::string(1023, 'a')) << "cut at 1024 bytes, and before the character";
  EXPECT_EQ(world_.jobs().Find(job.id), &job);
  EXPECT_THAT(*world_.jobs().FindRequest("request"), ElementsAre(job.id));
}

TEST_F(WorldTest, ADefectFailsItsActionOnPhonesAndServersEachTime) {
  phone().defect = Action::kInstall;
  Server& server = *world_.FindServer(phone().server_id);
  server.defect = Action::kShareFiles;
  for (int i = 0; i < 2; ++i) {
    const Job& bad = world_.StartJob({Action::kInstall, phone().id, server.id}, "r");
    const Job& good = world_.StartJob({Action::kUninstall, phone().id, server.id}, "r");
    const Job& bad_server = world_.StartJob({Action::kShareFiles, "", server.id}, "r");
    Advance(absl::Seconds(2));
    EXPECT_EQ(bad.status, kJobFailed);
    EXPECT_EQ(bad.error->code, "CPS.0054");
    EXPECT_EQ(good.status, kJobSucceeded);
    EXPECT_EQ(bad_server.error->code, "CPS.0054");
  }
}

TEST_F(WorldTest, AnEffectLearnsThatItsTargetIsGone) {
  std::string seen;
  const std::string id = phone().id;
  world_.StartJob({Action::kShell, id, "", "", [&](World*, Job* job) { seen = job->error->code; }}, "r");
  world_.RemovePhone(id);
  Advance(absl::Seconds(2));
  EXPECT_EQ(seen, "CPS.0005");
}

TEST(RouteTableTest, PutsLiteralsBeforeVariablesAndTellsTheVersionsApart) {
  const auto id_of = [](const char* method, const char* path) {
    const RouteMatch match = FindRoute(method, path);
    return match.route == nullptr ? std::string(match.path_is_known ? "no method" : "none")
                                  : absl::StrCat(match.route->path, " ", match.parent_id, " ", match.id);
  };
  EXPECT_EQ(id_of("GET", "/v1/p/cloud-phone/servers/s%2Fx"), "cloud-phone/servers/*  s/x");
  EXPECT_EQ(id_of("DELETE", "/v1/p/cloud-phone/servers/s"), "no method");
  EXPECT_EQ(id_of("GET", "/v3/p/cloud-phone/servers"), "none");
  EXPECT_EQ(id_of("GET", "/v1/p"), "none");
  EXPECT_EQ(FindRoute("GET", "/v1/p/cloud-phone/jobs").project_id, "p");
}

}  // namespace
}  // namespace cloudphone::simulator
