// The commands of the phone's shell that have to do with apps and with the screen.

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "service/simulator/inside/phone_shell_commands.h"

namespace cloudphone::simulator {
namespace {

// pm list packages [-f] [-s] [-3] [FILTER]
ShellOutcome ListPackages(const ShellRun& run) {
  const bool system_only = run.HasFlag('s');
  const bool others_only = run.HasFlag('3');
  const std::string filter = run.Operands().size() > 2 ? run.Operands()[2] : "";
  std::string lines;
  for (const auto& [name, package] : run.inside->packages) {
    if (!absl::StrContains(name, filter)) continue;
    if ((system_only && !package.is_system) || (others_only && package.is_system)) continue;
    absl::StrAppend(&lines, "package:", run.HasFlag('f') ? absl::StrCat(package.apk_path, "=") : "", name,
                    "\n");
  }
  return Prints(lines);
}

ShellOutcome ClearPackage(const ShellRun& run, const std::string& name) {
  if (run.inside->packages.count(name) == 0) return Fails("Failed\n");
  run.inside->files.Remove(absl::StrCat("/data/data/", name));
  run.inside->files.MakeDirectory(absl::StrCat("/data/data/", name, "/cache"), run.facts.now);
  return Prints("Success\n");
}

// The word behind that flag, or an empty one.
std::string Behind(const ShellRun& run, absl::string_view flag) {
  const auto found = absl::c_find(run.words, flag);
  return found == run.words.end() || std::next(found) == run.words.end() ? "" : *std::next(found);
}

// am start [-a ACTION] [-d DATA] [-n PACKAGE/ACTIVITY]
ShellOutcome StartActivity(const ShellRun& run) {
  const std::string component = Behind(run, "-n");
  const std::string action = Behind(run, "-a");
  const std::string data = Behind(run, "-d");
  if (component.empty() && action.empty() && data.empty())
    return Fails("Error: Intent does not match any activities: Intent { }\n");
  std::string intent;
  if (!action.empty()) absl::StrAppend(&intent, " act=", action);
  if (!data.empty()) absl::StrAppend(&intent, " dat=", data);
  if (!component.empty()) absl::StrAppend(&intent, " cmp=", component);
  const std::string starting = absl::StrCat("Starting: Intent {", intent, " }\n");
  const std::string package = component.substr(0, component.find('/'));
  if (!component.empty() && run.inside->packages.count(package) == 0)
    return Fails(
        absl::StrCat(starting, "Error type 3\nError: Activity class {", component, "} does not exist.\n"));
  return Prints(starting);
}

struct InputRow {
  const char* name;
  size_t min_numbers;
  size_t max_numbers;
};
// swipe may end with a duration, keyevent may have several keys.
constexpr InputRow kInputs[] = {
    {"tap", 2, 2}, {"swipe", 4, 5}, {"draganddrop", 4, 5}, {"roll", 2, 2}, {"press", 0, 0}};

bool IsNumber(const std::string& word) {
  double number = 0;
  return absl::SimpleAtod(word, &number);
}

}  // namespace

ShellOutcome RunPm(const ShellRun& run) {
  const std::string verb = run.Word(1);
  const std::string name = run.Word(run.words.size() - 1);
  if (verb == "list" && run.Word(2) == "packages") return ListPackages(run);
  if (verb == "path") {
    const auto found = run.inside->packages.find(name);
    if (found == run.inside->packages.end()) return Fails("");
    return Prints(absl::StrCat("package:", found->second.apk_path, "\n"));
  }
  if (verb == "clear") return ClearPackage(run, name);
  if (verb == "uninstall")
    return RemovePackage(name, run.inside) ? Prints("Success\n")
                                           : Fails("Failure [DELETE_FAILED_INTERNAL_ERROR]\n");
  return Fails("Package manager (package) commands:\n  list packages\n  path\n  clear\n  uninstall\n");
}

ShellOutcome RunAm(const ShellRun& run) {
  const std::string verb = run.Word(1);
  if (verb == "start") return StartActivity(run);
  if ((verb == "force-stop" || verb == "kill") && run.words.size() > 2) return Prints("");
  if (verb == "broadcast" && !Behind(run, "-a").empty())
    return Prints(absl::StrCat("Broadcasting: Intent { act=", Behind(run, "-a"),
                               " flg=0x400000 }\nBroadcast completed: result=0\n"));
  return Fails("Activity manager (activity) commands:\n  start\n  broadcast\n  force-stop\n  kill\n");
}

ShellOutcome RunInput(const ShellRun& run) {
  const std::string verb = run.Word(1);
  const std::vector<std::string> values(
      run.words.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(2, run.words.size())),
      run.words.end());
  if ((verb == "text" || verb == "keyevent") && !values.empty()) return Prints("");
  for (const InputRow& row : kInputs) {
    if (verb == row.name && values.size() >= row.min_numbers && values.size() <= row.max_numbers &&
        absl::c_all_of(values, &IsNumber))
      return Prints("");
  }
  const bool is_known = verb == "text" || verb == "keyevent" ||
                        absl::c_any_of(kInputs, [&](const InputRow& row) { return verb == row.name; });
  return Fails(is_known ? absl::StrCat("Error: Invalid arguments for command: ", verb, "\n")
                        : absl::StrCat("Error: Unknown command: ", verb, "\n"));
}

}  // namespace cloudphone::simulator
