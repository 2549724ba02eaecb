// Why the vendor does not find an object that is there.

#include "service/gateway/artifacts/seen_objects.h"

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/job_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

google::rpc::Status ErrorWith(const std::string& reason) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = reason;
  error.message = "File doesn't exists in OBS.";
  error.metadata["upstream_code"] = "CPS.0104";
  return ToRpcStatus(error);
}

v1::Job FailedJob(const std::string& id) {
  v1::Job job;
  job.set_job_id(id);
  *job.mutable_error() = ErrorWith("OBJECT_NOT_FOUND");
  return job;
}

std::string ReasonOfJob(const v1::Job& job) { return ReasonOf(ToStatus(job.error())); }

TEST(SeenObjectsTest, AJobThatDoesNotFindWhatIsThereMayNotReadIt) {
  SeenObjects seen;
  v1::JobGroup group;
  group.add_jobs()->set_job_id("j1");
  seen.Add(group, "bucket");
  v1::GetJobResponse answer;
  *answer.mutable_job() = FailedJob("j1");
  seen.ExplainAnswer(&answer);
  EXPECT_EQ(ReasonOfJob(answer.job()), "OBS_NOT_DELEGATED");
  EXPECT_THAT(ToStatus(answer.job().error()), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(answer.job().error().message(), ::testing::HasSubstr("bucket"));
}

TEST(SeenObjectsTest, WhatNobodySawStaysMissing) {
  SeenObjects seen;
  v1::ListJobsResponse answer;
  *answer.add_jobs() = FailedJob("unknown");
  seen.ExplainAnswer(&answer);
  EXPECT_EQ(ReasonOfJob(answer.jobs(0)), "OBJECT_NOT_FOUND");
}

TEST(SeenObjectsTest, OtherFailuresAndSuccessStay) {
  SeenObjects seen;
  v1::JobGroup group;
  group.add_jobs()->set_job_id("j1");
  seen.Add(group, "bucket");
  v1::Job job;
  job.set_job_id("j1");
  seen.Explain(&job);
  EXPECT_FALSE(job.has_error());
  EXPECT_EQ(ReasonOf(ToStatus(ExplainMissing(ErrorWith("PHONE_NOT_RUNNING"), "bucket"))),
            "PHONE_NOT_RUNNING");
}

TEST(SeenObjectsTest, TheOldestJobsAreForgotten) {
  SeenObjects seen(2);
  v1::JobGroup group;
  for (const char* id : {"j1", "j2", "j3"}) group.add_jobs()->set_job_id(id);
  seen.Add(group, "bucket");
  v1::Job oldest = FailedJob("j1");
  seen.Explain(&oldest);
  EXPECT_EQ(ReasonOfJob(oldest), "OBJECT_NOT_FOUND");
  v1::Job newest = FailedJob("j3");
  seen.Explain(&newest);
  EXPECT_EQ(ReasonOfJob(newest), "OBS_NOT_DELEGATED");
}

}  // namespace
}  // namespace cloudphone
