#include "service/gateway/commands/command_book.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Job Job(const std::string& phone_id, v1::JobState state, const std::string& output = "") {
  v1::Job job;
  job.set_phone_id(phone_id);
  job.set_job_id("job-" + phone_id);
  job.set_state(state);
  job.set_output(output);
  return job;
}

// A group whose jobs run.
v1::JobGroup Running(const std::vector<std::string>& phone_ids) {
  v1::JobGroup group;
  for (const std::string& id : phone_ids) *group.add_jobs() = Job(id, v1::JOB_STATE_RUNNING);
  return group;
}

google::rpc::Status Error(int code) {
  google::rpc::Status error;
  error.set_code(code);
  return error;
}

TEST(CommandBookTest, EachPhoneGetsOneResultTheFirstThatIsKnown) {
  CommandBook book;
  book.Begin(std::vector<std::string>{"a", "b", "c"});
  v1::JobGroup group = Running({"a", "b"});
  v1::Refusal* refusal = group.add_refused();
  refusal->set_phone_id("c");
  *refusal->mutable_error() = Error(5);
  book.TakeGroup(group);
  EXPECT_FALSE(book.complete());
  book.TakeJob(Job("a", v1::JOB_STATE_RUNNING));
  book.TakeJob(Job("a", v1::JOB_STATE_SUCCEEDED, "out"));
  book.TakeJob(Job("a", v1::JOB_STATE_FAILED, "again"));
  book.TakeJob(Job("stranger", v1::JOB_STATE_FAILED));
  v1::Job failed = Job("b", v1::JOB_STATE_FAILED, "no such file");
  *failed.mutable_error() = Error(13);
  book.TakeJob(failed);
  EXPECT_TRUE(book.complete());
  book.FailRest(Error(1));
  const v1::ExecuteCommandResponse message = book.TakeMessage();
  ASSERT_THAT(message.results(), SizeIs(3));
  EXPECT_EQ(message.results(0).phone_id(), "c");
  EXPECT_EQ(message.results(0).job_id(), "");
  EXPECT_EQ(message.results(0).error().code(), 5);
  EXPECT_EQ(message.results(1).phone_id(), "a");
  EXPECT_EQ(message.results(1).job_id(), "job-a");
  EXPECT_EQ(message.results(1).output(), "out");
  EXPECT_FALSE(message.results(1).has_error());
  EXPECT_EQ(message.results(2).output(), "no such file") << "of a failed one, too";
  EXPECT_EQ(message.results(2).error().code(), 13);
  EXPECT_TRUE(book.told());
}

TEST(CommandBookTest, OutputOfTheVendorsLengthMayBeCut) {
  CommandBook book;
  book.Begin(std::vector<std::string>{"a", "b"});
  book.TakeGroup(Running({"a", "b"}));
  book.TakeJob(Job("a", v1::JOB_STATE_SUCCEEDED, std::string(1023, 'x')));
  book.TakeJob(Job("b", v1::JOB_STATE_SUCCEEDED, std::string(1024, 'x')));
  const v1::ExecuteCommandResponse message = book.TakeMessage();
  EXPECT_FALSE(message.results(0).truncated());
  EXPECT_TRUE(message.results(1).truncated());
}

TEST(CommandBookTest, TellsEachRequestOnceAndAHundredResultsAtATime) {
  CommandBook book;
  std::vector<std::string> phones;
  phones.reserve(250);
  for (int i = 0; i < 250; ++i) phones.push_back(absl::StrCat("p", i));
  book.Begin(phones);
  EXPECT_TRUE(book.told());
  v1::JobGroup part;
  part.add_request_ids("r1");
  book.AddRequests(part);
  EXPECT_THAT(book.TakeMessage().request_ids(), ElementsAre("r1"));
  EXPECT_TRUE(book.told());
  part.set_request_ids(0, "r2");
  book.AddRequests(part);
  book.FailRest(Error(1));
  v1::ExecuteCommandResponse message = book.TakeMessage();
  EXPECT_THAT(message.request_ids(), ElementsAre("r2"));
  EXPECT_THAT(message.results(), SizeIs(100));
  EXPECT_THAT(book.TakeMessage().results(), SizeIs(100));
  message = book.TakeMessage();
  EXPECT_THAT(message.results(), SizeIs(50));
  EXPECT_THAT(message.request_ids(), IsEmpty());
  EXPECT_TRUE(book.told());
  EXPECT_THAT(book.request_ids(), ElementsAre("r1", "r2"));
}

TEST(CommandBookTest, WhoHasGoneIsToldNothing) {
  CommandBook book;
  book.Begin(std::vector<std::string>{"a"});
  v1::JobGroup part;
  part.add_request_ids("r1");
  book.AddRequests(part);
  book.FailRest(Error(1));
  book.ForgetUntold();
  EXPECT_TRUE(book.told());
}

}  // namespace
}  // namespace cloudphone
