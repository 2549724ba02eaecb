#ifndef CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_DYNAMIC_SYMBOLS_H_
#define CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_DYNAMIC_SYMBOLS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cloudphone {

// The names that an ELF image of this machine's class exports (.dynsym, defined ones only). Nothing where
// the bytes are no such image or are cut short; never reads outside of them.
std::vector<std::string> ExportedSymbols(absl::string_view image);

// The file of a library that is loaded under `path`: the same path, or for a bare name the file that the
// loader found. Empty where none is.
std::string LoadedFile(const std::string& path);

// The file's bytes; empty where it cannot be read.
std::string FileBytes(const std::string& path);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_MEDIA_ENGINE_DYNAMIC_SYMBOLS_H_
