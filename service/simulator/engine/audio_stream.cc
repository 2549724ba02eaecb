#include "service/simulator/engine/audio_stream.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "service/simulator/engine/abi.h"
#include "service/simulator/engine/opus_packet.h"

namespace cloudphone::simulator {
namespace {

// A frame so late was not held up: the clock was turned, or the machine slept.
constexpr absl::Duration kJump = absl::Seconds(1);

// All that a caller may read; on the heap, so that AddressSanitizer sees who reads more.
constexpr size_t kExtBytes = 24;
using ExtBytes = std::unique_ptr<char[]>;

ExtBytes MakeExt(EngineOptions::Ext form, const AudioFormat& format, absl::Time due) {
  ExtBytes bytes(new char[kExtBytes]());
  const auto channels = static_cast<uint8_t>(format.channels);
  const auto rate = static_cast<uint32_t>(format.sample_rate);
  const auto interval = static_cast<uint32_t>(format.interval_ms);
  const int64_t timestamp = absl::ToUnixMillis(due);
  if (form == EngineOptions::Ext::kNatural) {
    const AudioCallbackExt ext{channels, 16, rate, interval, static_cast<uint64_t>(timestamp)};
    std::memcpy(bytes.get(), &ext, sizeof(ext));
  } else if (form == EngineOptions::Ext::kPacked) {
    const PackedAudioExt ext{format.opus ? 0U : 1U, channels, 16, rate, interval, timestamp};
    std::memcpy(bytes.get(), &ext, sizeof(ext));
  }
  return bytes;
}

}  // namespace

AudioStream::AudioStream(const EngineOptions& options, const AudioFormat& format, Timers* timers,
                         std::shared_ptr<const Pitch> pitch, FrameCallback callback)
    : options_(options),
      format_(format),
      interval_(absl::Milliseconds(format.interval_ms)),
      timers_(timers),
      pitch_(std::move(pitch)),
      callback_(std::move(callback)),
      start_(timers->Now()) {}

void AudioStream::Start() {
  if (options_.sound == EngineOptions::Sound::kNothing) return;
  MutexLock lock(&mutex_);
  RunAtLocked(DueLocked(std::max(options_.burst, 1)));
}

void AudioStream::Stop(int late_frames) {
  MutexLock lock(&mutex_);
  if (stopped_) return;
  stopped_ = true;
  late_frames_ = late_frames;
}

absl::Time AudioStream::DueLocked(int64_t frame) const { return start_ + frame * interval_; }

void AudioStream::RunAtLocked(absl::Time time) {
  timers_->RunAt(time, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Tick();
  });
}

void AudioStream::Tick() {
  const absl::Time now = timers_->Now();
  const int burst = std::max(options_.burst, 1);
  mutex_.Lock();
  const absl::Time planned = DueLocked(frames_ + burst);
  // The clocks of timers and calendar differ by microseconds, so a little too early is no jump.
  if (now < planned - interval_ || now > planned + kJump) start_ += now - planned;
  std::string bytes;
  absl::Time due;
  while (NextFrameLocked(now, &bytes, &due)) {
    mutex_.Unlock();
    Deliver(std::move(bytes), due);
    mutex_.Lock();
  }
  if (!stopped_ || late_frames_ > 0) RunAtLocked(DueLocked(frames_ + burst));
  mutex_.Unlock();
}

bool AudioStream::NextFrameLocked(absl::Time now, std::string* bytes, absl::Time* due) {
  *due = DueLocked(frames_ + 1);
  if (*due > now || (stopped_ && late_frames_ == 0)) return false;
  if (stopped_) --late_frames_;
  ++frames_;
  if (frames_ == options_.abort_at_frame) std::abort();
  *bytes = SoundLocked();
  return true;
}

std::string AudioStream::SoundLocked() {
  const bool is_short = options_.short_frames_from > 0 && frames_ >= options_.short_frames_from;
  const size_t size = format_.frame_bytes() / (is_short ? 2 : 1);
  if (format_.opus) return SilentOpusPacket(size, format_.interval_ms, format_.channels);
  std::string pcm;
  const size_t frame = static_cast<size_t>(format_.channels) * 2;
  if (options_.sound == EngineOptions::Sound::kSilence) {
    pcm.resize(size / frame * frame);
  } else {
    tone_.Append(size / frame, pitch_->load(std::memory_order_relaxed), format_.sample_rate, format_.channels,
                 &pcm);
  }
  return pcm;
}

void AudioStream::Deliver(std::string bytes, absl::Time due) const {
  const ExtBytes ext = MakeExt(options_.ext, format_, due);
  callback_(reinterpret_cast<uint8_t*>(bytes.data()), static_cast<uint32_t>(bytes.size()), ext.get());
}

}  // namespace cloudphone::simulator
