// Commands on many phones and listings of shared storage through a real gateway: what is asked of the cloud,
// and what the caller is told.

#include <functional>
#include <future>  // NOLINT(build/c++11)
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cloudphone/v1/adb_service.grpc.pb.h"
#include "cloudphone/v1/shared_storage_service.grpc.pb.h"
#include "rapidjson/document.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A job of the cloud's, as its lists show it.
struct CloudJob {
  std::string target;  // "phone_id":"p0"
  int status = 1;
  std::string output;
};

// A cloud that runs what it is asked to, as far as these tests need.
class CommandCloud {
 public:
  UpstreamReply operator()(const UpstreamRequest& request) {
    MutexLock lock(&mutex_);
    ++calls_[Operation(request)];
    if (absl::StrContains(request.target, "/jobs?")) return ListJobs(request.target);
    if (absl::StrContains(request.target, "/share-files?")) return ListFiles(request.target);
    return RunCommand(request, absl::StrContains(request.target, "sync-commands"));
  }

  int calls(const std::string& operation) {
    MutexLock lock(&mutex_);
    return calls_[operation];
  }
  void EndJobs(const std::string& output) {
    MutexLock lock(&mutex_);
    for (auto& [request_id, jobs] : jobs_) {
      for (CloudJob& job : jobs) job = {job.target, 2, output};
    }
  }
  std::vector<std::string> names;  // Of the directory; set before the first call.

 private:
  static std::string Operation(const UpstreamRequest& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    return path.substr(path.rfind('/') + 1);
  }

  std::string Rows(const std::string& request_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::vector<std::string> rows;
    for (const CloudJob& job : jobs_[request_id]) {
      const std::string escaped = absl::StrReplaceAll(job.output, {{"\"", "\\\""}});
      rows.push_back(absl::StrCat("{", job.target, R"(,"job_id":"job-)", request_id, "-", rows.size(),
                                  R"(","status":)", job.status, R"(,"execute_msg":")", escaped, R"("})"));
    }
    return absl::StrJoin(rows, ",");
  }

  UpstreamReply RunCommand(const UpstreamRequest& request, bool at_once)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    rapidjson::Document body;
    body.Parse(request.body.data(), request.body.size());
    const std::string request_id = absl::StrCat("r", ++last_request_);
    for (const auto& phone : body["phone_ids"].GetArray())
      jobs_[request_id].push_back({absl::StrCat(R"("phone_id":")", phone.GetString(), "\""), at_once ? 2 : 1,
                                   at_once ? "at once" : ""});
    return Answer(200,
                  absl::StrCat(R"({"request_id":")", request_id, R"(","jobs":[)", Rows(request_id), "]}"));
  }

  UpstreamReply ListJobs(const std::string& target) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::string rows;
    for (const auto& [request_id, jobs] : jobs_) {
      const bool asked = absl::StrContains(target + "&", request_id + "&") ||
                         absl::StrContains(target, request_id + "%2C") ||
                         absl::StrContains(target, request_id + ",");
      if (asked) absl::StrAppend(&rows, rows.empty() ? "" : ",", Rows(request_id));
    }
    return Answer(200, absl::StrCat(R"({"request_id":"q","jobs":[)", rows, "]}"));
  }

  // Starts a job that has listed already; its output is cut as the vendor cuts it.
  UpstreamReply ListFiles(const std::string& target) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t offset = NumberAfter(target, "offset=");
    const size_t limit = NumberAfter(target, "limit=");
    std::vector<std::string> lines;
    for (size_t i = offset; i < names.size() && lines.size() < limit; ++i)
      lines.push_back(absl::StrCat("\"4096 Apr 15 09:49 ", names[i], "\""));
    const std::string output = absl::StrCat(R"({"files_in_path":{"total":)", names.size(), R"(,"count":)",
                                            lines.size(), R"(,"files":[)", absl::StrJoin(lines, ","),
                                            R"(]},"share_base_capacity":"8.9G 323M 8.2G 4%"})");
    const std::string request_id = absl::StrCat("r", ++last_request_);
    jobs_[request_id] = {{R"("server_id":"s")", 2, output.substr(0, 1024)}};
    return Answer(200, absl::StrCat(R"({"request_id":")", request_id,
                                    R"(","jobs":[{"server_id":"s","job_id":"job-)", request_id, R"(-0"}]})"));
  }

  static size_t NumberAfter(const std::string& text, const std::string& key) {
    const size_t at = text.find(key);
    return at == std::string::npos ? 0 : std::stoul(text.substr(at + key.size()));
  }

  Mutex mutex_;
  std::map<std::string, int> calls_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<CloudJob>> jobs_ ABSL_GUARDED_BY(mutex_);
  int last_request_ ABSL_GUARDED_BY(mutex_) = 0;
};

// What an ExecuteCommand stream told.
struct Told {
  std::vector<std::string> request_ids;
  std::map<std::string, v1::CommandResult> results;
  absl::Status end;
};

class CommandsTest : public GatewayFixture {
 protected:
  CommandsTest() {
    upstream_.SetScript([this](const UpstreamRequest& request) { return cloud_(request); });
    StartWithUpstream(upstream_.url());
    adb_ = v1::AdbService::NewStub(channel());
    storage_ = v1::SharedStorageService::NewStub(channel());
  }

  static v1::ExecuteCommandRequest Command(int phones, bool synchronous) {
    v1::ExecuteCommandRequest request;
    for (int i = 0; i < phones; ++i) request.add_phone_ids(absl::StrCat("p", i));
    request.set_content("ls -l /system");
    request.set_synchronous(synchronous);
    return request;
  }
  // Reads a stream to its end; `on_message` runs after each message.
  Told Execute(
      const v1::ExecuteCommandRequest& request, absl::Duration timeout = kCallTimeout,
      const std::function<void(const Told&)>& on_message = [](const Told&) {}) {
    grpc::ClientContext context;
    SetDeadline(&context, timeout);
    const auto reader = adb_->ExecuteCommand(&context, request);
    Told told;
    for (v1::ExecuteCommandResponse message; reader->Read(&message); on_message(told)) {
      for (const std::string& id : message.request_ids()) told.request_ids.push_back(id);
      for (const v1::CommandResult& result : message.results()) {
        EXPECT_EQ(told.results.count(result.phone_id()), 0u) << result.phone_id();
        told.results[result.phone_id()] = result;
      }
    }
    told.end = FromGrpcStatus(reader->Finish());
    return told;
  }
  absl::Status RunSync(absl::Duration timeout) {
    grpc::ClientContext context;
    SetDeadline(&context, timeout);
    v1::RunSyncCommandRequest request;
    request.set_content("ls");
    request.add_phone_ids("p");
    v1::RunSyncCommandResponse response;
    return FromGrpcStatus(adb_->RunSyncCommand(&context, request, &response));
  }
  absl::StatusOr<v1::ListSharedFilesResponse> ListFiles(const v1::ListSharedFilesRequest& request) {
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::ListSharedFilesResponse response;
    const grpc::Status status = storage_->ListSharedFiles(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  CommandCloud cloud_;
  ScriptedUpstream upstream_;
  std::unique_ptr<v1::AdbService::Stub> adb_;
  std::unique_ptr<v1::SharedStorageService::Stub> storage_;
};

TEST_F(CommandsTest, ACommandOnManyPhonesGivesEachItsOutput) {
  const Told told = Execute(Command(120, false), kCallTimeout, [this](const Told& so_far) {
    if (so_far.request_ids.size() == 3) cloud_.EndJobs(std::string(1024, 'x'));
  });
  EXPECT_THAT(told.end, IsOk());
  EXPECT_THAT(told.request_ids, SizeIs(3));
  ASSERT_THAT(told.results, SizeIs(120));
  EXPECT_EQ(told.results.at("p119").output(), std::string(1024, 'x'));
  EXPECT_TRUE(told.results.at("p119").truncated());
  EXPECT_THAT(told.results.at("p119").job_id(), Not(IsEmpty()));
  EXPECT_EQ(cloud_.calls("commands"), 3);
}

TEST_F(CommandsTest, TheSynchronousWayTakesFifteenPhonesACallWithinTheBudget) {
  const Told told = Execute(Command(100, true));
  EXPECT_THAT(told.end, IsOk());
  EXPECT_THAT(told.results, SizeIs(100));
  EXPECT_EQ(told.results.at("p89").output(), "at once");
  EXPECT_FALSE(told.results.at("p89").has_error());
  EXPECT_THAT(told.results.at("p99").error(), HasReason("NOT_SENT")) << "its turn is a minute away";
  EXPECT_EQ(cloud_.calls("sync-commands"), 6);
}

TEST_F(CommandsTest, ASeventhCallOfAMinuteIsRefusedWithoutBeingSent) {
  for (int i = 0; i < 6; ++i) ASSERT_THAT(RunSync(kCallTimeout), IsOk());
  const absl::Status refused = RunSync(kCallTimeout);
  EXPECT_THAT(refused, AllOf(StatusIs(absl::StatusCode::kResourceExhausted), HasReason("RATE_LIMITED")));
  EXPECT_GT(RetryDelayOf(refused).value_or(absl::ZeroDuration()), absl::Seconds(40));
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(refused).violations(0).subject(), "sync_shell");
  EXPECT_EQ(cloud_.calls("sync-commands"), 6);
}

TEST_F(CommandsTest, WhatRunsAtTheDeadlineIsNamed) {
  const Told told = Execute(Command(2, false), absl::Seconds(2));
  EXPECT_THAT(told.request_ids, SizeIs(1));
  // Ours comes before the client's own, which would name nothing.
  EXPECT_THAT(told.end, AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN"),
                              HasMetadata("request_ids", told.request_ids[0]), SaysNothingOfRetry()));
}

TEST_F(CommandsTest, ADrainNamesWhatRunsOn) {
  std::future<void> drained;
  const Told told = Execute(Command(2, false), kCallTimeout, [&](const Told&) {
    if (drained.valid()) return;
    DrainOptions options;
    options.drain_timeout = kCallTimeout;
    drained = Drain(options);
  });
  EXPECT_THAT(told.end, AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("OUTCOME_UNKNOWN")));
  drained.get();
}

TEST_F(CommandsTest, AnAnswerThatIsCutLeavesTheOutcomeUnknown) {
  upstream_.Always(Cut("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"));
  EXPECT_THAT(RunSync(kCallTimeout), HasReason("OUTCOME_UNKNOWN"));
  EXPECT_THAT(Execute(Command(2, false)).end, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_THAT(Execute(Command(2, true)).end, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_EQ(upstream_.requests(), 3) << "none was sent twice";
}

TEST_F(CommandsTest, SharedFilesAreListedPageByPageThoughTheirOutputIsCut) {
  for (int i = 0; i < 30; ++i) cloud_.names.push_back(absl::StrCat("f", i, std::string(100, 'x')));
  v1::ListSharedFilesRequest request;
  request.add_server_ids("s");
  request.set_path("/data/data");
  request.set_page_size(20);
  const auto first = ListFiles(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->listings(), SizeIs(1));
  EXPECT_THAT(first->listings(0).files(), SizeIs(20));
  EXPECT_EQ(first->listings(0).total_size(), 30);
  EXPECT_EQ(first->listings(0).capacity().used(), "323M");
  request.set_page_token(first->next_page_token());
  const auto second = ListFiles(request);
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(second->listings(0).files(), SizeIs(10));
  EXPECT_EQ(second->listings(0).files(0).name(), cloud_.names[20]);
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

}  // namespace
}  // namespace cloudphone
