#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/inside/phone_inside.h"
#include "service/simulator/phones/property_rules.h"

namespace cloudphone::simulator {

// What a command is told of the phone that it runs on.
struct ShellFacts {
  Properties properties;  // All that the cloud knows of, the image's own included.
  absl::Time now = {};
  std::string screen = "720x1280";
  std::string density = "320";
};

struct ShellOutcome {
  int exit_code = 0;
  std::string output;  // What it printed, errors too.
  // How long it ran: nothing but `sleep` takes time.
  absl::Duration duration = absl::ZeroDuration();
};

// Runs one command as the shell of a phone would, in the directory "/": getprop, setprop, pm, am, input, ls,
// cat, mkdir, touch, rm, screencap, wm, id, whoami, date, echo, pwd, uname, sleep. It knows neither
// pipes (a syntax error) nor quotes, which the service does not take. What it does not know it does not find:
// exit 127.
ShellOutcome RunShell(absl::string_view command, const ShellFacts& facts, PhoneInside* inside);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_SHELL_H_
