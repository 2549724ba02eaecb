#include "service/gateway/shared_files/server_listing.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What a vendor prints of a directory with these names, cut after 1,024 bytes.
std::string Output(const std::vector<std::string>& names, size_t offset, size_t limit) {
  std::vector<std::string> lines;
  for (size_t i = offset; i < names.size() && i < offset + limit; ++i)
    lines.push_back(absl::StrCat("\"4096 Apr 15 09:49 ", names[i], "\""));
  return absl::StrCat(R"({"files_in_path": {"total": )", names.size(), R"(, "count": )", lines.size(),
                      R"(, "files": [)", absl::StrJoin(lines, ", "),
                      R"(]}, "share_base_max_size": "50G", "share_base_capacity": "8.9G 323M 8.2G 4%"})")
      .substr(0, 1024);
}

int NumberAfter(const std::string& url, const std::string& key) {
  const size_t at = url.find(key);
  return at == std::string::npos ? 0 : std::stoi(url.substr(at + key.size()));
}

class ServerListingTest : public ::testing::Test {
 protected:
  void Begin(int want, int offset = 0, absl::Duration timeout = absl::Minutes(10)) {
    ServerListing::Query query{"s", "/data/data", offset, want, timers_.Now() + timeout};
    listing_ = std::make_shared<ServerListing>(&account_, query, [this](v1::SharedFileListing listing) {
      EXPECT_FALSE(result_.has_value());
      result_ = std::move(listing);
    });
    listing_->Start();
  }

  // Answers the call that is out with a job that prints what the directory holds, and lets the hub see it.
  void RunJob() { RunJob(Output(names_, NumberAfter(Url(), "offset="), NumberAfter(Url(), "limit="))); }
  void RunJob(std::string output) {
    ++jobs_;
    const std::string id = absl::StrCat("r", jobs_);
    v1::Job job = MakeJob("j-" + id, v1::JOB_STATE_SUCCEEDED);
    job.set_output(std::move(output));
    source_.jobs[id] = {job};
    StartJob(id);
    timers_.Advance(absl::Seconds(2));
  }
  void StartJob(const std::string& id) {
    HttpResult result;
    result.status = 200;
    result.maybe_sent = true;
    result.body =
        absl::StrCat(R"({"request_id":")", id, R"(","jobs":[{"server_id":"s","job_id":"j-)", id, R"("}]})");
    ASSERT_TRUE(transport_.AnswerFirst(std::move(result)));
  }
  void RunToTheEnd() {
    while (transport_.in_flight() > 0 && jobs_ < 100) RunJob();
  }
  std::string Url() const { return transport_.sent().back().url; }

  void AddNames(int count, size_t size) {
    for (int i = 0; i < count; ++i) {
      std::string name = absl::StrCat("f", names_.size());
      name.resize(std::max(size, name.size()), 'x');
      names_.push_back(std::move(name));
    }
  }
  // The files are those of the directory from `offset` on.
  void ExpectFiles(size_t count, size_t offset = 0) {
    ASSERT_TRUE(result_.has_value());
    EXPECT_FALSE(result_->has_error()) << result_->error().ShortDebugString();
    ASSERT_THAT(result_->files(), SizeIs(count));
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(result_->files(static_cast<int>(i)).name(), names_[offset + i]);
    EXPECT_EQ(result_->total_size(), static_cast<int>(names_.size()));
    EXPECT_EQ(result_->server_id(), "s");
  }

  std::vector<std::string> names_;
  FakeTimers timers_;
  FakeHttpTransport transport_;
  FakeJobSource source_;
  CphClient client_{&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}};
  JobHub hub_{&source_, &timers_, JobHubOptions()};
  TestAccount account_{&client_, &hub_};
  std::shared_ptr<ServerListing> listing_;
  absl::optional<v1::SharedFileListing> result_;
  int jobs_ = 0;
};

TEST_F(ServerListingTest, ASmallDirectoryTakesOneJob) {
  AddNames(3, 10);
  Begin(50);
  EXPECT_EQ(Url(),
            "http://cloud.example/v1/project/cloud-phone/servers/"
            "share-files?limit=10&path=%2Fdata%2Fdata&server_ids=s");
  RunJob();
  ExpectFiles(3);
  EXPECT_EQ(result_->capacity().used_percent(), "4%");
  EXPECT_THAT(transport_.sent(), SizeIs(1));
}

TEST_F(ServerListingTest, AnEmptyDirectoryIsListedEmpty) {
  Begin(50);
  RunJob();
  ExpectFiles(0);
}

TEST_F(ServerListingTest, ALargeDirectoryIsListedTenByTen) {
  AddNames(25, 10);
  Begin(50);
  RunToTheEnd();
  ExpectFiles(25);
  EXPECT_EQ(jobs_, 3);
}

TEST_F(ServerListingTest, StopsAtAsManyAsAreWanted) {
  AddNames(100, 10);
  Begin(25, 40);
  RunToTheEnd();
  ExpectFiles(25, 40);
  EXPECT_THAT(Url(), HasSubstr("limit=5&offset=60"));
}

TEST_F(ServerListingTest, LongNamesAreAskedForInHalves) {
  AddNames(12, 150);
  Begin(50);
  RunToTheEnd();
  ExpectFiles(12);
  EXPECT_EQ(jobs_, 1 + 3) << "ten are cut, then five, five and two";
}

TEST_F(ServerListingTest, HalvesOfWhatWasAskedForNotOfWhatMightHaveBeen) {
  AddNames(4, 300);
  Begin(4);
  RunToTheEnd();
  ExpectFiles(4);
  EXPECT_EQ(jobs_, 1 + 2) << "four are cut, then two and two";
}

TEST_F(ServerListingTest, ANameThatDoesNotFitIsDataLoss) {
  AddNames(1, 1000);
  Begin(50);
  RunToTheEnd();
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(result_->error(), HasReason("UPSTREAM_ANSWER_INVALID"));
  EXPECT_EQ(jobs_, 4) << "ten, five, two, one";
}

TEST_F(ServerListingTest, APageEndsBeforeANameThatDoesNotFit) {
  AddNames(3, 10);
  AddNames(1, 1000);
  Begin(50);
  RunToTheEnd();
  ExpectFiles(3);
}

TEST_F(ServerListingTest, WhatTheTimeDoesNotAllowIsLeftToTheNextPage) {
  AddNames(30, 10);
  Begin(50, 0, absl::Seconds(30));
  RunJob();
  source_.jobs["r2"] = {MakeJob("j-r2")};
  StartJob("r2");
  timers_.Advance(absl::Seconds(30));
  ExpectFiles(10);
}

TEST_F(ServerListingTest, ATimeThatAllowsNothingIsDeadlineExceeded) {
  Begin(50, 0, absl::Seconds(10));
  source_.jobs["r1"] = {MakeJob("j-r1")};
  StartJob("r1");
  timers_.Advance(absl::Seconds(10));
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(ServerListingTest, AJobThatFailsFailsTheListing) {
  Begin(50);
  v1::Job job = MakeJob("j-r1", v1::JOB_STATE_FAILED);
  job.mutable_error()->set_code(3);
  source_.jobs["r1"] = {job};
  StartJob("r1");
  timers_.Advance(absl::Seconds(2));
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ServerListingTest, ARefusalFailsTheListing) {
  Begin(50);
  HttpResult result;
  result.status = 200;
  result.body = R"({"request_id":"r","jobs":[{"server_id":"s","error_code":"CPS.0159","error_msg":"no"}]})";
  transport_.AnswerFirst(std::move(result));
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ServerListingTest, OutputsThatListNothingEndIt) {
  Begin(50);
  RunJob("");
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(jobs_, 1);
  result_.reset();
  Begin(50);
  RunJob(R"({"files_in_path": {"total": 5, "count": 0, "files": []}})");
  ASSERT_TRUE(result_.has_value()) << "asking again would tell the same";
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ServerListingTest, StopEndsItWhereverItIs) {
  Begin(50);
  listing_->Stop(absl::CancelledError("gone"));
  ASSERT_TRUE(result_.has_value());
  EXPECT_THAT(result_->error(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(transport_.cancelled(), SizeIs(1));
  StartJob("r1");
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(source_.queries, IsEmpty());

  result_.reset();
  Begin(50);
  source_.jobs["r2"] = {MakeJob("j-r2")};
  StartJob("r2");
  timers_.Advance(absl::Seconds(1));
  const size_t looks = source_.queries.size();
  EXPECT_GT(looks, 0u);
  listing_->Stop(absl::CancelledError("gone"));
  timers_.Advance(absl::Minutes(1));
  EXPECT_THAT(source_.queries, SizeIs(looks));
}

}  // namespace
}  // namespace cloudphone
