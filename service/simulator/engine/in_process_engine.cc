#include "service/simulator/engine/in_process_engine.h"

#include <atomic>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "adapters/media_engine/audio_config.h"
#include "adapters/media_engine/audio_ext.h"
#include "adapters/media_engine/engine_status.h"
#include "adapters/media_engine/input_layout.h"

namespace cloudphone::simulator {

struct InProcessEngine::Outlet {
  explicit Outlet(AudioSink to) : sink(std::move(to)) {}
  const AudioSink sink;
  std::atomic<bool> open{true};
};

InProcessEngine::InProcessEngine(const EngineOptions& options, Timers* timers, EngineCore::EventSink events)
    : layout_(options.input_layout), timers_(timers), core_(options, timers, std::move(events)) {}

InProcessEngine::~InProcessEngine() {
  MutexLock lock(&mutex_);
  if (outlet_ != nullptr) outlet_->open = false;
}

absl::Status InProcessEngine::OpenAudio(const AudioSettings& settings, AudioSink sink) {
  absl::Status checked = CheckAudioSettings(settings);
  if (!checked.ok()) return checked;
  const auto outlet = std::make_shared<Outlet>(std::move(sink));
  {
    MutexLock lock(&mutex_);
    if (outlet_ != nullptr) return absl::FailedPreconditionError("audio is open already");
    outlet_ = outlet;
  }
  const std::string json = AudioConfigJson(settings);
  const auto deliver = [outlet, timers = timers_, late = late_frames_](uint8_t* buffer, uint32_t length,
                                                                       void* ext) {
    if (!outlet->open) {
      late->fetch_add(1);
      return;
    }
    CapturedAudio audio;
    audio.bytes = absl::string_view(reinterpret_cast<const char*>(buffer), length);
    audio.ext = ReadAudioExt(ext, timers->Now());
    outlet->sink(audio);
  };
  const absl::Status status =
      EngineStatus("OpenAudio", core_.OpenAudio(json.empty() ? "{}" : json.c_str(), deliver));
  if (status.ok()) return status;
  MutexLock lock(&mutex_);
  if (outlet_ == outlet) outlet_ = nullptr;
  return status;
}

absl::Status InProcessEngine::CloseAudio() {
  {
    MutexLock lock(&mutex_);
    if (outlet_ == nullptr) return absl::OkStatus();
    outlet_->open = false;
    outlet_ = nullptr;
  }
  return EngineStatus("CloseAudio", core_.CloseAudio());
}

absl::Status InProcessEngine::InjectTouch(const TouchInput& touch) {
  const InputLayout layout =
      layout_ == EngineOptions::Layout::kPacked ? InputLayout::kPacked : InputLayout::kNatural;
  return EngineStatus("InjectTouchData", core_.InjectTouchData(EncodeTouch(touch, layout).bytes));
}

absl::Status InProcessEngine::InjectKey(const KeyInput& key) {
  return EngineStatus("InjectKeyData", core_.InjectKeyData(EncodeKey(key).bytes));
}

EngineDescription InProcessEngine::Describe() const {
  EngineDescription description;
  description.version = core_.GetVersion();
  description.features_json = core_.GetCPHMediaFeatures();
  description.features = ReadEngineFeatures(description.features_json);
  description.has_audio = description.has_touch = description.has_keys = true;
  description.late_frames = *late_frames_;
  return description;
}

}  // namespace cloudphone::simulator
