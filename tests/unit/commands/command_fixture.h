#ifndef CLOUDPHONE_TESTS_UNIT_COMMANDS_COMMAND_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_COMMANDS_COMMAND_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/gateway/commands/command_run.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {

// Keeps what a run tells, as the stream of a caller would.
class TellTale final : public CommandSink {
 public:
  explicit TellTale(const std::vector<std::string>& phone_ids) { book_.Begin(phone_ids); }

  void Tell(absl::FunctionRef<void(CommandBook*)> change) override {
    if (end.has_value()) return;
    change(&book_);
    while (!book_.told()) {
      const v1::ExecuteCommandResponse message = book_.TakeMessage();
      request_ids.insert(request_ids.end(), message.request_ids().begin(), message.request_ids().end());
      for (const v1::CommandResult& result : message.results()) {
        EXPECT_EQ(results.count(result.phone_id()), 0u) << result.phone_id() << " has two results";
        results[result.phone_id()] = result;
      }
    }
    if (book_.complete()) End(absl::OkStatus());
  }
  void End(const absl::Status& status) override {
    if (!end.has_value()) end = status;
  }

  std::vector<std::string> request_ids;
  std::map<std::string, v1::CommandResult> results;
  absl::optional<absl::Status> end;

 private:
  CommandBook book_;
};

inline HttpResult HttpAnswer(int status, std::string body) {
  HttpResult result;
  result.status = status;
  result.maybe_sent = true;
  result.body = std::move(body);
  return result;
}

inline HttpResult HttpRefusal(int status, const char* code) {
  return HttpAnswer(status, absl::StrCat(R"({"error_code":")", code, R"(","error_msg":"no"})"));
}

inline HttpResult HttpFailed(HttpFailure failure) {
  HttpResult result;
  result.failure = failure;
  result.maybe_sent = true;
  return result;
}

// The phones that a request names.
inline std::vector<std::string> PhonesIn(const HttpRequest& request) {
  rapidjson::Document document;
  document.Parse(request.body.data(), request.body.size());
  std::vector<std::string> ids;
  if (!document.HasMember("phone_ids")) return ids;
  for (const auto& id : document["phone_ids"].GetArray()) ids.emplace_back(id.GetString());
  return ids;
}

// A run against an account whose upstream, jobs and clock the test holds.
class CommandFixture : public ::testing::Test {
 protected:
  // As the streams of their callers do when they are over.
  ~CommandFixture() override {
    for (const auto& run : runs_) run->Stop(absl::CancelledError("the test is over"));
    timers_.Advance(absl::ZeroDuration());
    while (transport_.AnswerFirst(HttpFailed(HttpFailure::kCancelled))) {
    }
  }

  template <typename Run>
  void Begin(int phones, absl::Duration timeout = absl::Minutes(5)) {
    Command command;
    for (int i = 0; i < phones; ++i) command.phone_ids.push_back(absl::StrCat("p", i));
    command.content = "ls -l /system";
    command.deadline = timers_.Now() + timeout;
    command.until = command.deadline;
    tale_ = std::make_shared<TellTale>(command.phone_ids);
    run_ = std::make_shared<Run>(&account_, std::move(command), tale_);
    runs_.push_back(run_);
    run_->Start();
    timers_.Advance(absl::ZeroDuration());
  }

  // The oldest request without an answer, and its answer.
  HttpRequest Next() const { return transport_.sent().at(answered_); }
  void AnswerNext(HttpResult result) {
    ++answered_;
    ASSERT_TRUE(transport_.AnswerFirst(std::move(result)));
    timers_.Advance(absl::ZeroDuration());
  }
  size_t sent() const { return transport_.sent().size(); }

  // How many of the results have this reason; those without an error have "".
  std::map<std::string, int> Reasons() const {
    std::map<std::string, int> reasons;
    for (const auto& [phone_id, result] : tale_->results)
      ++reasons[result.has_error() ? ReasonOf(ToStatus(result.error())) : ""];
    return reasons;
  }

  FakeTimers timers_;
  FakeHttpTransport transport_;
  FakeJobSource source_;
  CphClient client_{&ContractBindings(), &transport_, &timers_, {"http://cloud.example", "project"}};
  JobHub hub_{&source_, &timers_, JobHubOptions()};
  TestAccount account_{&client_, &hub_};
  std::shared_ptr<TellTale> tale_;
  std::shared_ptr<CommandRun> run_;

 private:
  std::vector<std::shared_ptr<CommandRun>> runs_;
  size_t answered_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_COMMANDS_COMMAND_FIXTURE_H_
