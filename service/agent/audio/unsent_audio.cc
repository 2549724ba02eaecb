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

}  // namespace

void UnsentAudio::AddFormat(const v1::AudioFormat& format) {
  agent::v1::StreamAudioResponse message;
  *message.mutable_started() = format;
  const int interval = format.interval().nanos();
  max_frames_ = interval > 0 ? std::max(1, kKeptNanos / interval) : 1;
  while (frames_ > max_frames_) DropOldestFrame();
  Item item{Kind::kFormat, Encode(message)};
  if (has_format_) {
    items_.push_back(std::move(item));
  } else {
    // What came while the listener was being put in its place is sent after it.
    items_.push_front(std::move(item));
  }
  has_format_ = true;
}

void UnsentAudio::AddStatus(const v1::AudioStatus& status) {
  agent::v1::StreamAudioResponse message;
  *message.mutable_status() = status;
  if (!items_.empty() && items_.back().kind == Kind::kStatus) items_.pop_back();
  items_.push_back({Kind::kStatus, Encode(message)});
}

void UnsentAudio::AddFrame(const EncodedFrame& frame) {
  if (!has_frame_) sent_seq_ = frame.seq - 1;
  has_frame_ = true;
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
