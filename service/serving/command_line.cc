#include "service/serving/command_line.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace cloudphone {
namespace {

// absl's own ParseCommandLine ends the program itself, with several lines and exit code 1.

bool IsOurs(const absl::CommandLineFlag& flag) { return absl::EndsWith(flag.Filename(), "main.cc"); }

void PrintHelp(absl::string_view usage) {
  std::printf("%.*s\n\nFlags:\n", static_cast<int>(usage.size()), usage.data());
  std::map<std::string, const absl::CommandLineFlag*> sorted;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (IsOurs(*flag) && !flag->Help().empty()) sorted.emplace(name, flag);
  }
  for (const auto& [name, flag] : sorted) {
    std::printf("  --%s (%s)\n      %s\n", name.c_str(), flag->DefaultValue().c_str(), flag->Help().c_str());
  }
}

absl::Status Wrong(absl::string_view argument, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(argument, ": ", what));
}

absl::CommandLineFlag* FindOurs(absl::string_view name) {
  absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
  return flag != nullptr && IsOurs(*flag) ? flag : nullptr;
}

absl::Status Set(absl::CommandLineFlag* flag, const std::string& value) {
  std::string error;
  if (flag->ParseFrom(value, &error)) return absl::OkStatus();
  return Wrong(absl::StrCat("--", flag->Name()), absl::StrCat("\"", value, "\" does not fit"));
}

}  // namespace

absl::Status ParseFlags(int argc, char** argv, absl::string_view usage, std::set<std::string>* given) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (argument == "--help" || argument == "-h") {
      PrintHelp(usage);
      std::exit(0);
    }
    if (!absl::ConsumePrefix(&argument, "--")) return Wrong(argv[i], "is no flag");
    const size_t equals = argument.find('=');
    const absl::string_view name = argument.substr(0, equals);
    absl::CommandLineFlag* flag = FindOurs(name);
    std::string value;
    if (flag == nullptr) {
      absl::string_view negated = name;
      flag = absl::ConsumePrefix(&negated, "no") ? FindOurs(negated) : nullptr;
      if (flag == nullptr || !flag->IsOfType<bool>() || equals != absl::string_view::npos)
        return Wrong(absl::StrCat("--", name), "no such flag; --help lists them");
      value = "false";
    } else if (equals != absl::string_view::npos) {
      value = std::string(argument.substr(equals + 1));
    } else if (flag->IsOfType<bool>()) {
      value = "true";
    } else if (i + 1 < argc) {
      value = argv[++i];
    } else {
      return Wrong(argv[i], "needs a value");
    }
    if (absl::Status set = Set(flag, value); !set.ok()) return set;
    if (given != nullptr) given->emplace(flag->Name());
  }
  return absl::OkStatus();
}

int ExitWithError(absl::string_view program, const absl::Status& status) {
  const std::string line = absl::StrReplaceAll(status.message(), {{"\n", " "}, {"\r", " "}});
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(program.size()), program.data(), line.c_str());
  return 2;
}

}  // namespace cloudphone
