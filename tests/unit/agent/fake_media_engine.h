#ifndef CLOUDPHONE_TESTS_UNIT_AGENT_FAKE_MEDIA_ENGINE_H_
#define CLOUDPHONE_TESTS_UNIT_AGENT_FAKE_MEDIA_ENGINE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/engine_status.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// "DOWN 0 10,20", "KEY_UP 4".
inline std::string ToText(const TouchInput& touch) {
  constexpr const char* kNames[] = {"DOWN", "UP", "MOVE", "CANCEL", "", "POINTER_DOWN", "POINTER_UP"};
  return absl::StrCat(kNames[static_cast<int>(touch.action)], " ", static_cast<int>(touch.pointer), " ",
                      touch.x, ",", touch.y);
}
inline std::string ToText(const KeyInput& key) {
  return absl::StrCat(key.action == KeyAction::kDown ? "KEY_DOWN " : "KEY_UP ", key.code);
}

// An engine that writes down what it is told, and answers what the test says. Thread-safe.
class FakeMediaEngine final : public MediaEngine {
 public:
  absl::Status OpenAudio(const AudioSettings& settings, AudioSink sink) override {
    MutexLock lock(&mutex_);
    ++opened_;
    if (!open_answer_.ok()) return open_answer_;
    settings_ = settings;
    sink_ = std::make_shared<AudioSink>(std::move(sink));
    last_sink_ = sink_;
    return absl::OkStatus();
  }
  absl::Status CloseAudio() override {
    MutexLock lock(&mutex_);
    ++closed_;
    sink_ = nullptr;
    return absl::OkStatus();
  }
  absl::Status InjectTouch(const TouchInput& touch) override { return Inject(ToText(touch), &touch); }
  absl::Status InjectKey(const KeyInput& key) override { return Inject(ToText(key), nullptr); }
  EngineDescription Describe() const override {
    EngineDescription description;
    description.version = "fake-1";
    description.features_json = "{}";
    description.has_audio = description.has_touch = true;
    description.missing = {"InjectKeyData"};
    return description;
  }

  // Gives a frame to whoever has opened; false where nobody has.
  bool Play(absl::string_view bytes, absl::optional<absl::Time> captured_at = absl::nullopt) {
    std::shared_ptr<AudioSink> sink;
    {
      MutexLock lock(&mutex_);
      sink = sink_;
    }
    if (sink == nullptr) return false;
    Deliver(*sink, bytes, captured_at);
    return true;
  }
  // A frame of a stream that may be closed already.
  void PlayLate(absl::string_view bytes) {
    std::shared_ptr<AudioSink> sink;
    {
      MutexLock lock(&mutex_);
      sink = last_sink_;
    }
    Deliver(*sink, bytes, absl::nullopt);
  }

  void AnswerOpen(absl::Status answer) {
    MutexLock lock(&mutex_);
    open_answer_ = std::move(answer);
  }
  void AnswerInject(absl::Status answer) {
    MutexLock lock(&mutex_);
    inject_answer_ = std::move(answer);
  }
  // Refuses the next injection that reads so, as often as it says.
  void RefuseInject(std::string text, int times) {
    MutexLock lock(&mutex_);
    refused_ = std::move(text);
    refusals_ = times;
  }
  std::vector<std::string> TakeInjected() {
    MutexLock lock(&mutex_);
    return std::exchange(injected_, {});
  }
  int opened() const {
    MutexLock lock(&mutex_);
    return opened_;
  }
  int closed() const {
    MutexLock lock(&mutex_);
    return closed_;
  }
  AudioSettings settings() const {
    MutexLock lock(&mutex_);
    return settings_;
  }
  TouchInput last_touch() const {
    MutexLock lock(&mutex_);
    return last_touch_;
  }

 private:
  absl::Status Inject(std::string text, const TouchInput* touch) {
    MutexLock lock(&mutex_);
    const bool is_refused = refusals_ > 0 && text == refused_;
    injected_.push_back(std::move(text));
    if (is_refused) {
      --refusals_;
      return EngineStatus("InjectTouchData", -1100);
    }
    if (touch != nullptr) last_touch_ = *touch;
    return inject_answer_;
  }
  void Deliver(const AudioSink& sink, absl::string_view bytes, absl::optional<absl::Time> captured_at) {
    CapturedAudio frame;
    frame.bytes = bytes;
    if (captured_at.has_value()) {
      const AudioSettings now = settings();
      frame.ext = AudioExt{now.channels, 16, now.sample_rate_hz, now.interval_ms, *captured_at};
    }
    sink(frame);
  }

  mutable Mutex mutex_;
  std::shared_ptr<AudioSink> sink_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<AudioSink> last_sink_ ABSL_GUARDED_BY(mutex_);
  AudioSettings settings_ ABSL_GUARDED_BY(mutex_);
  absl::Status open_answer_ ABSL_GUARDED_BY(mutex_);
  absl::Status inject_answer_ ABSL_GUARDED_BY(mutex_);
  std::string refused_ ABSL_GUARDED_BY(mutex_);
  int refusals_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> injected_ ABSL_GUARDED_BY(mutex_);
  TouchInput last_touch_ ABSL_GUARDED_BY(mutex_);
  int opened_ ABSL_GUARDED_BY(mutex_) = 0;
  int closed_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_AGENT_FAKE_MEDIA_ENGINE_H_
