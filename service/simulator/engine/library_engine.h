#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_LIBRARY_ENGINE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_LIBRARY_ENGINE_H_

#include "service/simulator/engine/abi.h"

// What stands behind the exported functions of the simulated libCPHMediaEngine.so, in either form of their
// names: one engine for the whole library, as the vendor's seems to have it. Options come from the
// environment when the first function is called. Where they make no sense, that is written to stderr and
// every function answers -1: a test must not pass because its fault was misspelt.

namespace cloudphone::simulator {

int LibraryOpenAudio(const char* json, AudioCallback callback);
int LibraryCloseAudio();
int LibraryOpenVideo();
int LibraryCloseVideo();
int LibrarySetPhysicalResolution(int width, int height, int dpi);
int LibrarySetParams(const char* json);
int LibraryGenerateKeyFrame();
int LibraryInjectTouchData(const void* touch);
int LibraryInjectKeyData(const void* key);
const char* LibraryGetVersion();
const char* LibraryGetCPHMediaFeatures();

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_LIBRARY_ENGINE_H_
