// Files on their way to phones: an upload by plain HTTP to the URL that the gateway gave, the installation of
// it, and what the gateway sees before it sends what cannot succeed.

#include <memory>
#include <string>
#include <utility>

#include "adapters/http/curl_transport.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/adb_service.grpc.pb.h"
#include "cloudphone/v1/artifact_service.grpc.pb.h"
#include "service/simulator/fault_plan.h"
#include "tests/integration/captured_log.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/unit/http/results.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ArtifactsTest : public GatewayFixture {
 protected:
  ArtifactsTest() {
    simulator_.faults = faults_;
    StartWithSimulator();
    artifacts_ = v1::ArtifactService::NewStub(channel());
    adb_ = v1::AdbService::NewStub(channel());
    auto http = CurlTransport::Create({});
    EXPECT_THAT(http, IsOk());
    http_ = *std::move(http);
    phone_id_ = ListAll()[0].phone_id();
  }

  absl::StatusOr<v1::CreateUploadResponse> CreateUpload(const std::string& file_name) {
    v1::CreateUploadRequest request;
    request.set_file_name(file_name);
    v1::CreateUploadResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = artifacts_->CreateUpload(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }
  absl::StatusOr<v1::InstallApkResponse> Install(const std::string& uri) {
    v1::InstallApkRequest request;
    request.add_content(uri);
    request.add_phone_ids(phone_id_);
    v1::InstallApkResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = adb_->InstallApk(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }
  v1::Job Finish(const v1::JobGroup& group) {
    v1::WaitJobsRequest request;
    *request.mutable_request_ids() = group.request_ids();
    const auto waited = Call(&JobStub::WaitJobs, request);
    EXPECT_THAT(waited, IsOk());
    return waited.ok() && waited->jobs_size() == 1 ? waited->jobs(0) : v1::Job();
  }
  // What any HTTP client does: no header but those that it was told to send.
  HttpResult Http(const std::string& method, const std::string& url, std::string body = "") {
    HttpRequest request;
    request.method = method;
    request.url = url;
    request.body = std::move(body);
    return Exchange(http_.get(), std::move(request));
  }

  const std::shared_ptr<simulator::FaultPlan> faults_ = std::make_shared<simulator::FaultPlan>();
  std::unique_ptr<v1::ArtifactService::Stub> artifacts_;
  std::unique_ptr<v1::AdbService::Stub> adb_;
  std::unique_ptr<CurlTransport> http_;
  std::string phone_id_;
};

TEST_F(ArtifactsTest, WhatIsUploadedIsInstalledAndComesBack) {
  const auto upload = CreateUpload("game.apk");
  ASSERT_THAT(upload, IsOk());
  EXPECT_EQ(Http("PUT", upload->url(), "the bytes of an app").status, 200);
  const auto install = Install(upload->object_uri());
  ASSERT_THAT(install, IsOk());
  const v1::Job job = Finish(install->group());
  EXPECT_EQ(job.state(), v1::JOB_STATE_SUCCEEDED) << job.ShortDebugString();

  v1::CreateDownloadRequest request;
  request.set_object_path(upload->object_path());
  request.set_file_name("again.apk");
  v1::CreateDownloadResponse download;
  grpc::ClientContext context;
  SetDeadline(&context);
  ASSERT_TRUE(artifacts_->CreateDownload(&context, request, &download).ok());
  const HttpResult fetched = Http("GET", download.url());
  EXPECT_EQ(fetched.status, 200);
  EXPECT_EQ(fetched.body, "the bytes of an app");
  EXPECT_EQ(FindHeader(fetched.headers, "Content-Disposition"), "attachment; filename=\"again.apk\"");
  EXPECT_EQ(Http("GET", upload->url()).status, 403) << "the URL of an upload only puts";
}

TEST_F(ArtifactsTest, NoUrlStandsInTheLog) {
  CapturedLog& log = CapturedLog::Get();
  log.Clear();
  const auto upload = CreateUpload("game.apk");
  ASSERT_THAT(upload, IsOk());
  EXPECT_EQ(Http("PUT", upload->url(), "bytes").status, 200);
  EXPECT_THAT(Install(upload->object_uri()), IsOk());
  ASSERT_TRUE(log.WaitForLine({"ArtifactService/CreateUpload", "OK"}));
  ASSERT_TRUE(log.WaitForLine({"AdbService/InstallApk", "OK"}));
  EXPECT_FALSE(log.Holds("Signature="));
  EXPECT_FALSE(log.Holds(upload->object_path()));
}

TEST_F(ArtifactsTest, AMissingObjectIsToldBeforeAnythingIsSent) {
  const auto upload = CreateUpload("never-uploaded.apk");
  ASSERT_THAT(upload, IsOk());
  const auto install = Install(upload->object_uri());
  EXPECT_THAT(install, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ReasonOf(install.status()), "OBJECT_NOT_FOUND");
  EXPECT_THAT(std::string(install.status().message()), HasSubstr(upload->object_uri()));
  EXPECT_EQ(faults_->Count({"POST", "phones/commands"}), 0U);
}

TEST_F(ArtifactsTest, ABucketThatTheVendorMayNotReadIsToldFromAMissingObject) {
  const auto install = Install("obs://undelegated-bucket/my_apps/test.apk");
  ASSERT_THAT(install, IsOk()) << "our own keys see it";
  const v1::Job job = Finish(install->group());
  EXPECT_EQ(job.state(), v1::JOB_STATE_FAILED);
  EXPECT_EQ(ReasonOf(ToStatus(job.error())), "OBS_NOT_DELEGATED") << job.ShortDebugString();
  v1::GetJobRequest request;
  request.set_job_id(job.job_id());
  const auto read = Call(&JobStub::GetJob, request);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(ReasonOf(ToStatus(read->job().error())), "OBS_NOT_DELEGATED");
}

TEST_F(ArtifactsTest, ALookThatFailsSpoilsNothing) {
  faults_->Answer({"HEAD", "my_apps/test.apk"}, {500});
  const auto install = Install("obs://push-bucket/my_apps/test.apk");
  ASSERT_THAT(install, IsOk());
  EXPECT_EQ(Finish(install->group()).state(), v1::JOB_STATE_SUCCEEDED);
  faults_->CutBefore({"HEAD", "my_apps/test.apk"});
  EXPECT_THAT(Install("obs://push-bucket/my_apps/test.apk"), IsOk());
  EXPECT_GE(faults_->Count({"HEAD", "my_apps/test.apk"}), 2U);
}

TEST_F(ArtifactsTest, WhoGoesAwayDuringTheLookInstallsNothing) {
  CapturedLog& log = CapturedLog::Get();
  log.Clear();
  const auto hold = faults_->HoldNext({"HEAD", "my_apps/test.apk"});
  v1::InstallApkRequest request;
  request.add_content("obs://push-bucket/my_apps/test.apk");
  request.add_phone_ids(phone_id_);
  PendingCall<v1::InstallApkResponse> install(adb_.get(), &v1::AdbService::Stub::InstallApk, request,
                                              kCallTimeout);
  ASSERT_TRUE(faults_->WaitForCount({"HEAD", "my_apps/test.apk"}, 1));
  install.Cancel();
  EXPECT_THAT(install.Wait(), StatusIs(absl::StatusCode::kCancelled));
  // Before the look has its answer: the gateway hears of the cancel a little later than its caller.
  EXPECT_TRUE(log.WaitForLine({"AdbService/InstallApk", "CANCELLED"}));
  hold->Release();
  Stop();
  EXPECT_EQ(faults_->Count({"POST", "phones/commands"}), 0U);
}

TEST_F(ArtifactsTest, ASubscriptionIsNotDeleted) {
  std::string subscribed;
  std::string paid_by_use;
  const auto servers = Call(&ServerStub::ListServers, v1::ListServersRequest());
  ASSERT_THAT(servers, IsOk());
  for (const v1::Server& server : servers->servers()) {
    const bool is_subscribed = server.metadata().charging_mode() == v1::CHARGING_MODE_SUBSCRIPTION;
    (is_subscribed ? subscribed : paid_by_use) = server.server_id();
  }
  ASSERT_THAT(subscribed, Not(IsEmpty()));
  v1::DeleteServersRequest request;
  request.add_server_ids(subscribed);
  const auto refused = Call(&ServerStub::DeleteServers, request);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(refused.status()), "SUBSCRIPTION_SERVER");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr(subscribed));
  request.set_validate_only(true);
  EXPECT_THAT(Call(&ServerStub::DeleteServers, request), IsOk()) << "only checked: nothing is sent";
  ASSERT_THAT(paid_by_use, Not(IsEmpty()));
  request.set_validate_only(false);
  request.set_server_ids(0, paid_by_use);
  EXPECT_THAT(Call(&ServerStub::DeleteServers, request), IsOk());
}

}  // namespace
}  // namespace cloudphone
