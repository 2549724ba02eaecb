#ifndef CLOUDPHONE_SERVICE_SERVING_LOG_H_
#define CLOUDPHONE_SERVICE_SERVING_LOG_H_

#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/serving/log_line.h"
#include "spdlog/sinks/sink.h"

namespace cloudphone {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// The words that --log_level takes: debug, info, warning, error.
bool AbslParseFlag(absl::string_view text, LogLevel* level, std::string* error);
std::string AbslUnparseFlag(LogLevel level);

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  std::FILE* file = stderr;
  std::shared_ptr<spdlog::sinks::sink> sink;  // In place of the file.
};

// Starts the log, once, for the whole process. Before that lines go nowhere.
absl::Status InitLog(const LogOptions& options);

// Writes one line. Any thread; only hands over: a thread of the log writes, and when it cannot keep up the
// oldest lines are lost rather than the caller kept waiting.
void Log(LogLevel level, absl::string_view event, absl::Span<const LogField> fields);

// Writes what is handed over and ends the log.
void FlushLog();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_LOG_H_
