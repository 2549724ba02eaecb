#include "service/simulator/inside/tar.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kBlock = 512;

absl::optional<std::vector<TarEntry>> Read(const std::string& bytes) {
  return ReadTar([&](uint64_t offset, uint64_t length) {
    return offset >= bytes.size() ? std::string() : bytes.substr(offset, length);
  });
}

// A header of an archive as GNU tar writes it, put together here by hand.
std::string Header(const std::string& name, const std::string& size, char type) {
  std::string header(kBlock, '\0');
  const auto set = [&](size_t offset, const std::string& text) { header.replace(offset, text.size(), text); };
  set(0, name);
  set(100, "0000644");
  set(124, size);
  set(136, "14524770400");
  set(156, std::string(1, type));
  set(257, "ustar  ");
  set(148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  set(148, digits);
  header[154] = '\0';
  return header;
}

std::string Padded(std::string data) {
  data.resize((data.size() + kBlock - 1) / kBlock * kBlock, '\0');
  return data;
}
const std::string& End() {
  static const auto* const kEnd = new std::string(2 * kBlock, '\0');
  return *kEnd;
}

TEST(TarTest, ReadsFilesAndDirectories) {
  const auto entries = Read(absl::StrCat(Header("data/local/", "00000000000", '5'),
                                         Header("data/local/a.txt", "00000000006", '0'), Padded("hello\n"),
                                         Header("data/link", "00000000000", '2'), End()));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 2u) << "links are left out";
  EXPECT_EQ((*entries)[0].path, "data/local/");
  EXPECT_TRUE((*entries)[0].node.is_directory);
  EXPECT_EQ((*entries)[1].path, "data/local/a.txt");
  EXPECT_EQ((*entries)[1].node.content, "hello\n");
  EXPECT_EQ((*entries)[1].node.size, 6u);
  EXPECT_EQ(absl::ToUnixSeconds((*entries)[1].node.time), 1700000000);
}

TEST(TarTest, ReadsTheLongNamesOfGnu) {
  const std::string name = absl::StrCat("data/", std::string(150, 'n'));
  const auto entries =
      Read(absl::StrCat(Header("././@LongLink", "00000000234", 'L'), Padded(name + '\0'),
                        Header(name.substr(0, 100), "00000000001", '0'), Padded("x"), End()));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(entries->front().path, name);
}

TEST(TarTest, ReadsNoMoreOfAFileThanIsKept) {
  // One gigabyte, of which only what is asked for is there.
  const std::string header = Header("data/large", "10000000000", '0');
  uint64_t read_bytes = 0;
  const auto entries = ReadTar([&](uint64_t offset, uint64_t length) {
    read_bytes += length;
    if (offset == 0) return header;
    return std::string(length, offset > (1u << 30) ? '\0' : 'x');
  });
  ASSERT_TRUE(entries.has_value());
  EXPECT_EQ(entries->front().node.size, 1u << 30);
  EXPECT_EQ(entries->front().node.content.size(), kKeptFileBytes);
  EXPECT_LT(read_bytes, 100000u);
}

TEST(TarTest, WhatIsNoArchiveIsNone) {
  std::string broken = Header("data/a", "00000000000", '0');
  broken[0] = 'e';  // Now the checksum is wrong.
  const std::string kRows[] = {"",
                               "no archive",
                               std::string(kBlock, 'x'),
                               broken + End(),
                               Header("data/a", "0000000000x", '0') + End(),
                               Header("data/a", "00000000006", '0') + "hel",
                               Header("data/a", "00000000000", '0')};
  for (const std::string& bytes : kRows) EXPECT_FALSE(Read(bytes).has_value()) << bytes.substr(0, 20);
  EXPECT_TRUE(Read(End()).has_value()) << "an empty archive is one";
}

TEST(TarTest, ReadsBackWhatItWrites) {
  FileTree tree;
  const absl::Time now = absl::FromUnixSeconds(1700000000);
  const std::string deep = absl::StrCat("/data/", std::string(90, 'd'), "/", std::string(90, 'f'));
  tree.PutFile("/data/a.txt", "hello\n", now);
  tree.PutFile("/data/empty", "", now);
  tree.PutFile("/data/block", std::string(kBlock, 'b'), now);
  tree.PutFile(deep, "deep", now);
  const std::string archive = WriteTar(tree.Below("/data"));
  EXPECT_EQ(archive.size() % kBlock, 0u);
  const auto entries = Read(archive);
  ASSERT_TRUE(entries.has_value());
  FileTree unpacked;
  for (const TarEntry& entry : *entries) {
    if (entry.node.is_directory) {
      unpacked.MakeDirectory(entry.path, entry.node.time);
    } else {
      unpacked.PutFile(entry.path, entry.node.content, entry.node.size, entry.node.time);
    }
  }
  for (const auto& [path, node] : tree.Below("/data")) {
    ASSERT_NE(unpacked.Find(path), nullptr) << path;
    EXPECT_EQ(unpacked.Find(path)->content, node->content) << path;
    EXPECT_EQ(unpacked.Find(path)->time, now) << path;
  }
  EXPECT_EQ(unpacked.Below("/").size(), tree.Below("/").size());
}

TEST(TarTest, LeavesOutWhatHasNoRoom) {
  FileTree tree;
  tree.PutFile(absl::StrCat("/", std::string(101, 'x')), "x", absl::UnixEpoch());
  EXPECT_EQ(WriteTar(tree.Below("/")), End());
}

}  // namespace
}  // namespace cloudphone::simulator
