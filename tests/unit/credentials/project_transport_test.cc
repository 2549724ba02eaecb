#include "adapters/credentials/project_transport.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/credentials/signing_transport.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kLookUp[] = "https://iam.example/v3/projects?name=cn-north-4";

class ProjectTransportTest : public ::testing::Test {
 protected:
  ProjectTransportTest() { Make(&next_); }

  void Make(HttpTransport* next) {
    ProjectTransport::Options options;
    options.max_waiting = 3;
    options.on_trouble = [this](absl::string_view what) { troubles_.emplace_back(what); };
    transport_ = std::make_unique<ProjectTransport>(next, "https://iam.example", "cn-north-4", &timers_,
                                                    std::move(options));
  }
  HttpTransport::CallId Send(const std::string& name, absl::Time deadline = absl::InfiniteFuture()) {
    HttpRequest request;
    request.method = "GET";
    request.url = absl::StrCat("https://h/v1/{project_id}/", name);
    request.deadline = deadline;
    const size_t before = results_.size();
    const HttpTransport::CallId id = transport_->Send(std::move(request), [this, name](HttpResult result) {
      EXPECT_TRUE(results_.emplace(name, std::move(result)).second) << name << " ended twice";
    });
    EXPECT_EQ(results_.size(), before) << "done ran inside Send()";
    return id;
  }
  // Answers the oldest call, a look-up.
  void Answer(int status, const std::string& body) {
    HttpResult result;
    result.status = status;
    result.body = body;
    ASSERT_TRUE(next_.AnswerFirst(std::move(result)));
  }
  std::vector<std::string> SentUrls() const {
    std::vector<std::string> urls;
    for (const HttpRequest& request : next_.sent()) urls.push_back(request.url);
    return urls;
  }
  void RunWhatIsDue() { timers_.Advance(absl::ZeroDuration()); }
  void ExpectFailed(const std::string& name, HttpFailure failure, const std::string& detail) {
    ASSERT_EQ(results_.count(name), 1u) << name;
    EXPECT_EQ(results_[name].failure, failure) << name;
    EXPECT_FALSE(results_[name].maybe_sent) << name;
    EXPECT_EQ(results_[name].detail, detail) << name;
  }

  FakeTimers timers_;
  FakeHttpTransport next_;
  std::map<std::string, HttpResult> results_;
  std::vector<std::string> troubles_;
  std::unique_ptr<ProjectTransport> transport_;
};

constexpr char kFound[] = R"({"projects":[{"id":"p1"}]})";

TEST_F(ProjectTransportTest, TheFirstCallHasTheProjectLookedUpForAllTime) {
  for (const char* name : {"a", "b"}) Send(name);
  EXPECT_THAT(SentUrls(), ElementsAre(kLookUp));
  Answer(200, kFound);
  EXPECT_THAT(SentUrls(), ElementsAre(kLookUp, "https://h/v1/p1/a", "https://h/v1/p1/b"));
  EXPECT_EQ(FindHeader(next_.sent().back().headers, "X-Project-Id"), "p1");
  EXPECT_EQ(FindHeader(next_.sent().front().headers, "X-Project-Id"), "");
  next_.AnswerFirst(401);
  timers_.Advance(absl::Hours(1000));
  Send("c");
  EXPECT_EQ(SentUrls().back(), "https://h/v1/p1/c");
  while (next_.AnswerFirst(200)) {
  }
  EXPECT_EQ(results_["a"].status, 401);
  EXPECT_EQ(results_["c"].status, 200);
}

TEST_F(ProjectTransportTest, ARefusedLookUpFailsTheCallsForAPause) {
  Send("a");
  Answer(200, R"({"projects":[]})");
  ExpectFailed("a", HttpFailure::kHeldBack,
               "the project is not known: the account has no project named cn-north-4");
  timers_.Advance(absl::Seconds(12));
  Send("b");
  RunWhatIsDue();
  ExpectFailed("b", HttpFailure::kHeldBack,
               "the project is not known: the account has no project named cn-north-4; next attempt in 18s");
  EXPECT_THAT(troubles_, SizeIs(1));
  timers_.Advance(absl::Seconds(18));
  Send("c");
  Answer(200, kFound);
  EXPECT_EQ(SentUrls().back(), "https://h/v1/p1/c");
}

TEST_F(ProjectTransportTest, ALookUpWithoutAnAnswerFailsThoseThatWaitAndTheNextCallTries) {
  Send("a");
  Send("b");
  Answer(503, "");
  for (const char* name : {"a", "b"}) {
    ExpectFailed(name, HttpFailure::kNotConnected,
                 "the project is not known: the identity service answered with status 503");
  }
  Send("c");
  Answer(200, kFound);
  EXPECT_THAT(SentUrls(), ElementsAre(kLookUp, kLookUp, "https://h/v1/p1/c"));
}

TEST_F(ProjectTransportTest, CallsWaitWithinBoundsAndTheirDeadlines) {
  Send("short", timers_.Now() + absl::Seconds(1));
  const HttpTransport::CallId cancelled = Send("cancelled");
  Send("long");
  Send("beyond");
  transport_->Cancel(cancelled);
  timers_.Advance(absl::Seconds(1));
  ExpectFailed("short", HttpFailure::kTimedOut, "the deadline passed before the call was sent");
  ExpectFailed("cancelled", HttpFailure::kCancelled, "cancelled before it was sent");
  ExpectFailed("beyond", HttpFailure::kTooManyWaiting, "3 calls wait already for the project's id");
  Answer(200, kFound);
  EXPECT_THAT(SentUrls(), ElementsAre(kLookUp, "https://h/v1/p1/long"));
}

TEST_F(ProjectTransportTest, CallsThatWaitEndWithTheTransport) {
  Send("a");
  transport_.reset();
  ExpectFailed("a", HttpFailure::kCancelled, "the transport ended before the call was sent");
  Answer(200, kFound);
  EXPECT_THAT(SentUrls(), ElementsAre(kLookUp));
}

TEST_F(ProjectTransportTest, OverTheSigningTransportTheLookUpIsTheProbeOfTheKey) {
  SigningTransport signing(&next_, AccessKey{"AK", "SK", ""}, "", &timers_, {});
  Make(&signing);
  Send("a");
  EXPECT_NE(FindHeader(next_.sent()[0].headers, "Authorization"), "");
  Answer(401, "");
  ExpectFailed("a", HttpFailure::kHeldBack,
               "the project is not known: the identity service answered with status 401");
  timers_.Advance(absl::Seconds(30));
  Send("b");
  Answer(200, kFound);
  EXPECT_EQ(SentUrls().back(), "https://h/v1/p1/b");
  EXPECT_THAT(std::string(FindHeader(next_.sent().back().headers, "Authorization")),
              ::testing::HasSubstr("x-project-id"))
      << "it is signed, too";
}

}  // namespace
}  // namespace cloudphone
