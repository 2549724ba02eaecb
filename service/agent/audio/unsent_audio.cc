#include "service/agent/audio/unsent_audio.h"

#include <algorithm>
#include <utility>

#include "cloudphone/agent/v1/audio_service.pb.h"

namespace cloudphone {
namespace {

constexpr int kKeptNanos = 200'000'000;

std::shared_ptr<const std::string> Encode(const agent::v1::StreamAudioResponse& message) {
  return std::make_shared<const std::string>(message.SerializeAsString());
}

std::shared_ptr<const std::string> Encode(const v1::AudioFormat& format) {
  agent::v1::StreamAudioResponse message;
  *message.mutable_started() = format;
  return Encode(message);
}

}  // namespace

void UnsentAudio::Begin(const v1::AudioFormat& format, uint64_t last_seq) {
  Keep(format);
  items_.push_front({Kind::kFormat, Encode(format)});
  sent_seq_ = last_seq;
  begun_ = true;
}

void UnsentAudio::AddFormat(const v1::AudioFormat& format) {
  Keep(format);
  items_.push_back({Kind::kFormat, Encode(format)});
}

// Sets how many frames of that format are kept.
void UnsentAudio::Keep(const v1::AudioFormat& format) {
  const int interval = format.interval().nanos();
  max_frames_ = interval > 0 ? static_cast<size_t>(std::max(1, kKeptNanos / interval)) : 1;
  while (frames_ > max_frames_) DropOldestFrame();
}

void UnsentAudio::AddStatus(const v1::AudioStatus& status) {
  agent::v1::StreamAudioResponse message;
  *message.mutable_status() = status;
  if (!items_.empty() && items_.back().kind == Kind::kStatus) items_.pop_back();
  items_.push_back({Kind::kStatus, Encode(message)});
}

void UnsentAudio::AddFrame(const EncodedFrame& frame) {
  items_.push_back({Kind::kFrame, frame.message, frame.seq});
  if (++frames_ > max_frames_) DropOldestFrame();
}

void UnsentAudio::DropOldestFrame() {
  const auto oldest =
      std::find_if(items_.begin(), items_.end(), [](const Item& item) { return item.kind == Kind::kFrame; });
  auto next = items_.erase(oldest);
  --frames_;
  // Of two statuses that are neighbours now the newer counts: what waits stays bounded by the frames.
  if (next != items_.begin() && next != items_.end() && next->kind == Kind::kStatus &&
      (next - 1)->kind == Kind::kStatus)
    items_.erase(next - 1);
}

UnsentAudio::Message UnsentAudio::Take() {
  Message message;
  const Item& item = items_.front();
  message.bytes = item.bytes;
  if (item.kind == Kind::kFrame) {
    --frames_;
    message.dropped_before = static_cast<uint32_t>(item.seq - sent_seq_ - 1);
    sent_seq_ = item.seq;
  }
  items_.pop_front();
  return message;
}

}  // namespace cloudphone
