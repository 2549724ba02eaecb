#include "service/simulator/engine/abi.h"
#include "service/simulator/engine/library_engine.h"

// The vendor's functions by their plain names, as C would export them: SetPhysicalResolution can be there
// once only, without the DPI.

#define CLOUDPHONE_EXPORTED extern "C" __attribute__((visibility("default")))

namespace sim = cloudphone::simulator;

CLOUDPHONE_EXPORTED int InjectTouchData(const InputTouch& touch) {
  return sim::LibraryInjectTouchData(&touch);
}
CLOUDPHONE_EXPORTED int InjectKeyData(const InputKey& key) { return sim::LibraryInjectKeyData(&key); }
CLOUDPHONE_EXPORTED int OpenAudio(const char* json, AudioCallback callback) {
  return sim::LibraryOpenAudio(json, callback);
}
CLOUDPHONE_EXPORTED int CloseAudio() { return sim::LibraryCloseAudio(); }
CLOUDPHONE_EXPORTED int OpenVideo(const char* /*json*/, VideoCallback /*callback*/) {
  return sim::LibraryOpenVideo();
}
CLOUDPHONE_EXPORTED int CloseVideo() { return sim::LibraryCloseVideo(); }
CLOUDPHONE_EXPORTED int SetPhysicalResolution(int width, int height) {
  return sim::LibrarySetPhysicalResolution(width, height, 0);
}
CLOUDPHONE_EXPORTED int SetParams(const char* json) { return sim::LibrarySetParams(json); }
CLOUDPHONE_EXPORTED int GenerateKeyFrame() { return sim::LibraryGenerateKeyFrame(); }
CLOUDPHONE_EXPORTED const char* GetVersion() { return sim::LibraryGetVersion(); }
CLOUDPHONE_EXPORTED const char* GetCPHMediaFeatures() { return sim::LibraryGetCPHMediaFeatures(); }
