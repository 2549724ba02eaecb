#include <dlfcn.h>

#include <atomic>
#include <thread>  // NOLINT(build/c++11)

#include "gmock/gmock.h"
#include "service/simulator/engine/abi.h"

// The shared library as a C++ program of the vendor's customers would call it, without anything of ours
// between.

namespace cloudphone::simulator {
namespace {

std::atomic<int>& Frames() {
  static std::atomic<int> frames{0};
  return frames;
}

void OnAudio(uint8_t* /*buffer*/, uint32_t length, AudioCallbackExt& ext) {
  if (length == 1920 && ext.sampleRate == 48000) ++Frames();
}

template <typename Function>
Function Symbol(const char* name) {
  void* const library = dlopen(ENGINE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library == nullptr ? nullptr : dlsym(library, name);
  EXPECT_NE(symbol, nullptr) << name;
  return reinterpret_cast<Function>(symbol);
}

TEST(LibraryAbiTest, ServesTheVendorsDeclarations) {
  const auto open = Symbol<int (*)(const char*, AudioCallback)>("_Z9OpenAudioPKcPFvPhjR16AudioCallbackExtE");
  const auto close = Symbol<int (*)()>("CloseAudio");
  ASSERT_EQ(open(R"({"audioType":1,"channels":2})", OnAudio), 0);
  while (Frames() < 2) std::this_thread::yield();
  EXPECT_EQ(close(), 0);
  EXPECT_EQ(close(), -2200);
  EXPECT_EQ(open("{}", nullptr), -2000);

  InputTouch touch{0, 0, 0, 129, 52, 157, 720, 1280, 0, {}};
  EXPECT_EQ(Symbol<int (*)(const InputTouch&)>("_Z15InjectTouchDataRK10InputTouch")(touch), 0);
  const InputKey key{24, 0, {}};
  EXPECT_EQ(Symbol<int (*)(const InputKey&)>("InjectKeyData")(key), 0);
}

TEST(LibraryAbiTest, VideoIsThereInBothArities) {
  EXPECT_EQ(Symbol<int (*)(int, int)>("SetPhysicalResolution")(100, 100), -3001);
  EXPECT_EQ(Symbol<int (*)(int, int)>("_Z21SetPhysicalResolutionii")(100, 100), -3001);
  EXPECT_EQ(Symbol<int (*)(int, int, int)>("_Z21SetPhysicalResolutioniii")(720, 1280, 100), -3002);
  EXPECT_EQ(Symbol<int (*)(const char*)>("_Z9SetParamsPKc")("{}"), -3000);
  EXPECT_EQ(
      Symbol<int (*)(const char*, VideoCallback)>("_Z9OpenVideoPKcPFvPhjR16VideoCallbackExtE")("", nullptr),
      0);
  EXPECT_EQ(Symbol<int (*)()>("_Z16GenerateKeyFramev")(), 0);
  EXPECT_EQ(Symbol<int (*)()>("_Z10CloseVideov")(), 0);
}

}  // namespace
}  // namespace cloudphone::simulator
