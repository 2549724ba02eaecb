#include "service/agent/audio/engine_audio.h"

namespace cloudphone {

void EngineAudio::Open(const AudioSettings& settings, Ring ring) {
  executor_->Run([self = shared_from_this(), settings, ring = std::move(ring)] {
    self->CloseNow();
    const absl::Status status =
        self->engine_->OpenAudio(settings, [ring](const CapturedAudio& frame) { ring->Push(frame); });
    self->is_open_ = status.ok();
    self->opened_(ring, status);
  });
}

void EngineAudio::Close(absl::AnyInvocable<void() &&> done) {
  executor_->Run([self = shared_from_this(), done = std::move(done)]() mutable {
    self->CloseNow();
    std::move(done)();
  });
}

void EngineAudio::CloseNow() {
  // Its answer changes nothing: a stop that failed leaves nothing that we could stop.
  if (is_open_) engine_->CloseAudio().IgnoreError();
  is_open_ = false;
}

}  // namespace cloudphone
