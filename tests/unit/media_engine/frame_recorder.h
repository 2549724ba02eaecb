#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_FRAME_RECORDER_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_FRAME_RECORDER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "adapters/media_engine/captured_audio.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// Keeps the frames that come to its sink. Thread-safe; the sink may outlive it.
class FrameRecorder {
 public:
  struct Frame {
    std::string bytes;
    absl::optional<AudioExt> ext;
  };

  AudioSink Sink() const {
    return [kept = kept_](const CapturedAudio& audio) {
      MutexLock lock(&kept->mutex);
      kept->frames.push_back({std::string(audio.bytes), audio.ext});
      kept->came.NotifyAll();
    };
  }

  std::vector<Frame> frames() const {
    MutexLock lock(&kept_->mutex);
    return kept_->frames;
  }

  size_t count() const { return frames().size(); }

  // Waits until so many came; false after ten seconds, so that a test fails and does not hang.
  bool WaitFor(size_t count) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    MutexLock lock(&kept_->mutex);
    while (kept_->frames.size() < count) {
      if (!kept_->came.WaitUntil(&kept_->mutex, deadline)) return false;
    }
    return true;
  }

 private:
  struct Kept {
    Mutex mutex;
    Condition came;
    std::vector<Frame> frames ABSL_GUARDED_BY(mutex);
  };
  const std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_FRAME_RECORDER_H_
