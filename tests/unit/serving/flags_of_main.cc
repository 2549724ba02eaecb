// The flags of a program; its file's name ends like that of one.

#include <string>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

ABSL_FLAG(int, test_count, 3, "How many.");
ABSL_FLAG(bool, test_quiet, false, "Whether to say nothing.");
ABSL_FLAG(std::string, test_name, "", "What to call it.");
ABSL_FLAG(absl::Duration, test_delay, absl::Seconds(1), "How long to wait.");
