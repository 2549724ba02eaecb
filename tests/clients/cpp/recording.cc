#include "recording.h"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>

#include "cloudphone/v1/audio_service.grpc.pb.h"
#include "errors.h"

namespace v1 = cloudphone::v1;

namespace {

constexpr int kSeconds = 5;

struct Recording {
  v1::AudioFormat format;
  std::string sound;
  uint32_t dropped = 0;
};

int SampleBytes(const v1::AudioFormat& format) { return format.channels() * format.bit_depth() / 8; }

size_t BytesWanted(const v1::AudioFormat& format) {
  return size_t{kSeconds} * format.sample_rate() * SampleBytes(format);
}

std::string LittleEndian(uint32_t value, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text.push_back(static_cast<char>(value & 0xff));
  return text;
}

// The head of a WAV file; its PCM is little-endian as ours is.
std::string WavHead(const v1::AudioFormat& format, uint32_t bytes) {
  return "RIFF" + LittleEndian(36 + bytes, 4) + "WAVEfmt " + LittleEndian(16, 4) + LittleEndian(1, 2) +
         LittleEndian(format.channels(), 2) + LittleEndian(format.sample_rate(), 4) +
         LittleEndian(format.sample_rate() * SampleBytes(format), 4) + LittleEndian(SampleBytes(format), 2) +
         LittleEndian(format.bit_depth(), 2) + "data" + LittleEndian(bytes, 4);
}

void Take(const v1::StreamAudioResponse& message, Recording* recording) {
  if (message.has_started()) recording->format = message.started();  // First of all.
  if (message.has_frame()) {
    // What was dropped becomes silence of the same length.
    recording->dropped += message.dropped_before();
    recording->sound.append(message.dropped_before() * message.frame().data().size(), '\0');
    recording->sound += message.frame().data();
  }
  if (message.status().has_error()) {  // Not the end: it is tried again while we listen.
    std::cout << "no sound now: " << Explain(message.status().error()) << "\n";
  }
}

// Live sound does not wait: this loop only keeps what comes.
grpc::Status Listen(const Gateway& gateway, const std::string& phone_id, Recording* recording) {
  CallContext context(gateway, std::chrono::seconds(2 * kSeconds));
  v1::StreamAudioRequest request;
  request.set_phone_id(phone_id);
  request.set_codec(v1::AUDIO_CODEC_PCM);
  request.set_sample_rate(48000);
  const auto stream = v1::AudioService::NewStub(gateway.channel)->StreamAudio(&context, request);
  v1::StreamAudioResponse message;
  while (stream->Read(&message)) {
    Take(message, recording);
    const size_t bytes = recording->sound.size();
    if (bytes > 0 && bytes >= BytesWanted(recording->format)) {
      context.TryCancel();  // Says "stop". Finish would wait for ever without it.
      stream->Finish();
      return grpc::Status::OK;
    }
  }
  const grpc::Status ended = stream->Finish();
  return ended.ok() ? grpc::Status(grpc::StatusCode::CANCELLED, "somebody stopped the audio") : ended;
}

}  // namespace

grpc::Status Record(const Gateway& gateway, const v1::Phone& phone, const std::string& path) {
  Recording recording;
  if (grpc::Status status = Listen(gateway, phone.phone_id(), &recording); !status.ok()) return status;
  recording.sound.resize(BytesWanted(recording.format));
  std::ofstream file(path, std::ios::binary);
  file << WavHead(recording.format, static_cast<uint32_t>(recording.sound.size())) << recording.sound;
  if (!file.flush()) return {grpc::StatusCode::DATA_LOSS, "cannot write " + path};
  std::cout << "recorded " << kSeconds << " s of " << phone.phone_name() << ", " << recording.dropped
            << " frames are missing\n";
  return grpc::Status::OK;
}
