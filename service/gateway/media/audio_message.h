#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_MESSAGE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_MESSAGE_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "cloudphone/v1/audio.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace cloudphone {

// A message of an agent's audio stream, as far as a hub must know it: a look at its keys, its sound is not
// touched.
struct AgentAudioMessage {
  enum class Kind { kOther, kFormat, kFrame, kStatus };

  Kind kind = Kind::kOther;
  grpc::Slice bytes;            // The message without dropped_before: shared with what gRPC received.
  uint32_t dropped_before = 0;  // What we, the agent's listener, have lost.
  size_t body_begin = 0;        // Where in `bytes` the format, frame or status lies.
  size_t body_size = 0;

  // As long as this object stays where it is: few bytes lie inside of it.
  absl::string_view body() const {
    return {reinterpret_cast<const char*>(bytes.begin()) + body_begin, body_size};
  }
};

// Nothing for bytes that are no such message.
absl::optional<AgentAudioMessage> ReadAgentAudio(const grpc::ByteBuffer& bytes);

// A frame, as it stands in its bytes, in which `data` lies.
struct AgentAudioFrame {
  uint64_t seq = 0;
  int64_t pts_us = 0;
  absl::string_view data;
};

absl::optional<AgentAudioFrame> ReadAgentFrame(absl::string_view body);

// A StreamAudioResponse with one of these, in bytes that can be shared.
grpc::Slice EncodeStart(const v1::AudioFormat& format);
grpc::Slice EncodeStatus(const v1::AudioStatus& status);
grpc::Slice EncodeFrame(const AgentAudioFrame& frame);
// Its field dropped_before alone. Before the bytes of a message it is a part of that message: protobuf reads
// the two as one.
grpc::Slice EncodeDropped(uint32_t dropped);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_MESSAGE_H_
