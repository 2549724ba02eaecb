#include "service/simulator/engine/video_state.h"

namespace cloudphone::simulator {
namespace {

constexpr int kOk = 0;
constexpr int kParameterWrong = -3000;
constexpr int kResolutionOutOfLimits = -3001;
constexpr int kDpiOutOfLimits = -3002;
constexpr int kResolutionWhileStreaming = -3003;
constexpr int kStartFailed = -3100;
constexpr int kStopFailed = -3200;

constexpr int kLeastSide = 240;

}  // namespace

int VideoState::Open() {
  MutexLock lock(&mutex_);
  if (streaming_) return kStartFailed;
  streaming_ = true;
  return kOk;
}

int VideoState::Close() {
  MutexLock lock(&mutex_);
  if (!streaming_) return kStopFailed;
  streaming_ = false;
  return kOk;
}

int VideoState::SetPhysicalResolution(int width, int height, int dpi) {
  MutexLock lock(&mutex_);
  if (streaming_) return kResolutionWhileStreaming;
  if (width < kLeastSide || height < kLeastSide) return kResolutionOutOfLimits;
  return dpi == 0 || (dpi >= 140 && dpi <= 600) ? kOk : kDpiOutOfLimits;
}

int VideoState::SetParams(const char* json) {
  MutexLock lock(&mutex_);
  return streaming_ && json != nullptr ? kOk : kParameterWrong;
}

int VideoState::GenerateKeyFrame() {
  MutexLock lock(&mutex_);
  return streaming_ ? kOk : kParameterWrong;
}

}  // namespace cloudphone::simulator
