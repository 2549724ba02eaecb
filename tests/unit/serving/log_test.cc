// Lines of the log, from the call to the sink.

#include "service/serving/log.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/support/log.h"
#include "gtest/gtest.h"
#include "service/serving/library_log.h"
#include "spdlog/sinks/ostream_sink.h"

namespace cloudphone {
namespace {

TEST(LogLineTest, IsOneLineWhateverStandsInIt) {
  EXPECT_EQ(LogLine("call", {{"method", "/a/b"}, {"count", 3}, {"empty", ""}, {"text", "two words"}}),
            "event=call method=/a/b count=3 text=\"two words\"");
  EXPECT_EQ(LogLine("x", {{"a", "1\n2\"3=\x01"}}), "event=x a=\"1\\n2\\\"3=\\x01\"");
  EXPECT_LT(LogLine("x", {{"a", std::string(100000, 'y')}}).size(), 2000);
}

// A log that writes into a text. It is read after FlushLog(), which waits for the thread that writes.
class LogTest : public testing::Test {
 protected:
  void Start(LogLevel level) {
    LogOptions options;
    options.level = level;
    options.sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    ASSERT_TRUE(InitLog(options).ok());
  }
  void TearDown() override { FlushLog(); }

  std::string Written() {
    FlushLog();
    return text_.str();
  }

  std::ostringstream text_;
};

TEST_F(LogTest, ALineHasTimeLevelAndFields) {
  Start(LogLevel::kInfo);
  Log(LogLevel::kWarning, "something", {{"name", "a b"}});
  EXPECT_THAT(Written(), testing::MatchesRegex(
                             "time=....-..-..T..:..:...*Z level=warning event=something name=\"a b\"\n"));
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
  Start(LogLevel::kWarning);
  for (const LogLevel level : {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError})
    Log(level, AbslUnparseFlag(level), {});
  const std::string written = Written();
  EXPECT_THAT(written, testing::Not(testing::HasSubstr("event=debug")));
  EXPECT_THAT(written, testing::Not(testing::HasSubstr("event=info")));
  EXPECT_THAT(written, testing::HasSubstr("event=warning"));
  EXPECT_THAT(written, testing::HasSubstr("event=error"));
}

TEST_F(LogTest, NothingIsWrittenBeforeTheStartAndAfterTheEnd) {
  Log(LogLevel::kError, "early", {});
  Start(LogLevel::kDebug);
  Log(LogLevel::kError, "meanwhile", {});
  FlushLog();
  Log(LogLevel::kError, "late", {});
  EXPECT_THAT(Written(), testing::EndsWith("event=meanwhile\n"));
  EXPECT_EQ(Written().find("early"), std::string::npos);
}

TEST_F(LogTest, GrpcsErrorsComeAsWarningsOnceTheyAreSentHere) {
  Start(LogLevel::kWarning);
  DropLibraryLogs();
  gpr_log(GPR_ERROR, "dropped");
  SendLibraryLogsToLog();
  gpr_log(GPR_ERROR, "two\nlines");
  gpr_log(GPR_INFO, "chatter");
  const std::string written = Written();
  EXPECT_THAT(written, testing::EndsWith(" level=warning event=grpc message=\"two\\nlines\"\n"));
  EXPECT_EQ(written.find("dropped"), std::string::npos);
}

// What protobuf complains about: a text of a caller that is no UTF-8.
bool ParseNoText() {
  const std::string field_1 = "\x0a\x01\xff";
  return google::rpc::ErrorInfo().ParseFromString(field_1);
}

TEST_F(LogTest, ProtobufsComplaintsAreForDebugging) {
  Start(LogLevel::kDebug);
  SendLibraryLogsToLog();
  EXPECT_FALSE(ParseNoText());
  EXPECT_THAT(Written(), testing::HasSubstr("level=debug event=protobuf message="));
}

TEST_F(LogTest, ProtobufsComplaintsAreNotWrittenOtherwise) {
  Start(LogLevel::kInfo);
  SendLibraryLogsToLog();
  testing::internal::CaptureStderr();
  EXPECT_FALSE(ParseNoText());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(Written(), "");
}

TEST(LogFileTest, HoldsEveryLineInItsOrderOnceTheLogHasEnded) {
  constexpr int kLines = 3000;  // More than one piece, fewer than the queue holds.
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  LogOptions options;
  options.file = file;
  ASSERT_TRUE(InitLog(options).ok());
  for (int i = 0; i < kLines; ++i) Log(LogLevel::kInfo, "call", {{"number", i}});
  FlushLog();
  std::rewind(file);
  char line[200];
  for (int i = 0; i < kLines; ++i) {
    ASSERT_NE(std::fgets(line, sizeof(line), file), nullptr) << i;
    ASSERT_THAT(line, testing::EndsWith(absl::StrCat("level=info event=call number=", i, "\n")));
  }
  EXPECT_EQ(std::fgets(line, sizeof(line), file), nullptr);
  std::fclose(file);
}

TEST(LogFileTest, ALineIsWrittenWithoutASecondOne) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  LogOptions options;
  options.file = fdopen(ends[1], "w");
  ASSERT_TRUE(InitLog(options).ok());
  Log(LogLevel::kInfo, "alone", {});
  char line[200] = "";
  EXPECT_GT(read(ends[0], line, sizeof(line) - 1), 0) << "else this waits for ever";
  EXPECT_THAT(line, testing::EndsWith("event=alone\n"));
  FlushLog();
  std::fclose(options.file);
  close(ends[0]);
}

TEST(LogLevelTest, WordsAreReadAndWritten) {
  for (const char* word : {"debug", "info", "warning", "error"}) {
    LogLevel level = LogLevel::kInfo;
    std::string error;
    EXPECT_TRUE(AbslParseFlag(word, &level, &error)) << word;
    EXPECT_EQ(AbslUnparseFlag(level), word);
  }
  LogLevel level = LogLevel::kInfo;
  std::string error;
  EXPECT_FALSE(AbslParseFlag("loud", &level, &error));
  EXPECT_EQ(error, "one of debug, info, warning, error");
}

}  // namespace
}  // namespace cloudphone
