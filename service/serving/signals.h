#ifndef CLOUDPHONE_SERVICE_SERVING_SIGNALS_H_
#define CLOUDPHONE_SERVICE_SERVING_SIGNALS_H_

#include "absl/status/status.h"

namespace cloudphone {

// Keeps SIGTERM and SIGINT for WaitForStopSignal(), in this thread and those it starts later, and ignores
// SIGPIPE. The first thing in main().
absl::Status BlockStopSignals();

// Waits for SIGTERM or SIGINT; returns its number.
int WaitForStopSignal();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_SIGNALS_H_
