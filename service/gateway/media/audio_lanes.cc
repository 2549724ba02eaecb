#include "service/gateway/media/audio_lanes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "service/gateway/media/audio_request.h"

namespace cloudphone {
namespace {

uint64_t RoundUp(uint64_t seq, int frames) {
  const auto by = static_cast<uint64_t>(frames);
  return (seq + by - 1) / by;
}

}  // namespace

// Packets of Opus are not joined. An interval that the phone's does not divide is what the phone gives:
// CheckFits() has refused it unless the phone changed its own later.
int AudioLanes::FramesOf(const v1::StreamAudioRequest& request) const {
  const int own = MillisOf(format_.interval());
  const int wanted = MillisOf(request.interval());
  if (format_.codec() != v1::AUDIO_CODEC_PCM || own <= 0 || wanted <= own || wanted % own != 0) return 1;
  return wanted / own;
}

void AudioLanes::Arrange(const std::vector<AudioMember>& members) {
  std::map<int, std::vector<std::shared_ptr<AudioReceiver>>> by_frames;
  for (const AudioMember& member : members) by_frames[FramesOf(member.request)].push_back(member.receiver);
  std::vector<Lane> former = std::exchange(lanes_, {});
  for (auto& [frames, receivers] : by_frames) {
    const int wanted = frames;
    const auto same = std::find_if(former.begin(), former.end(),
                                   [wanted](const Lane& lane) { return lane.frames == wanted; });
    Lane lane;
    if (same != former.end()) lane = std::move(*same);
    lane.frames = frames;
    lane.receivers =
        std::make_shared<const std::vector<std::shared_ptr<AudioReceiver>>>(std::move(receivers));
    lanes_.push_back(std::move(lane));
  }
}

AudioDeliveries AudioLanes::Begin(uint32_t session, const v1::AudioFormat& format,
                                  const std::vector<AudioMember>& members) {
  session_ = session;
  format_ = format;
  last_seq_.reset();
  lanes_.clear();
  Arrange(members);
  AudioDeliveries deliveries;
  for (const Lane& lane : lanes_) deliveries.push_back({lane.receivers, StartOf(lane.frames)});
  return deliveries;
}

AudioStart AudioLanes::StartFor(const v1::StreamAudioRequest& request) const {
  const int frames = FramesOf(request);
  AudioStart start = StartOf(frames);
  if (!last_seq_.has_value()) return start;
  start.last_seq = RoundUp(*last_seq_, frames);
  for (const Lane& lane : lanes_) {
    if (lane.frames == frames && lane.joiner.has_value()) start.last_seq = lane.joiner->last();
  }
  return start;
}

AudioStart AudioLanes::StartOf(int frames) const {
  v1::AudioFormat format = format_;
  const int interval_ms = MillisOf(format.interval()) * frames;
  if (frames > 1) *format.mutable_interval() = ToInterval(interval_ms);
  return {session_, interval_ms, absl::nullopt, EncodeStart(format)};
}

AudioDeliveries AudioLanes::Add(const AgentAudioMessage& message, const AgentAudioFrame& frame) {
  if (frame.seq <= last_seq()) return {};
  if (!last_seq_.has_value())
    before_first_ = frame.seq - 1 - std::min<uint64_t>(message.dropped_before, frame.seq - 1);
  const uint64_t before = last_seq_.value_or(before_first_);
  last_seq_ = frame.seq;
  AudioDeliveries deliveries;
  for (Lane& lane : lanes_) {
    AudioPiece piece{session_, frame.seq, RoundUp(before_first_, lane.frames), message.bytes};
    if (lane.frames > 1) {
      if (!lane.joiner.has_value()) lane.joiner.emplace(lane.frames, before);
      const absl::optional<AgentAudioFrame> joined = lane.joiner->Add(frame);
      if (!joined.has_value()) continue;
      piece.seq = joined->seq;
      piece.message = EncodeFrame(*joined);
    }
    deliveries.push_back({lane.receivers, std::move(piece)});
  }
  return deliveries;
}

AudioDeliveries AudioLanes::Tell(const v1::AudioStatus& status) const {
  AudioDeliveries deliveries;
  for (const Lane& lane : lanes_) {
    v1::AudioStatus told = status;
    told.set_last_seq(status.last_seq() / static_cast<uint64_t>(lane.frames));
    deliveries.push_back({lane.receivers, AudioNotice{session_, EncodeStatus(told)}});
  }
  return deliveries;
}

}  // namespace cloudphone
