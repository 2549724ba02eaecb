// The commands of the phone's shell that look at files and change them.

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "service/simulator/inside/phone_shell_commands.h"

namespace cloudphone::simulator {
namespace {

constexpr uint64_t kDirectoryBytes = 4096;
// What can be written to: the rest is the system's disk.
constexpr const char* kWritable[] = {"/data", "/sdcard", "/cache", "/mnt"};

bool IsWritable(const std::string& path) {
  const std::string normal = FileTree::Normal(path);
  for (const absl::string_view root : kWritable) {
    if (absl::StartsWith(normal, absl::StrCat(root, "/"))) return true;
  }
  return false;
}

// The words of the vendor's sample (the vendor's API reference, RunSyncCommand).
std::string NoSuchFile(const char* command, const char* verb, const std::string& path) {
  return absl::StrCat(command, ": cannot ", verb, " '", path, "': No such file or directory\n");
}

std::string LongLine(const std::string& name, const FileNode& node) {
  return absl::StrFormat("%s 1 root root %5d %s %s\n", node.is_directory ? "drwxrwx--x" : "-rw-rw----",
                         node.is_directory ? kDirectoryBytes : node.size,
                         absl::FormatTime("%Y-%m-%d %H:%M", node.time, absl::UTCTimeZone()), name);
}

std::string Line(const ShellRun& run, const std::string& name, const FileNode& node) {
  return run.HasFlag('l') ? LongLine(name, node) : absl::StrCat(name, "\n");
}

// What ls shows of one operand.
std::string Listing(const ShellRun& run, const std::string& path, const FileNode& node) {
  if (!node.is_directory || run.HasFlag('d')) return Line(run, path, node);
  const std::vector<FileTree::Entry> entries = run.inside->files.List(path);
  std::string lines =
      run.HasFlag('l') ? absl::StrCat("total ", entries.size() * kDirectoryBytes / 1024, "\n") : "";
  for (const auto& [name, child] : entries) {
    if (!absl::StartsWith(name, ".") || run.HasFlag('a')) lines += Line(run, name, *child);
  }
  return lines;
}

// Does `change` for each operand that may be written to.
template <typename Change>
ShellOutcome ChangeEach(const ShellRun& run, const char* command, Change change) {
  const std::vector<std::string> paths = run.Operands();
  if (paths.empty()) return Fails(absl::StrCat(command, ": Needs 1 argument\n"));
  ShellOutcome outcome;
  for (const std::string& path : paths) {
    const std::string error =
        IsWritable(path) ? change(path) : absl::StrCat(command, ": '", path, "': Read-only file system\n");
    if (error.empty()) continue;
    outcome.output += error;
    outcome.exit_code = 1;
  }
  return outcome;
}

}  // namespace

ShellOutcome RunLs(const ShellRun& run) {
  std::vector<std::string> paths = run.Operands();
  if (paths.empty()) paths.emplace_back("/");
  ShellOutcome outcome;
  for (const std::string& path : paths) {
    const FileNode* const node = run.inside->files.Find(path);
    if (node == nullptr) {
      outcome.output += NoSuchFile("ls", "access", path);
      outcome.exit_code = 1;
      continue;
    }
    if (paths.size() > 1 && node->is_directory) absl::StrAppend(&outcome.output, path, ":\n");
    outcome.output += Listing(run, path, *node);
  }
  return outcome;
}

ShellOutcome RunCat(const ShellRun& run) {
  ShellOutcome outcome;
  for (const std::string& path : run.Operands()) {
    const FileNode* const node = run.inside->files.Find(path);
    if (node != nullptr && !node->is_directory) {
      outcome.output += node->content;
      continue;
    }
    absl::StrAppend(&outcome.output, "cat: ", path,
                    node == nullptr ? ": No such file or directory\n" : ": Is a directory\n");
    outcome.exit_code = 1;
  }
  return outcome;
}

ShellOutcome RunMkdir(const ShellRun& run) {
  return ChangeEach(run, "mkdir", [&](const std::string& path) -> std::string {
    const std::string normal = FileTree::Normal(path);
    if (!run.HasFlag('p') && run.inside->files.Find(normal) != nullptr)
      return absl::StrCat("mkdir: '", path, "': File exists\n");
    const FileNode* const parent = run.inside->files.Find(normal.substr(0, normal.rfind('/')));
    if (!run.HasFlag('p') && parent == nullptr) return NoSuchFile("mkdir", "create", path);
    run.inside->files.MakeDirectory(normal, run.facts.now);
    return "";
  });
}

ShellOutcome RunTouch(const ShellRun& run) {
  return ChangeEach(run, "touch", [&](const std::string& path) -> std::string {
    const std::string normal = FileTree::Normal(path);
    if (run.inside->files.Find(normal.substr(0, normal.rfind('/'))) == nullptr)
      return NoSuchFile("touch", "create", path);
    const FileNode* const node = run.inside->files.Find(normal);
    if (node == nullptr) run.inside->files.PutFile(normal, "", run.facts.now);
    return "";
  });
}

ShellOutcome RunRm(const ShellRun& run) {
  return ChangeEach(run, "rm", [&](const std::string& path) -> std::string {
    const FileNode* const node = run.inside->files.Find(path);
    if (node == nullptr) return run.HasFlag('f') ? "" : NoSuchFile("rm", "remove", path);
    if (node->is_directory && !run.HasFlag('r') && !run.HasFlag('R'))
      return absl::StrCat("rm: cannot remove '", path, "': Is a directory\n");
    run.inside->files.Remove(path);
    return "";
  });
}

ShellOutcome RunScreencap(const ShellRun& run) {
  return ChangeEach(run, "screencap", [&](const std::string& path) -> std::string {
    run.inside->files.PutFile(path, "\x89PNG\r\n\x1A\n", run.facts.now);
    return "";
  });
}

}  // namespace cloudphone::simulator
