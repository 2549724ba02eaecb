#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_COMMANDS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/simulator/inside/phone_shell.h"

namespace cloudphone::simulator {

// One command that runs: its words, the first one its name, and the phone. For phone_shell*.cc alone.
struct ShellRun {
  std::vector<std::string> words;
  const ShellFacts& facts;
  PhoneInside* inside;

  // The word at that place, or an empty one.
  std::string Word(size_t index) const { return index < words.size() ? words[index] : std::string(); }
  // The words behind the name that are no flags, and whether one of the flags has that letter: "-la" has l.
  std::vector<std::string> Operands() const;
  bool HasFlag(char letter) const;
};

inline ShellOutcome Prints(std::string output) { return {0, std::move(output)}; }
inline ShellOutcome Fails(std::string output, int exit_code = 1) { return {exit_code, std::move(output)}; }

// phone_shell_files.cc
ShellOutcome RunLs(const ShellRun& run);
ShellOutcome RunCat(const ShellRun& run);
ShellOutcome RunMkdir(const ShellRun& run);
ShellOutcome RunTouch(const ShellRun& run);
ShellOutcome RunRm(const ShellRun& run);
ShellOutcome RunScreencap(const ShellRun& run);
// phone_shell_apps.cc
ShellOutcome RunPm(const ShellRun& run);
ShellOutcome RunAm(const ShellRun& run);
ShellOutcome RunInput(const ShellRun& run);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_COMMANDS_H_
