#include "service/simulator/engine/library_engine.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "service/simulator/engine/engine_core.h"
#include "service/simulator/engine/engine_options.h"
#include "service/simulator/engine/steady_timers.h"

namespace cloudphone::simulator {
namespace {

constexpr int kUndefinedError = -1;
constexpr int kAudioParameterWrong = -2000;

// Appends lines to a file, each one at once, so that a reader or an end by abort() finds it there.
class LineFile {
 public:
  explicit LineFile(const std::string& path) : file_(path, std::ios::app) {}

  void Append(const std::string& line) {
    MutexLock lock(&mutex_);
    file_ << line << '\n' << std::flush;
  }

 private:
  Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
};

EngineCore::EventSink EventsTo(const std::string& path) {
  if (path.empty()) return [](const EngineEvent&) {};
  return [file = std::make_shared<LineFile>(path)](const EngineEvent& event) { file->Append(ToLine(event)); };
}

EngineCore* MakeEngine() {
  const auto options = EngineOptionsFrom([](const char* name) -> const char* { return std::getenv(name); });
  if (!options.ok()) {
    const std::string line =
        absl::StrCat("libCPHMediaEngine.so (simulated): ", options.status().message(), "\n");
    std::fputs(line.c_str(), stderr);
    return nullptr;
  }
  return new EngineCore(*options, new SteadyTimers, EventsTo(options->event_log));
}

// Never destroyed: its thread calls back until the process ends. Null where the options make no sense.
EngineCore* Engine() {
  static EngineCore* const engine = MakeEngine();
  return engine;
}

template <typename... Parameters, typename... Arguments>
int Ask(int (EngineCore::*function)(Parameters...), Arguments&&... arguments) {
  EngineCore* const engine = Engine();
  return engine == nullptr ? kUndefinedError : (engine->*function)(std::forward<Arguments>(arguments)...);
}

}  // namespace

int LibraryOpenAudio(const char* json, AudioCallback callback) {
  if (callback == nullptr) return kAudioParameterWrong;
  return Ask(&EngineCore::OpenAudio, json, [callback](uint8_t* buffer, uint32_t length, void* ext) {
    callback(buffer, length, *static_cast<AudioCallbackExt*>(ext));
  });
}

int LibraryCloseAudio() { return Ask(&EngineCore::CloseAudio); }

int LibraryOpenVideo() { return Ask(&EngineCore::OpenVideo); }

int LibraryCloseVideo() { return Ask(&EngineCore::CloseVideo); }

int LibrarySetPhysicalResolution(int width, int height, int dpi) {
  return Ask(&EngineCore::SetPhysicalResolution, width, height, dpi);
}

int LibrarySetParams(const char* json) { return Ask(&EngineCore::SetParams, json); }

int LibraryGenerateKeyFrame() { return Ask(&EngineCore::GenerateKeyFrame); }

int LibraryInjectTouchData(const void* touch) { return Ask(&EngineCore::InjectTouchData, touch); }

int LibraryInjectKeyData(const void* key) { return Ask(&EngineCore::InjectKeyData, key); }

const char* LibraryGetVersion() { return Engine() == nullptr ? nullptr : Engine()->GetVersion(); }

const char* LibraryGetCPHMediaFeatures() {
  return Engine() == nullptr ? nullptr : Engine()->GetCPHMediaFeatures();
}

}  // namespace cloudphone::simulator
