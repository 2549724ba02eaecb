#include "service/simulator/inside/phone_shell.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/simulator/inside/phone_shell_commands.h"

namespace cloudphone::simulator {
namespace {

constexpr int kNotFound = 127;
constexpr size_t kMaxPropertyName = 92;

// Root, unless the phone hides it.
bool IsRoot(const ShellRun& run) {
  const auto hidden = run.facts.properties.find("ro.com.cph.non_root");
  return hidden == run.facts.properties.end() || hidden->second != "1";
}

Properties AllProperties(const ShellRun& run) {
  Properties all = run.inside->settings;
  all.insert(run.facts.properties.begin(), run.facts.properties.end());
  return all;
}

ShellOutcome RunGetprop(const ShellRun& run) {
  const Properties all = AllProperties(run);
  if (run.words.size() > 1) {
    const auto found = all.find(run.Word(1));
    return Prints(absl::StrCat(found == all.end() ? run.Word(2) : found->second, "\n"));
  }
  std::string lines;
  for (const auto& [key, value] : all) absl::StrAppend(&lines, "[", key, "]: [", value, "]\n");
  return Prints(lines);
}

// As on a phone: what begins with "ro." is written once, and not by a user.
ShellOutcome RunSetprop(const ShellRun& run) {
  if (run.words.size() < 2) return Fails("setprop: Needs 2 arguments\n");
  const std::string key = run.Word(1);
  if (absl::StartsWith(key, "ro.") || key.size() > kMaxPropertyName || key.front() == '.')
    return Fails(absl::StrCat("Failed to set property '", key, "' to '", run.Word(2),
                              "'.\nSee dmesg for error reason.\n"));
  run.inside->settings[key] = run.Word(2);
  return Prints("");
}

ShellOutcome RunEcho(const ShellRun& run) {
  return Prints(absl::StrCat(absl::StrJoin(run.words.begin() + 1, run.words.end(), " "), "\n"));
}

ShellOutcome RunId(const ShellRun& run) {
  return Prints(IsRoot(run) ? "uid=0(root) gid=0(root) groups=0(root) context=u:r:su:s0\n"
                            : "uid=2000(shell) gid=2000(shell) groups=2000(shell) context=u:r:shell:s0\n");
}

ShellOutcome RunWhoami(const ShellRun& run) { return Prints(IsRoot(run) ? "root\n" : "shell\n"); }

ShellOutcome RunDate(const ShellRun& run) {
  return Prints(absl::FormatTime("%a %b %e %H:%M:%S UTC %Y\n", run.facts.now, absl::UTCTimeZone()));
}

ShellOutcome RunPwd(const ShellRun&) { return Prints("/\n"); }

ShellOutcome RunUname(const ShellRun& run) {
  return Prints(run.HasFlag('a') ? "Linux localhost 4.14.116 #1 SMP PREEMPT aarch64\n" : "Linux\n");
}

ShellOutcome RunWm(const ShellRun& run) {
  if (run.Word(1) == "size") return Prints(absl::StrCat("Physical size: ", run.facts.screen, "\n"));
  if (run.Word(1) == "density") return Prints(absl::StrCat("Physical density: ", run.facts.density, "\n"));
  return Fails("Window manager (window) commands:\n  size\n  density\n");
}

ShellOutcome RunSleep(const ShellRun& run) {
  double seconds = 0;
  if (!absl::SimpleAtod(run.Word(1), &seconds) || !(seconds >= 0))
    return Fails(run.words.size() < 2 ? "sleep: Needs 1 argument\n"
                                      : absl::StrCat("sleep: bad ", run.Word(1), "\n"));
  ShellOutcome outcome;
  outcome.duration = absl::Seconds(seconds);
  return outcome;
}

struct CommandRow {
  const char* name;
  ShellOutcome (*run)(const ShellRun&);
};
constexpr CommandRow kCommands[] = {
    {"getprop", &RunGetprop}, {"setprop", &RunSetprop}, {"echo", &RunEcho},   {"id", &RunId},
    {"whoami", &RunWhoami},   {"date", &RunDate},       {"pwd", &RunPwd},     {"uname", &RunUname},
    {"wm", &RunWm},           {"sleep", &RunSleep},     {"ls", &RunLs},       {"cat", &RunCat},
    {"mkdir", &RunMkdir},     {"touch", &RunTouch},     {"rm", &RunRm},       {"screencap", &RunScreencap},
    {"pm", &RunPm},           {"am", &RunAm},           {"input", &RunInput},
};

}  // namespace

std::vector<std::string> ShellRun::Operands() const {
  std::vector<std::string> operands;
  for (size_t i = 1; i < words.size(); ++i) {
    if (!absl::StartsWith(words[i], "-")) operands.push_back(words[i]);
  }
  return operands;
}

bool ShellRun::HasFlag(char letter) const {
  for (size_t i = 1; i < words.size(); ++i) {
    if (absl::StartsWith(words[i], "-") && absl::StrContains(words[i], letter)) return true;
  }
  return false;
}

ShellOutcome RunShell(absl::string_view command, const ShellFacts& facts, PhoneInside* inside) {
  const ShellRun run{absl::StrSplit(command, ' ', absl::SkipEmpty()), facts, inside};
  if (run.words.empty()) return {};
  for (const std::string& word : run.words) {
    if (word.find_first_not_of("|&") == std::string::npos)
      return Fails(absl::StrCat("/system/bin/sh: syntax error: unexpected '", word, "'\n"));
  }
  const std::string name = run.words[0].substr(run.words[0].rfind('/') + 1);
  for (const CommandRow& row : kCommands) {
    if (name == row.name) return row.run(run);
  }
  return Fails(absl::StrCat("/system/bin/sh: ", run.words[0], ": inaccessible or not found\n"), kNotFound);
}

}  // namespace cloudphone::simulator
