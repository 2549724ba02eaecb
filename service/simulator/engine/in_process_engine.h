#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_IN_PROCESS_ENGINE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_IN_PROCESS_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/engine/engine_core.h"
#include "service/simulator/engine/engine_options.h"

namespace cloudphone::simulator {

// The port over a simulated engine of its own, without the shared library, which knows one stream per
// process: as many phones as one likes. Configurations and structs go through the same bytes as to a real
// engine. Frames come on the thread of `timers`, at its clock. Thread-safe.
class InProcessEngine final : public MediaEngine {
 public:
  // As for EngineCore.
  InProcessEngine(const EngineOptions& options, Timers* timers, EngineCore::EventSink events);
  ~InProcessEngine() override;

  absl::Status OpenAudio(const AudioSettings& settings, AudioSink sink) override;
  absl::Status CloseAudio() override;
  absl::Status InjectTouch(const TouchInput& touch) override;
  absl::Status InjectKey(const KeyInput& key) override;
  EngineDescription Describe() const override;

  // The fingers that are down now, for who draws the screen.
  Fingers fingers() const { return core_.fingers(); }

 private:
  // What stands between the stream and the sink; outlives this object while a frame is on its way.
  struct Outlet;

  const EngineOptions::Layout layout_;
  Timers* const timers_;
  const std::shared_ptr<std::atomic<uint64_t>> late_frames_ = std::make_shared<std::atomic<uint64_t>>(0);
  EngineCore core_;
  Mutex mutex_;
  std::shared_ptr<Outlet> outlet_ ABSL_GUARDED_BY(mutex_);  // Of the open stream.
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_IN_PROCESS_ENGINE_H_
