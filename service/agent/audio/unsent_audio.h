#ifndef CLOUDPHONE_SERVICE_AGENT_AUDIO_UNSENT_AUDIO_H_
#define CLOUDPHONE_SERVICE_AGENT_AUDIO_UNSENT_AUDIO_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "service/agent/audio/audio_listener.h"

namespace cloudphone {

// What a listener has not been sent yet: 200 ms of frames, of which the oldest are dropped whole and counted
// when it reads slowly, and what else it is to know. Nothing is given out before Begin(). Not
// thread-safe.
class UnsentAudio {
 public:
  // A serialised StreamAudioResponse, and how many frames were dropped before it: not in the bytes, which are
  // shared.
  struct Message {
    std::shared_ptr<const std::string> bytes;
    uint32_t dropped_before = 0;
  };

  // The first format, and the last number before this listener. What came already is sent after it.
  void Begin(const v1::AudioFormat& format, uint64_t last_seq);
  void AddFormat(const v1::AudioFormat& format);
  // In the place of a status that has not been sent, where nothing came between.
  void AddStatus(const v1::AudioStatus& status);
  // Numbers only rise; those that are missing count as dropped.
  void AddFrame(const EncodedFrame& frame);

  bool empty() const { return !begun_ || items_.empty(); }
  // Only where it is not empty.
  Message Take();
  void Clear() {
    items_.clear();
    frames_ = 0;
  }

 private:
  enum class Kind { kFormat, kStatus, kFrame };
  struct Item {
    Kind kind;
    std::shared_ptr<const std::string> bytes;
    uint64_t seq = 0;  // Of a frame.
  };

  void Keep(const v1::AudioFormat& format);
  void DropOldestFrame();

  std::deque<Item> items_;
  bool begun_ = false;
  size_t frames_ = 0;
  size_t max_frames_ = 20;
  uint64_t sent_seq_ = 0;  // Of the last frame that was given out; first, the number before this listener.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AUDIO_UNSENT_AUDIO_H_
