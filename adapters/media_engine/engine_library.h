#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_LIBRARY_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_LIBRARY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/media_engine/audio_callbacks.h"

namespace cloudphone {

// The forms in which the vendor's functions may be exported, in the order in which they are tried. No header
// of this generation is published, so neither is known to be right (unverified).
enum class SymbolForm {
  kAbsent,
  kConfigured,  // The name that the configuration gives.
  kCxx,         // A C++ free function.
  kC,
  kClass,  // A member of the older generation's class: recognised and never called.
};

// Where one function was found.
struct FoundSymbol {
  std::string function;  // "OpenAudio"
  SymbolForm form = SymbolForm::kAbsent;
  std::string symbol;  // The exported name; empty where absent.
};

// The functions that we call; null where the library has none that we may call. References are pointers here,
// as in the C++ ABI of AArch64 and of Itanium, so the C++ and the C form are called alike.
struct EngineFunctions {
  int (*inject_touch)(const void* input_touch) = nullptr;
  int (*inject_key)(const void* input_key) = nullptr;
  int (*open_audio)(const char* json, EngineAudioCallback callback) = nullptr;
  int (*close_audio)() = nullptr;
  const char* (*get_version)() = nullptr;
  const char* (*get_features)() = nullptr;
};

struct EngineLibrary {
  std::string file;  // As the loader knows it.
  EngineFunctions functions;
  std::vector<FoundSymbol> symbols;  // One for each of EngineFunctions, in its order.
};

using EngineLog = absl::FunctionRef<void(absl::string_view)>;

// Loads the first of `paths` that the loader takes and looks its functions up. It is never unloaded: the
// engine's threads may run in it until the process ends.
//   symbols  exported names by function ("OpenAudio"), in place of those that we know.
//   log      gets a line for each function that is missing, with exported names that contain the function's,
//            for a person to put into the configuration; such a guess is never called.
// Errors: kNotFound none of the paths can be loaded (the message has the loader's words for each);
//   kInvalidArgument `symbols` names a function that is none of these six.
absl::StatusOr<EngineLibrary> LoadEngineLibrary(const std::vector<std::string>& paths,
                                                const std::map<std::string, std::string>& symbols,
                                                EngineLog log);

// "OpenAudio: _Z9OpenAudio... (C++)", "OpenAudio: absent".
std::string ToText(const FoundSymbol& found);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_ENGINE_LIBRARY_H_
