#include "service/serving/log.h"

#include <atomic>
#include <utility>

#include "service/serving/batching_sink.h"
#include "spdlog/async.h"
#include "spdlog/async_logger.h"
#include "spdlog/spdlog.h"

namespace cloudphone {
namespace {

constexpr size_t kQueuedLines = 8192;
constexpr const char* kWords[] = {"debug", "info", "warning", "error"};

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                   spdlog::level::warn, spdlog::level::err};
  return kLevels[static_cast<int>(level)];
}

// Kept alive by spdlog's registry; read by any thread.
std::atomic<spdlog::logger*> the_logger{nullptr};
// Where it writes, if that is a file; kept alive by the logger.
std::atomic<BatchingSink*> the_file{nullptr};

}  // namespace

bool AbslParseFlag(absl::string_view text, LogLevel* level, std::string* error) {
  for (int i = 0; i < 4; ++i) {
    if (text != kWords[i]) continue;
    *level = static_cast<LogLevel>(i);
    return true;
  }
  *error = "one of debug, info, warning, error";
  return false;
}

std::string AbslUnparseFlag(LogLevel level) { return kWords[static_cast<int>(level)]; }

absl::Status InitLog(const LogOptions& options) {
  spdlog::init_thread_pool(kQueuedLines, 1);
  spdlog::sink_ptr sink = options.sink;
  if (sink == nullptr) {
    auto file = std::make_shared<BatchingSink>(options.file, spdlog::thread_pool().get());
    the_file = file.get();
    sink = std::move(file);
  }
  auto logger = std::make_shared<spdlog::async_logger>("cloudphone", std::move(sink), spdlog::thread_pool(),
                                                       spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  logger->set_level(ToSpdlog(options.level));
  logger->flush_on(spdlog::level::info);
  spdlog::register_logger(logger);
  the_logger = logger.get();
  return absl::OkStatus();
}

void Log(LogLevel level, absl::string_view event, absl::Span<const LogField> fields) {
  spdlog::logger* const logger = the_logger;
  const spdlog::level::level_enum wanted = ToSpdlog(level);
  if (logger == nullptr || !logger->should_log(wanted)) return;
  const std::string line = LogLine(event, fields);
  logger->log(wanted, spdlog::string_view_t(line.data(), line.size()));
}

void FlushLog() {
  the_logger = nullptr;
  if (BatchingSink* const file = the_file.exchange(nullptr); file != nullptr) file->EndRests();
  spdlog::shutdown();  // Waits for the log's thread to write what is queued.
}

}  // namespace cloudphone
