#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_LISTENER_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_LISTENER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "cloudphone/v1/audio.pb.h"

namespace cloudphone {

// A frame as every listener sends it: a serialised StreamAudioResponse, made once for all.
struct EncodedFrame {
  uint64_t seq = 0;
  std::shared_ptr<const std::string> message;
};

// Listens to a phone's audio. Called on any thread, never under a lock of the audio's owner; it must not
// wait.
class AudioListener {
 public:
  virtual ~AudioListener() = default;

  virtual void OnFrame(const EncodedFrame& frame) = 0;
  // The frames that follow have another format.
  virtual void OnFormat(const v1::AudioFormat& format) = 0;
  virtual void OnStatus(const v1::AudioStatus& status) = 0;
  // There is no more to hear. Nothing but a frame that was on its way may follow.
  virtual void OnEnd(const absl::Status& status) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_AUDIO_LISTENER_H_
