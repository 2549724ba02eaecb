#ifndef CLOUDPHONE_SERVICE_SERVING_BATCHING_SINK_H_
#define CLOUDPHONE_SERVICE_SERVING_BATCHING_SINK_H_

#include <cstdio>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "spdlog/async.h"
#include "spdlog/details/null_mutex.h"
#include "spdlog/sinks/base_sink.h"

namespace cloudphone {

// Writes lines to a file, all that are queued in one piece, and then rests for a moment. While the log's
// thread rests or writes nobody has to wake it: without the rest every line costs its caller a system call,
// and a call through the gateway 15 to 20 % of its CPU time (tests/bench). The first line after a quiet
// moment is written at once, others up to kRest later.
//
// Used by the one thread of `pool` only, hence the null mutex; EndRests by any.
class BatchingSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  // `pool` must outlive its thread's use of the sink, which it does: it joins the thread. A bare pointer,
  // because the thread must not ask spdlog's registry while that ends the pool.
  BatchingSink(std::FILE* file, spdlog::details::thread_pool* pool) : file_(file), pool_(pool) {}
  ~BatchingSink() override { Write(); }

  // For the end of the log, which does not wait for a rest.
  void EndRests();

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  // After each line.
  void flush_() override;

 private:
  void Write();
  void Rest();

  std::FILE* const file_;
  spdlog::details::thread_pool* const pool_;
  spdlog::memory_buf_t lines_;  // Not written yet.

  Mutex mutex_;
  bool rests_ended_ ABSL_GUARDED_BY(mutex_) = false;
  Condition ended_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_BATCHING_SINK_H_
