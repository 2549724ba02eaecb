#include "service/simulator/inside/file_tree.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace cloudphone::simulator {
namespace {

constexpr char kRoot[] = "/";

const FileNode& Root() {
  static const auto* const kNode = [] {
    auto* const node = new FileNode;
    node->is_directory = true;
    return node;
  }();
  return *kNode;
}

// What the paths of all that is below `normal` begin with.
std::string PrefixOf(const std::string& normal) { return normal == kRoot ? normal : normal + "/"; }

}  // namespace

std::string FileTree::Normal(absl::string_view path) {
  std::vector<absl::string_view> names;
  for (const absl::string_view name : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    if (name == "..") {
      if (!names.empty()) names.pop_back();
    } else if (name != ".") {
      names.push_back(name);
    }
  }
  return absl::StrCat(kRoot, absl::StrJoin(names, "/"));
}

void FileTree::MakeDirectory(absl::string_view path, absl::Time time) {
  const std::string normal = Normal(path);
  if (normal == kRoot || nodes_.count(normal) > 0) return;
  MakeDirectory(normal.substr(0, normal.rfind('/')), time);
  FileNode node;
  node.is_directory = true;
  node.time = time;
  nodes_.emplace(normal, std::move(node));
}

void FileTree::PutFile(absl::string_view path, std::string content, uint64_t size, absl::Time time) {
  const std::string normal = Normal(path);
  if (normal == kRoot) return;
  MakeDirectory(normal.substr(0, normal.rfind('/')), time);
  FileNode& node = nodes_[normal];
  if (node.is_directory) return;
  if (content.size() > kKeptFileBytes) content.resize(kKeptFileBytes);
  node.content = std::move(content);
  node.size = size;
  node.time = time;
}

bool FileTree::Remove(absl::string_view path) {
  const std::string normal = Normal(path);
  if (nodes_.erase(normal) == 0) return false;
  const std::string prefix = PrefixOf(normal);
  auto node = nodes_.lower_bound(prefix);
  while (node != nodes_.end() && absl::StartsWith(node->first, prefix)) node = nodes_.erase(node);
  return true;
}

const FileNode* FileTree::Find(absl::string_view path) const {
  const std::string normal = Normal(path);
  if (normal == kRoot) return &Root();
  const auto found = nodes_.find(normal);
  return found == nodes_.end() ? nullptr : &found->second;
}

std::vector<FileTree::Entry> FileTree::List(absl::string_view path) const {
  const std::string prefix = PrefixOf(Normal(path));
  std::vector<Entry> entries;
  for (auto node = nodes_.lower_bound(prefix); node != nodes_.end() && absl::StartsWith(node->first, prefix);
       ++node) {
    std::string name = node->first.substr(prefix.size());
    if (!absl::StrContains(name, '/')) entries.emplace_back(std::move(name), &node->second);
  }
  return entries;
}

std::vector<FileTree::Entry> FileTree::Below(absl::string_view path) const {
  const std::string normal = Normal(path);
  const FileNode* const itself = Find(normal);
  if (itself != nullptr && !itself->is_directory) return {{normal, itself}};
  const std::string prefix = PrefixOf(normal);
  std::vector<Entry> entries;
  for (auto node = nodes_.lower_bound(prefix); node != nodes_.end() && absl::StartsWith(node->first, prefix);
       ++node)
    entries.emplace_back(node->first, &node->second);
  return entries;
}

uint64_t FileTree::TotalBytes() const {
  uint64_t bytes = 0;
  for (const auto& [path, node] : nodes_) bytes += node.size;
  return bytes;
}

}  // namespace cloudphone::simulator
