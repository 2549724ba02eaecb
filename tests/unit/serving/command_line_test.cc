#include "service/serving/command_line.h"

#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(int, test_count);
ABSL_DECLARE_FLAG(bool, test_quiet);
ABSL_DECLARE_FLAG(std::string, test_name);
ABSL_DECLARE_FLAG(absl::Duration, test_delay);
ABSL_FLAG(int, test_of_a_library, 1, "A flag that no program declares.");

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::ExitedWithCode;

absl::Status Parse(std::vector<std::string> arguments, std::set<std::string>* given = nullptr) {
  arguments.insert(arguments.begin(), "program");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  return ParseFlags(static_cast<int>(argv.size()), argv.data(), "Does things.", given);
}

class CommandLineTest : public testing::Test {
  const absl::FlagSaver restores_flags_;
};
using CommandLineDeathTest = CommandLineTest;

TEST_F(CommandLineTest, TakesEachWayToSetAFlag) {
  EXPECT_TRUE(Parse({"--test_count=5", "--test_name", "--odd", "--test_delay=2m"}).ok());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_count), 5);
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "--odd");
  EXPECT_EQ(absl::GetFlag(FLAGS_test_delay), absl::Minutes(2));
  EXPECT_TRUE(Parse({"--test_quiet"}).ok());
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_quiet));
  EXPECT_TRUE(Parse({"--notest_quiet"}).ok());
  EXPECT_FALSE(absl::GetFlag(FLAGS_test_quiet));
  EXPECT_TRUE(Parse({"--test_quiet=true", "--test_name="}).ok());
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_quiet));
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "");
}

TEST_F(CommandLineTest, TellsWhichFlagsWereGiven) {
  std::set<std::string> given;
  EXPECT_TRUE(Parse({}, &given).ok());
  EXPECT_TRUE(given.empty());
  EXPECT_TRUE(Parse({"--notest_quiet", "--test_count=3", "--test_name", "x"}, &given).ok());
  EXPECT_THAT(given, ElementsAre("test_count", "test_name", "test_quiet")) << "also with their defaults";
}

TEST_F(CommandLineTest, SaysInOneLineWhatItCannotTake) {
  struct Row {
    std::vector<std::string> arguments;
    const char* fault;
  };
  const Row rows[] = {
      {{"word"}, "word: is no flag"},
      {{"-x"}, "-x: is no flag"},
      {{"--absent=1"}, "--absent: no such flag; --help lists them"},
      {{"--test_of_a_library=1"}, "--test_of_a_library: no such flag; --help lists them"},
      {{"--notest_count"}, "--notest_count: no such flag; --help lists them"},
      {{"--notest_quiet=true"}, "--notest_quiet: no such flag; --help lists them"},
      {{"--test_count"}, "--test_count: needs a value"},
      {{"--test_count=many"}, "--test_count: \"many\" does not fit"},
      {{"--test_quiet=maybe"}, "--test_quiet: \"maybe\" does not fit"},
      {{"--test_delay=5"}, "--test_delay: \"5\" does not fit"},
  };
  for (const Row& row : rows) EXPECT_EQ(Parse(row.arguments), absl::InvalidArgumentError(row.fault));
}

TEST_F(CommandLineDeathTest, HelpListsTheProgramsFlagsAndEndsIt) {
  const auto help = [](const char* flag) {
    dup2(STDERR_FILENO, STDOUT_FILENO);  // What the test looks at.
    Parse({flag}).IgnoreError();
  };
  EXPECT_EXIT(help("--help"), ExitedWithCode(0),
              "Does things.*--test_count .3.\n +How many.*--test_delay .1s.");
  EXPECT_EXIT(help("-h"), ExitedWithCode(0), "--test_quiet .false.");
}

TEST_F(CommandLineDeathTest, AnErrorIsOneLineAndExitCodeTwo) {
  EXPECT_EXIT(std::exit(ExitWithError("program", absl::InternalError("two\nlines"))), ExitedWithCode(2),
              "^program: two lines\n$");
}

}  // namespace
}  // namespace cloudphone
