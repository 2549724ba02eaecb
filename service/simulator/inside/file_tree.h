#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_FILE_TREE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_FILE_TREE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cloudphone::simulator {

struct FileNode {
  bool is_directory = false;
  uint64_t size = 0;    // In bytes; what a directory has of it is of no interest.
  std::string content;  // The beginning of it: no more than kKeptFileBytes.
  absl::Time time = {};
};

// More of a file is never seen: the output of a command is cut long before.
constexpr uint64_t kKeptFileBytes = 65536;

// The files of a phone, or of the shared storage of a server, by absolute path. A path is taken as it is
// meant: "/data//app/./x/" is "/data/app/x", and ".." above the root is the root.
class FileTree {
 public:
  using Entry = std::pair<std::string, const FileNode*>;

  // Where `path` leads to: "/" and its names, without an end of its own.
  static std::string Normal(absl::string_view path);

  // Puts a file there, or over one, and makes the directories above it. A directory in its place stays.
  void PutFile(absl::string_view path, std::string content, uint64_t size, absl::Time time);
  void PutFile(absl::string_view path, const std::string& content, absl::Time time) {
    PutFile(path, content, content.size(), time);
  }
  void MakeDirectory(absl::string_view path, absl::Time time);
  // Removes a file, or a directory with all that is in it. False where there is none.
  bool Remove(absl::string_view path);

  // Null where there is none.
  const FileNode* Find(absl::string_view path) const;
  // What is in a directory, by name; none of a file.
  std::vector<Entry> List(absl::string_view path) const;
  // That file, or all files and directories that are anywhere below, by their whole paths.
  std::vector<Entry> Below(absl::string_view path) const;
  // Of all files together.
  uint64_t TotalBytes() const;

 private:
  std::map<std::string, FileNode> nodes_;  // The root is no node: it always is.
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_FILE_TREE_H_
