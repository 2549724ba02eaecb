#include "adapters/cph/call/shared_files_output.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

// The documented sample.
constexpr char kSample[] =
    R"({"files_in_path": {"total": 1, "count": 1, "files": ["4096 Apr 15 09:49 com.tencent.mm"]},)"
    R"( "share_base_max_size": "50G", "share_base_capacity": "8.9G 323M 8.2G 4%"})";

TEST(SharedFilesOutputTest, ReadsTheDocumentedSample) {
  const auto listing = ReadSharedFilesOutput(kSample);
  ASSERT_TRUE(listing.has_value());
  ASSERT_THAT(listing->files(), SizeIs(1));
  EXPECT_EQ(listing->files(0).name(), "com.tencent.mm");
  EXPECT_EQ(listing->files(0).size_bytes(), 4096);
  EXPECT_EQ(listing->files(0).modified(), "Apr 15 09:49");
  EXPECT_EQ(listing->files(0).upstream_line(), "4096 Apr 15 09:49 com.tencent.mm");
  EXPECT_EQ(listing->total_size(), 1);
  EXPECT_EQ(listing->capacity().max_size(), "50G");
  EXPECT_EQ(listing->capacity().size(), "8.9G");
  EXPECT_EQ(listing->capacity().used(), "323M");
  EXPECT_EQ(listing->capacity().available(), "8.2G");
  EXPECT_EQ(listing->capacity().used_percent(), "4%");
}

TEST(SharedFilesOutputTest, AnOutputThatIsCutAnywhereIsNone) {
  const std::string whole = kSample;
  for (size_t size = 0; size < whole.size(); ++size)
    ASSERT_FALSE(ReadSharedFilesOutput(whole.substr(0, size)).has_value()) << size;
}

TEST(SharedFilesOutputTest, WhatTheVendorMayLeaveOutReadsAsEmpty) {
  const auto listing = ReadSharedFilesOutput(R"({"files_in_path": {"total": "0", "files": null}})");
  ASSERT_TRUE(listing.has_value());
  EXPECT_THAT(listing->files(), SizeIs(0));
  EXPECT_EQ(listing->total_size(), 0);
  EXPECT_FALSE(listing->has_capacity());
  EXPECT_FALSE(ReadSharedFilesOutput("{}").has_value()) << "it lists nothing";
  EXPECT_FALSE(ReadSharedFilesOutput("ls: no such file").has_value());
}

struct Line {
  const char* line;
  const char* name;
  int64_t size;
  const char* modified;
};

TEST(SharedFilesOutputTest, LinesAreReadAsFarAsTheyAreDocumented) {
  const Line kLines[] = {
      {"4096 Apr 15 09:49 com.tencent.mm", "com.tencent.mm", 4096, "Apr 15 09:49"},
      {"  12 Jan  3  2024 old.tar", "old.tar", 12, "Jan 3 2024"},
      {"1 May 1 00:00 two words", "two words", 1, "May 1 00:00"},
      {"1 May 1 00:00  led by a space", " led by a space", 1, "May 1 00:00"},
      {"4.0K May 1 00:00 a", "4.0K May 1 00:00 a", 0, ""},
      {"-1 May 1 00:00 a", "-1 May 1 00:00 a", 0, ""},
      {"4096 Apr 15 09:49", "4096 Apr 15 09:49", 0, ""},
      {"4096 Apr 15 09:49 ", "4096 Apr 15 09:49 ", 0, ""},
      {"name", "name", 0, ""},
      {"", "", 0, ""},
  };
  for (const Line& line : kLines) {
    const v1::SharedFile file = ReadSharedFileLine(line.line);
    EXPECT_EQ(file.name(), line.name) << line.line;
    EXPECT_EQ(file.size_bytes(), line.size) << line.line;
    EXPECT_EQ(file.modified(), line.modified) << line.line;
    EXPECT_EQ(file.upstream_line(), line.line);
  }
}

}  // namespace
}  // namespace cloudphone
