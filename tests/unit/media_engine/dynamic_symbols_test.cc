#include "adapters/media_engine/dynamic_symbols.h"

#include <cstddef>
#include <memory>
#include <string>

#include "gmock/gmock.h"

namespace cloudphone {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(ExportedSymbolsTest, AreTheDefinedOnes) {
  const auto symbols = ExportedSymbols(FileBytes(BOTH_FORMS));
  EXPECT_THAT(symbols, Contains("OpenAudio"));
  EXPECT_THAT(symbols, Contains("_Z21SetPhysicalResolutioniii"));
  EXPECT_THAT(symbols, Not(Contains("abort"))) << "which it only uses";
}

TEST(ExportedSymbolsTest, WhatIsNoLibraryHasNone) {
  EXPECT_THAT(ExportedSymbols(""), IsEmpty());
  EXPECT_THAT(ExportedSymbols("#!/bin/sh"), IsEmpty());
  EXPECT_THAT(ExportedSymbols(std::string(1000, '\x7f')), IsEmpty());
  EXPECT_THAT(FileBytes("/nowhere"), IsEmpty());
}

TEST(ExportedSymbolsTest, ACutFileIsNotReadBeyondItsEnd) {
  const std::string whole = FileBytes(RENAMED_LIBRARY);
  for (size_t size = 0; size < whole.size(); size += 97) {
    // On the heap and no byte too long, so that AddressSanitizer sees a read beyond it.
    const std::unique_ptr<char[]> cut(new char[size]);
    whole.copy(cut.get(), size);
    ExportedSymbols(absl::string_view(cut.get(), size));
  }
}

TEST(ExportedSymbolsTest, HeadersFullOfNonsenseDoNoHarm) {
  const std::string whole = FileBytes(RENAMED_LIBRARY);
  for (size_t at = 16; at < 64; ++at) {
    std::string spoilt = whole;
    spoilt[at] = static_cast<char>(~spoilt[at]);
    ExportedSymbols(spoilt);
  }
}

TEST(LoadedFileTest, NamesTheFileOfABareName) {
  EXPECT_THAT(LoadedFile("libc.so.6"), testing::EndsWith("/libc.so.6"));
  EXPECT_EQ(LoadedFile("libnowhere.so"), "");
}

}  // namespace
}  // namespace cloudphone
