#ifndef CLOUDPHONE_SERVICE_SERVING_COMMAND_LINE_H_
#define CLOUDPHONE_SERVICE_SERVING_COMMAND_LINE_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cloudphone {

// Reads --name=value, --name value, --name and --noname of bool flags into the program's absl flags. An
// unknown flag, a value that does not fit and anything that is no flag is InvalidArgument, in one line that
// names it. --help prints `usage` with the flags that are declared in the file of main(), but for those whose
// help is empty, and ends the program with 0. `given`, where it is not null, gets the names of the flags that
// stand in the command line, whatever their value: what is said there wins over a configuration file.
absl::Status ParseFlags(int argc, char** argv, absl::string_view usage,
                        std::set<std::string>* given = nullptr);

// Says on standard error, in one line, why the program cannot run; returns the exit code: 2.
int ExitWithError(absl::string_view program, const absl::Status& status);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_COMMAND_LINE_H_
