#include "adapters/runtime/file_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;

TEST(FileDescriptorTest, ClosesOnceWhateverIsMoved) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  FileDescriptor reader(ends[0]);
  {
    FileDescriptor writer(ends[1]);
    FileDescriptor moved(std::move(writer));
    EXPECT_FALSE(writer);  // NOLINT(bugprone-use-after-move): a moved-from descriptor is empty by contract.
    EXPECT_TRUE(moved);
  }
  char byte;
  EXPECT_EQ(::read(reader.get(), &byte, 1), 0) << "the other end is closed";
}

TEST(ReadFileTest, GivesTheContentOrNamesThePath) {
  const std::string path = ::testing::TempDir() + "read_file_test";
  std::ofstream(path) << "content\n";
  EXPECT_EQ(*ReadFile(path), "content\n");
  EXPECT_THAT(std::string(ReadFile(path, 3).status().message()), HasSubstr(path));
  EXPECT_EQ(ReadFile("/nonexistent/file").status().message(),
            "cannot read /nonexistent/file: No such file or directory");
  EXPECT_EQ(ReadFile("/").status().message(), "cannot read /: Is a directory");
}

}  // namespace
}  // namespace cloudphone
