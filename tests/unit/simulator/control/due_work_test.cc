// That what falls due has happened for whoever looks, wherever he looks.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "gtest/gtest.h"
#include "service/simulator/object_store/object_buckets.h"
#include "tests/unit/simulator/cloud_fixture.h"
#include "tests/unit/simulator/object_client.h"

namespace cloudphone::simulator {
namespace {

SimulatorOptions WithAdmin() {
  SimulatorOptions options;
  options.admin = true;
  return options;
}

class DueWorkTest : public CloudTest {
 protected:
  DueWorkTest() : CloudTest(WithAdmin()) {
    simulator_->Edit([this](World* world) { phone_id_ = world->phones().front().id; });
  }
  // Starts the job of one phone; its id.
  std::string Started(absl::string_view path, absl::string_view body) {
    EXPECT_EQ(Send("POST", path, body), "200 ") << body_;
    return At("jobs[0].job_id");
  }
  std::string StartExport() {
    return Started("v1/cloud-phone/phones/batch-storage",
                   absl::Substitute(R"({"storage_infos":[{"phone_id":"$0","include_files":["/data/local"],)"
                                    R"("bucket_name":"mybucket","object_path":"exp/out.tar"}]})",
                                    phone_id_));
  }
  std::string CallObject(absl::string_view method, absl::string_view body = "") {
    ObjectClient client(simulator_->address(),
                        {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
    client.Call(method, method == "PUT" ? "/cph-staging/late.apk" : "/mybucket/exp/out.tar", body);
    return client.outcome();
  }

  std::string phone_id_;
};

TEST_F(DueWorkTest, AnExportIsThereForWhoAsksNobodyButTheObjectStore) {
  StartExport();
  EXPECT_EQ(CallObject("GET"), "404 NoSuchKey");
  FinishJobs();
  EXPECT_EQ(CallObject("HEAD"), "200 ");
}

TEST_F(DueWorkTest, AnExportIsThereForATestThatLooksIntoTheBuckets) {
  StartExport();
  FinishJobs();
  simulator_->EditBuckets([this](Buckets* buckets) {
    const StoredObject* const object = buckets->Find("mybucket", "exp/out.tar");
    ASSERT_NE(object, nullptr);
    EXPECT_EQ(object->modified, clock_.Now());
  });
}

TEST_F(DueWorkTest, AnObjectThatComesTooLateHelpsNoJob) {
  const std::string job_id = Started(
      "v1/cloud-phone/phones/commands",
      absl::Substitute(R"({"command":"install","content":"obs://cph-staging/late.apk","phone_ids":["$0"]})",
                       phone_id_));
  EXPECT_EQ(Send("POST", "/_simulator/advance", R"({"by":"60s"})"), "200 ");
  EXPECT_EQ(CallObject("PUT", "an apk"), "200 ");
  EXPECT_EQ(OutcomeOf(job_id), "-1 CPS.0104");
}

TEST_F(DueWorkTest, WhatFallsDueHappensWhenTheTimeIsTurned) {
  bool has_happened = false;
  simulator_->Edit([&](World* world) {
    world->After(absl::Seconds(5), [&has_happened](World*) { has_happened = true; });
  });
  EXPECT_EQ(Send("POST", "/_simulator/advance", R"({"by":"4s"})"), "200 ");
  EXPECT_FALSE(has_happened);
  EXPECT_EQ(Send("POST", "/_simulator/advance", R"({"by":"1s"})"), "200 ");
  EXPECT_TRUE(has_happened);
}

}  // namespace
}  // namespace cloudphone::simulator
