#include "service/simulator/engine/engine_core.h"

#include <cstdlib>
#include <utility>

#include "service/simulator/engine/audio_format.h"
#include "service/simulator/engine/injected_input.h"
#include "service/simulator/engine/tone.h"

namespace cloudphone::simulator {
namespace {

constexpr int kOk = 0;
constexpr int kTouchParameterWrong = -1000;
constexpr int kKeyParameterWrong = -1001;
constexpr int kAudioParameterWrong = -2000;
constexpr int kAudioStartFailed = -2100;
constexpr int kAudioStopFailed = -2200;

bool SetsPitch(const InputTouch& touch) {
  return touch.action == 0 || touch.action == 2 || touch.action == 5;
}

// Opened by the timers' thread, awaited by the caller's.
struct Gate {
  Mutex mutex;
  Condition opened;
  bool open ABSL_GUARDED_BY(mutex) = false;
};

}  // namespace

EngineCore::EngineCore(EngineOptions options, Timers* timers, EventSink events)
    : options_(std::move(options)), timers_(timers), events_(std::move(events)) {}

EngineCore::~EngineCore() {
  MutexLock lock(&mutex_);
  if (stream_ != nullptr) stream_->Stop(0);
}

absl::optional<int> EngineCore::Forced(absl::string_view function) const {
  if (options_.abort_in == function) std::abort();
  const auto found = options_.results.find(std::string(function));
  if (found == options_.results.end()) return absl::nullopt;
  return found->second;
}

int EngineCore::OpenAudio(const char* json, FrameCallback callback) {
  if (const auto forced = Forced("OpenAudio")) return *forced;
  const auto format = ReadAudioFormat(json, options_.empty_config);
  if (!format.has_value()) return kAudioParameterWrong;
  MutexLock lock(&mutex_);
  if (stream_ != nullptr) {
    if (!options_.second_open_replaces) return kAudioStartFailed;
    stream_->Stop(0);
  }
  stream_ = std::make_shared<AudioStream>(options_, *format, timers_, pitch_, std::move(callback));
  stream_->Start();
  return kOk;
}

int EngineCore::CloseAudio() {
  if (const auto forced = Forced("CloseAudio")) return *forced;
  {
    MutexLock lock(&mutex_);
    if (stream_ == nullptr) return kAudioStopFailed;
  }
  WaitFor(options_.close_takes);
  std::shared_ptr<AudioStream> over;  // Destroyed after the lock, with the callback in it.
  MutexLock lock(&mutex_);
  if (stream_ == nullptr) return kAudioStopFailed;
  stream_->Stop(options_.late_frames);
  over = std::exchange(late_stream_, nullptr);
  (options_.late_frames > 0 ? late_stream_ : over) = std::move(stream_);
  stream_ = nullptr;
  return kOk;
}

void EngineCore::WaitFor(absl::Duration delay) {
  if (delay <= absl::ZeroDuration()) return;
  const auto gate = std::make_shared<Gate>();
  timers_->RunAfter(delay, [gate] {
    MutexLock lock(&gate->mutex);
    gate->open = true;
    gate->opened.NotifyAll();
  });
  MutexLock lock(&gate->mutex);
  while (!gate->open) gate->opened.Wait(&gate->mutex);
}

int EngineCore::OpenVideo() {
  if (const auto forced = Forced("OpenVideo")) return *forced;
  return video_.Open();
}

int EngineCore::CloseVideo() {
  if (const auto forced = Forced("CloseVideo")) return *forced;
  return video_.Close();
}

int EngineCore::SetPhysicalResolution(int width, int height, int dpi) {
  if (const auto forced = Forced("SetPhysicalResolution")) return *forced;
  return video_.SetPhysicalResolution(width, height, dpi);
}

int EngineCore::SetParams(const char* json) {
  if (const auto forced = Forced("SetParams")) return *forced;
  return video_.SetParams(json);
}

int EngineCore::GenerateKeyFrame() {
  if (const auto forced = Forced("GenerateKeyFrame")) return *forced;
  return video_.GenerateKeyFrame();
}

int EngineCore::InjectTouchData(const void* touch) {
  if (const auto forced = Forced("InjectTouchData")) return *forced;
  const InputTouch read = ReadTouch(touch, options_.input_layout);
  if (!IsLegal(read)) return kTouchParameterWrong;
  if (SetsPitch(read)) {
    pitch_->store(PitchOf(read.touchX, read.physicalWidth == 0 ? kScreenWidth : read.physicalWidth));
  }
  std::string bad_order;
  {
    MutexLock lock(&mutex_);
    bad_order = MoveFingers(read, &fingers_);
  }
  const absl::Time now = timers_->Now();
  events_({EngineEvent::Kind::kTouch, now, read, {}, ""});
  if (!bad_order.empty()) events_({EngineEvent::Kind::kBadOrder, now, read, {}, bad_order});
  return kOk;
}

int EngineCore::InjectKeyData(const void* key) {
  if (const auto forced = Forced("InjectKeyData")) return *forced;
  const InputKey read = ReadKey(key);
  if (!IsLegal(read)) return kKeyParameterWrong;
  events_({EngineEvent::Kind::kKey, timers_->Now(), {}, read, ""});
  return kOk;
}

const char* EngineCore::GetVersion() const { return "5.0.0-sim"; }

const char* EngineCore::GetCPHMediaFeatures() const {
  return R"({"H264":true,"H265":false,"IndependentHardwareEncode":"","YUV":true,"HardEncode":false,)"
         R"("SoftEncode":true,"FPS_MAX":30,"Width_MAX":720,"Height_MAX":1280})";
}

Fingers EngineCore::fingers() const {
  MutexLock lock(&mutex_);
  return fingers_;
}

}  // namespace cloudphone::simulator
