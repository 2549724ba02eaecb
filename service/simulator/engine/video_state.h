#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_VIDEO_STATE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_VIDEO_STATE_H_

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone::simulator {

// The calls of video, as far as their order and ranges go: no picture is ever delivered, since nothing of
// ours asks for one. All answer with the vendor's codes. Thread-safe.
class VideoState {
 public:
  int Open();
  int Close();
  // `dpi` 0 is automatic.
  int SetPhysicalResolution(int width, int height, int dpi);
  // -3000 before Open(); that code is ours, none is documented for it.
  int SetParams(const char* json);
  int GenerateKeyFrame();

 private:
  Mutex mutex_;
  bool streaming_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ENGINE_VIDEO_STATE_H_
