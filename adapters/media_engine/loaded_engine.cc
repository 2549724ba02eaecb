#include "adapters/media_engine/loaded_engine.h"

#include <atomic>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/media_engine/audio_config.h"
#include "adapters/media_engine/audio_ext.h"
#include "adapters/media_engine/engine_status.h"

namespace cloudphone {
namespace {

constexpr int kAudioParameterWrong = -2000;
constexpr int kAudioStartFailed = -2100;

absl::Status Lacks(absl::string_view function) {
  return absl::UnimplementedError(absl::StrCat("the media engine of this phone has no ", function));
}

absl::Status Busy() { return absl::FailedPreconditionError("audio is being opened or closed"); }

// The engine keeps its texts and may return null.
std::string Copy(const char* (*text)()) {
  const char* const returned = text == nullptr ? nullptr : text();
  return returned == nullptr ? "" : returned;
}

EngineDescription DescriptionOf(const EngineLibrary& library) {
  EngineDescription description;
  const EngineFunctions& functions = library.functions;
  description.version = Copy(functions.get_version);
  description.features_json = Copy(functions.get_features);
  description.features = ReadEngineFeatures(description.features_json);
  description.library = library.file;
  description.has_audio = functions.open_audio != nullptr && functions.close_audio != nullptr;
  description.has_touch = functions.inject_touch != nullptr;
  description.has_keys = functions.inject_key != nullptr;
  for (const FoundSymbol& symbol : library.symbols) {
    description.symbols.push_back(ToText(symbol));
    if (symbol.form == SymbolForm::kAbsent || symbol.form == SymbolForm::kClass) {
      description.missing.push_back(symbol.function);
    }
  }
  return description;
}

// What stands behind the engine's callback: reads the ext and passes the frame on.
RawAudioSink ReadExtFor(AudioSink sink, std::shared_ptr<const LoadedEngineOptions> options) {
  auto logged = std::make_shared<std::atomic<bool>>(false);
  return [sink = std::move(sink), options = std::move(options), logged = std::move(logged)](
             const uint8_t* buffer, uint32_t length, const void* ext) {
    CapturedAudio audio;
    audio.bytes = absl::string_view(reinterpret_cast<const char*>(buffer), buffer == nullptr ? 0 : length);
    audio.ext = ReadAudioExt(ext, options->now());
    if (!logged->exchange(true, std::memory_order_relaxed)) {
      const std::string line = absl::StrCat("first frame: ", length, " bytes, ext ", AudioExtHex(ext));
      if (audio.ext.has_value()) {
        options->note(line);
      } else {
        options->log(absl::StrCat(line, ", which makes no sense and is ignored"));
      }
    }
    sink(audio);
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<LoadedEngine>> LoadedEngine::Load(LoadedEngineOptions options) {
  auto shared = std::make_shared<const LoadedEngineOptions>(std::move(options));
  auto library = LoadEngineLibrary(shared->paths, shared->symbols, shared->log);
  if (!library.ok()) return library.status();
  std::unique_ptr<LoadedEngine> engine(new LoadedEngine(std::move(shared), *std::move(library)));
  if (engine->library_.functions.close_audio != nullptr) engine->library_.functions.close_audio();
  return engine;
}

LoadedEngine::LoadedEngine(std::shared_ptr<const LoadedEngineOptions> options, EngineLibrary library)
    : options_(std::move(options)), library_(std::move(library)), description_(DescriptionOf(library_)) {}

LoadedEngine::~LoadedEngine() { CloseAudio().IgnoreError(); }

absl::Status LoadedEngine::OpenAudio(const AudioSettings& settings, AudioSink sink) {
  absl::Status checked = CheckAudioSettings(settings);
  if (!checked.ok()) return checked;
  if (!description_.has_audio) return Lacks("OpenAudio with CloseAudio");
  {
    MutexLock lock(&mutex_);
    if (audio_ == Audio::kOpen) return absl::FailedPreconditionError("audio is open already");
    if (audio_ != Audio::kClosed) return Busy();
    audio_ = Audio::kOpening;
  }
  const auto route =
      OpenAudioRoute(std::make_shared<const RawAudioSink>(ReadExtFor(std::move(sink), options_)));
  if (!route.has_value()) {
    Settle(Audio::kClosed, absl::nullopt);
    return absl::ResourceExhaustedError("too many audio streams are open in this process");
  }
  absl::Status status = EngineStatus("OpenAudio", OpenAnew(settings, route->callback));
  if (!status.ok()) CloseAudioRoute(*route);
  Settle(status.ok() ? Audio::kOpen : Audio::kClosed, status.ok() ? route : absl::nullopt);
  return status;
}

int LoadedEngine::AskToOpen(const AudioSettings& settings, EngineAudioCallback callback) const {
  const auto open_audio = library_.functions.open_audio;
  const std::string json = AudioConfigJson(settings);
  if (!json.empty()) return open_audio(json.c_str(), callback);
  // "Empty" is the vendor's word for all defaults; in which form is not documented.
  int code = kAudioParameterWrong;
  for (const char* const empty : {static_cast<const char*>(nullptr), "", "{}"}) {
    if (code == kAudioParameterWrong) code = open_audio(empty, callback);
  }
  return code;
}

// Where a stream of ours could not be closed, the engine takes no other before it is: that is tried once
// more. Else audio is another owner's, from whom nothing is taken.
int LoadedEngine::OpenAnew(const AudioSettings& settings, EngineAudioCallback callback) {
  const int code = AskToOpen(settings, callback);
  {
    MutexLock lock(&mutex_);
    if (code != kAudioStartFailed || !close_failed_) return code;
  }
  AskToClose();
  return AskToOpen(settings, callback);
}

absl::Status LoadedEngine::CloseAudio() {
  absl::optional<AudioRoute> route;
  {
    MutexLock lock(&mutex_);
    if (audio_ == Audio::kClosed) return absl::OkStatus();
    if (audio_ != Audio::kOpen) return Busy();
    audio_ = Audio::kClosing;
    route = route_;
  }
  if (route.has_value()) CloseAudioRoute(*route);
  const int code = AskToClose();
  // Whatever it answered, there is no more that we could do: the next OpenAudio tells.
  Settle(Audio::kClosed, absl::nullopt);
  return EngineStatus("CloseAudio", code);
}

int LoadedEngine::AskToClose() {
  const int code = library_.functions.close_audio();
  {
    MutexLock lock(&mutex_);
    close_failed_ = code != 0;
  }
  if (code != 0) {
    options_->log(absl::StrCat("CloseAudio: ", EngineCodeRowOf(code).meaning, " (", code, ")"));
  }
  return code;
}

void LoadedEngine::Settle(Audio state, absl::optional<AudioRoute> route) {
  MutexLock lock(&mutex_);
  audio_ = state;
  route_ = route;
}

absl::Status LoadedEngine::InjectTouch(const TouchInput& touch) {
  if (library_.functions.inject_touch == nullptr) return Lacks("InjectTouchData");
  const InputBuffer buffer = EncodeTouch(touch, options_->input_layout);
  return EngineStatus("InjectTouchData", library_.functions.inject_touch(buffer.bytes));
}

absl::Status LoadedEngine::InjectKey(const KeyInput& key) {
  if (library_.functions.inject_key == nullptr) return Lacks("InjectKeyData");
  return EngineStatus("InjectKeyData", library_.functions.inject_key(EncodeKey(key).bytes));
}

EngineDescription LoadedEngine::Describe() const {
  EngineDescription description = description_;
  description.late_frames = LateAudioCallbacks();
  return description;
}

}  // namespace cloudphone
