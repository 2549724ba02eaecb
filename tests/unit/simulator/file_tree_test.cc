#include "service/simulator/inside/file_tree.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> NamesOf(const std::vector<FileTree::Entry>& entries) {
  std::vector<std::string> names;
  for (const auto& [name, node] : entries) names.push_back(name);
  return names;
}

class FileTreeTest : public ::testing::Test {
 protected:
  FileTreeTest() {
    tree_.PutFile("/data/app/a.apk", "abc", now_);
    tree_.PutFile("/data/app-2", "de", now_);
    tree_.MakeDirectory("/data/local/tmp", now_);
  }

  const absl::Time now_ = absl::FromUnixSeconds(1700000000);
  FileTree tree_;
};

TEST_F(FileTreeTest, TakesAPathAsItIsMeant) {
  const struct {
    const char *path, *normal;
  } kRows[] = {
      {"", "/"},           {"/", "/"},         {"data", "/data"},
      {"/data/", "/data"}, {"//a//b", "/a/b"}, {"/a/./b/../c", "/a/c"},
      {"/../../a", "/a"},  {"..", "/"},
  };
  for (const auto& row : kRows) EXPECT_EQ(FileTree::Normal(row.path), row.normal) << row.path;
}

TEST_F(FileTreeTest, AFileBringsItsDirectories) {
  ASSERT_NE(tree_.Find("/data/app"), nullptr);
  EXPECT_TRUE(tree_.Find("/data/app")->is_directory);
  EXPECT_TRUE(tree_.Find("/")->is_directory);
  EXPECT_EQ(tree_.Find("/data/app/a.apk")->content, "abc");
  EXPECT_EQ(tree_.Find("/data/app/a.apk")->size, 3u);
  EXPECT_EQ(tree_.Find("/data/app/none"), nullptr);
  EXPECT_EQ(tree_.TotalBytes(), 5u);
}

TEST_F(FileTreeTest, ListsWhatIsInADirectoryAndNoDeeper) {
  EXPECT_THAT(NamesOf(tree_.List("/")), ElementsAre("data"));
  EXPECT_THAT(NamesOf(tree_.List("/data/")), ElementsAre("app", "app-2", "local"));
  EXPECT_THAT(NamesOf(tree_.List("/data/app-2")), IsEmpty());
}

TEST_F(FileTreeTest, FindsAllBelowByWholePath) {
  EXPECT_THAT(NamesOf(tree_.Below("/data/local")), ElementsAre("/data/local/tmp"));
  EXPECT_THAT(NamesOf(tree_.Below("/data/app")), ElementsAre("/data/app/a.apk"));
  EXPECT_THAT(NamesOf(tree_.Below("/data/app-2")), ElementsAre("/data/app-2"));
  EXPECT_EQ(tree_.Below("/").size(), 6u);
}

TEST_F(FileTreeTest, RemovesADirectoryWithAllThatIsInIt) {
  EXPECT_TRUE(tree_.Remove("/data/app/"));
  EXPECT_EQ(tree_.Find("/data/app/a.apk"), nullptr);
  EXPECT_NE(tree_.Find("/data/app-2"), nullptr) << "its name only begins like that";
  EXPECT_FALSE(tree_.Remove("/data/app"));
  EXPECT_FALSE(tree_.Remove("/"));
}

TEST_F(FileTreeTest, ADirectoryIsNoPlaceForAFile) {
  tree_.PutFile("/data", "x", now_);
  EXPECT_TRUE(tree_.Find("/data")->is_directory);
}

TEST_F(FileTreeTest, KeepsTheBeginningOfALongFile) {
  tree_.PutFile("/long", std::string(kKeptFileBytes + 1, 'x'), now_);
  EXPECT_EQ(tree_.Find("/long")->content.size(), kKeptFileBytes);
  EXPECT_EQ(tree_.Find("/long")->size, kKeptFileBytes + 1);
}

}  // namespace
}  // namespace cloudphone::simulator
