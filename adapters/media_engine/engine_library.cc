#include "adapters/media_engine/engine_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/media_engine/dynamic_symbols.h"

namespace cloudphone {
namespace {

// The names under which a function may be exported. The C++ ones follow from the vendor's declarations by
// the Itanium ABI; a namespace or another name of a parameter's type would change them.
struct SymbolNames {
  const char* c;  // Also the function's name.
  const char* cxx;
  const char* of_class;
};

constexpr SymbolNames kNames[] = {
    {"InjectTouchData", "_Z15InjectTouchDataRK10InputTouch",
     "_ZN14CPHMediaEngine15InjectTouchDataERK10InputTouch"},
    {"InjectKeyData", "_Z13InjectKeyDataRK8InputKey", "_ZN14CPHMediaEngine13InjectKeyDataERK8InputKey"},
    {"OpenAudio", "_Z9OpenAudioPKcPFvPhjR16AudioCallbackExtE",
     "_ZN14CPHMediaEngine9OpenAudioEPKcPFvPhjR16AudioCallbackExtE"},
    {"CloseAudio", "_Z10CloseAudiov", "_ZN14CPHMediaEngine10CloseAudioEv"},
    {"GetVersion", "_Z10GetVersionv", "_ZN14CPHMediaEngine10GetVersionEv"},
    {"GetCPHMediaFeatures", "_Z19GetCPHMediaFeaturesv", "_ZN14CPHMediaEngine19GetCPHMediaFeaturesEv"},
};
constexpr size_t kFunctions = std::size(kNames);

// At most so many guesses are logged for one function.
constexpr size_t kMaxGuesses = 8;

FoundSymbol Find(void* library, const SymbolNames& names,
                 const std::map<std::string, std::string>& configured, void** address) {
  std::vector<std::pair<SymbolForm, std::string>> candidates = {
      {SymbolForm::kCxx, names.cxx}, {SymbolForm::kC, names.c}, {SymbolForm::kClass, names.of_class}};
  // Who configures a name has a reason to, so nothing else is tried then.
  const auto own = configured.find(names.c);
  if (own != configured.end()) candidates = {{SymbolForm::kConfigured, own->second}};
  for (const auto& [form, symbol] : candidates) {
    void* const found = dlsym(library, symbol.c_str());
    if (found == nullptr) continue;
    // A member needs an object that we cannot make.
    if (form != SymbolForm::kClass) *address = found;
    return FoundSymbol{names.c, form, symbol};
  }
  return FoundSymbol{names.c, SymbolForm::kAbsent, ""};
}

void LogGuesses(const FoundSymbol& missing, const std::vector<std::string>& exported, EngineLog log) {
  std::vector<std::string> guesses;
  for (const std::string& symbol : exported) {
    if (guesses.size() < kMaxGuesses && absl::StrContains(symbol, missing.function))
      guesses.push_back(symbol);
  }
  if (missing.form == SymbolForm::kClass) {
    log(absl::StrCat(missing.function, ": class-form library, too old: only ", missing.symbol));
  } else if (guesses.empty()) {
    log(absl::StrCat(missing.function, ": not exported"));
  } else {
    log(absl::StrCat(missing.function, ": not exported under a known name; maybe ",
                     absl::StrJoin(guesses, " or ")));
  }
}

absl::Status CheckFunctionNames(const std::map<std::string, std::string>& symbols) {
  for (const auto& entry : symbols) {
    const bool known = std::any_of(std::begin(kNames), std::end(kNames),
                                   [&](const SymbolNames& names) { return names.c == entry.first; });
    if (!known)
      return absl::InvalidArgumentError(absl::StrCat("the engine has no function '", entry.first, "'"));
  }
  return absl::OkStatus();
}

EngineFunctions Functions(void* const (&addresses)[kFunctions]) {
  EngineFunctions functions;
  functions.inject_touch = reinterpret_cast<decltype(functions.inject_touch)>(addresses[0]);
  functions.inject_key = reinterpret_cast<decltype(functions.inject_key)>(addresses[1]);
  functions.open_audio = reinterpret_cast<decltype(functions.open_audio)>(addresses[2]);
  functions.close_audio = reinterpret_cast<decltype(functions.close_audio)>(addresses[3]);
  functions.get_version = reinterpret_cast<decltype(functions.get_version)>(addresses[4]);
  functions.get_features = reinterpret_cast<decltype(functions.get_features)>(addresses[5]);
  return functions;
}

EngineLibrary LookUp(void* library, std::string file, const std::map<std::string, std::string>& symbols,
                     EngineLog log) {
  EngineLibrary found;
  found.file = std::move(file);
  void* addresses[kFunctions] = {};
  for (size_t i = 0; i < kFunctions; ++i) {
    found.symbols.push_back(Find(library, kNames[i], symbols, &addresses[i]));
  }
  found.functions = Functions(addresses);
  std::vector<std::string> exported;
  for (size_t i = 0; i < kFunctions; ++i) {
    if (addresses[i] != nullptr) continue;
    if (exported.empty()) exported = ExportedSymbols(FileBytes(found.file));
    LogGuesses(found.symbols[i], exported, log);
  }
  return found;
}

}  // namespace

absl::StatusOr<EngineLibrary> LoadEngineLibrary(const std::vector<std::string>& paths,
                                                const std::map<std::string, std::string>& symbols,
                                                EngineLog log) {
  absl::Status names = CheckFunctionNames(symbols);
  if (!names.ok()) return names;
  std::vector<std::string> refusals;
  for (const std::string& path : paths) {
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      const char* const why = dlerror();
      refusals.push_back(why == nullptr ? path : why);
      continue;
    }
    const std::string file = LoadedFile(path);
    return LookUp(library, file.empty() ? path : file, symbols, log);
  }
  return absl::NotFoundError(absl::StrCat("no media engine: ", absl::StrJoin(refusals, "; ")));
}

std::string ToText(const FoundSymbol& found) {
  switch (found.form) {
    case SymbolForm::kConfigured:
      return absl::StrCat(found.function, ": ", found.symbol, " (configured)");
    case SymbolForm::kCxx:
      return absl::StrCat(found.function, ": ", found.symbol, " (C++)");
    case SymbolForm::kC:
      return absl::StrCat(found.function, ": ", found.symbol, " (C)");
    case SymbolForm::kClass:
      return absl::StrCat(found.function, ": ", found.symbol, " (class form, too old)");
    case SymbolForm::kAbsent:
      break;
  }
  return absl::StrCat(found.function, ": absent");
}

}  // namespace cloudphone
