// Which URLs are handed out, and to whom not.

#include "service/gateway/artifacts/staging.h"

#include <set>
#include <string>

#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Pair;

class StagingTest : public ::testing::Test {
 protected:
  StagingTest() { area_.bucket = "staging"; }

  absl::StatusOr<v1::CreateUploadResponse> Upload(const std::string& file_name, int64_t seconds = 0) {
    v1::CreateUploadRequest request;
    request.set_file_name(file_name);
    request.mutable_lifetime()->set_seconds(seconds);
    return CreateUpload(area_, &store_, request);
  }
  absl::StatusOr<v1::CreateDownloadResponse> Download(const std::string& path,
                                                      const std::string& file_name = "") {
    v1::CreateDownloadRequest request;
    request.set_object_path(path);
    request.set_file_name(file_name);
    return CreateDownload(area_, &store_, request);
  }

  StagingArea area_;
  FakeHttpTransport transport_;
  FakeTimers timers_{absl::FromUnixSeconds(1790000000)};
  const ObjectStore store_{
      &transport_, &timers_, {"http://127.0.0.1:8081", {"AK", "SK", ""}, absl::FromUnixSeconds(1790003000)}};
};

TEST_F(StagingTest, AnUploadHasANameOfItsOwn) {
  const auto upload = Upload("app.apk");
  ASSERT_THAT(upload, IsOk());
  EXPECT_THAT(upload->object_path(), MatchesRegex("cloudphone/[0-9a-f]+/app\\.apk"));
  EXPECT_EQ(upload->bucket_name(), "staging");
  EXPECT_EQ(upload->object_uri(), "obs://staging/" + upload->object_path());
  EXPECT_THAT(upload->url(), HasSubstr("http://127.0.0.1:8081/staging/" + upload->object_path() + "?"));
  EXPECT_THAT(upload->headers(), IsEmpty());
  EXPECT_EQ(upload->expire_time().seconds(), 1790000900);
  std::set<std::string> paths;
  for (int i = 0; i < 100; ++i) paths.insert(Upload("app.apk")->object_path());
  EXPECT_EQ(paths.size(), 100U);
}

TEST_F(StagingTest, LivesAsLongAsAskedAndAsTheKeysDo) {
  EXPECT_EQ(Upload("a", 60)->expire_time().seconds(), 1790000060);
  EXPECT_EQ(Upload("a", 100000)->expire_time().seconds(), 1790003000) << "the keys end before the hour does";
  timers_.Advance(absl::Seconds(3000));
  const auto late = Upload("a", 60);
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(late.status()), "CREDENTIALS_EXPIRED");
}

TEST_F(StagingTest, SaysWhatThePutMustSend) {
  v1::CreateUploadRequest request;
  request.set_file_name("app.apk");
  request.set_content_type("application/zip");
  request.set_sha256(std::string(64, 'a'));
  const auto upload = CreateUpload(area_, &store_, request);
  ASSERT_THAT(upload, IsOk());
  const std::map<std::string, std::string> headers(upload->headers().begin(), upload->headers().end());
  EXPECT_THAT(headers, ElementsAre(Pair("Content-Type", "application/zip"),
                                   Pair("x-obs-meta-sha256", std::string(64, 'a'))));
}

TEST_F(StagingTest, RefusesWhatNoUrlCanBeMadeOf) {
  EXPECT_THAT(Upload(".."), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Upload("-rf"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Upload("a", -1), StatusIs(absl::StatusCode::kInvalidArgument));
  v1::CreateUploadRequest request;
  request.set_file_name("a");
  request.set_sha256("abc");
  EXPECT_THAT(CreateUpload(area_, &store_, request), StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_sha256();
  request.mutable_lifetime()->set_nanos(5);
  EXPECT_THAT(CreateUpload(area_, &store_, request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(StagingTest, RefusesATypeThatNoPutCanSend) {
  v1::CreateUploadRequest request;
  request.set_file_name("a");
  for (const char* type : {" text/plain", "text/plain ", " "}) {
    request.set_content_type(type);
    EXPECT_THAT(CreateUpload(area_, &store_, request),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), NamesField("content_type")))
        << "'" << type << "'";
  }
  request.set_content_type("text/plain; charset=utf-8");
  EXPECT_THAT(CreateUpload(area_, &store_, request), IsOk());
}

TEST_F(StagingTest, DownloadsStayInReach) {
  const auto download = Download("cloudphone/export/phone1.tar", "phone1.tar");
  ASSERT_THAT(download, IsOk());
  EXPECT_THAT(download->url(), HasSubstr("/staging/cloudphone/export/phone1.tar?"));
  EXPECT_THAT(download->url(),
              HasSubstr("response-content-disposition=attachment%3B%20filename%3D%22phone1.tar"));
  EXPECT_EQ(download->expire_time().seconds(), 1790000900);
  const auto outside = Download("other/secret.tar");
  EXPECT_THAT(outside, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(ReasonOf(outside.status()), "OBJECT_OUT_OF_REACH");
  for (const char* path :
       {"cloudphone/../other/secret.tar", "cloudphone/./a", "cloudphone//a", "cloudphone/"})
    EXPECT_THAT(Download(path), StatusIs(absl::StatusCode::kInvalidArgument)) << path;
}

TEST_F(StagingTest, AnAccountWithoutABucketOrKeysSaysSo) {
  v1::CreateUploadRequest request;
  request.set_file_name("a");
  const auto keyless = CreateUpload(area_, nullptr, request);
  EXPECT_THAT(keyless, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(keyless.status()), "STAGING_NOT_CONFIGURED");
  area_.bucket.clear();
  EXPECT_EQ(ReasonOf(Upload("a").status()), "STAGING_NOT_CONFIGURED");
  EXPECT_EQ(ReasonOf(Download("cloudphone/a").status()), "STAGING_NOT_CONFIGURED");
}

}  // namespace
}  // namespace cloudphone
