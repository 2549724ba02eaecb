#include "service/gateway/media/audio_message.h"

#include <cstring>
#include <string>

#include "cloudphone/v1/audio_service.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace cloudphone {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using Message = v1::StreamAudioResponse;

constexpr uint32_t KeyOf(int field, WireFormatLite::WireType type) {
  return static_cast<uint32_t>(field) << 3 | type;
}
constexpr uint32_t KeyOfBytes(int field) { return KeyOf(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED); }
constexpr uint32_t KeyOfNumber(int field) { return KeyOf(field, WireFormatLite::WIRETYPE_VARINT); }

constexpr uint32_t kFormatKey = KeyOfBytes(Message::kStartedFieldNumber);
constexpr uint32_t kFrameKey = KeyOfBytes(Message::kFrameFieldNumber);
constexpr uint32_t kStatusKey = KeyOfBytes(Message::kStatusFieldNumber);
constexpr uint32_t kDroppedKey = KeyOfNumber(Message::kDroppedBeforeFieldNumber);
constexpr uint32_t kSeqKey = KeyOfNumber(v1::AudioFrame::kSeqFieldNumber);
constexpr uint32_t kPtsKey = KeyOfNumber(v1::AudioFrame::kPtsUsFieldNumber);
constexpr uint32_t kDataKey = KeyOfBytes(v1::AudioFrame::kDataFieldNumber);

// Where in all that is read the next field of bytes lies.
bool ReadPlace(CodedInputStream* in, size_t* begin, size_t* size) {
  uint32_t length = 0;
  if (!in->ReadVarint32(&length)) return false;
  *begin = static_cast<size_t>(in->CurrentPosition());
  *size = length;
  return in->Skip(static_cast<int>(length));
}

// The bytes without those from `begin` to `end`.
grpc::Slice CutOut(const grpc::Slice& slice, size_t begin, size_t end) {
  if (begin == 0) return slice.sub(end, slice.size());
  if (end == slice.size()) return slice.sub(0, begin);
  grpc::Slice rest(slice.size() - (end - begin));
  auto* to = const_cast<uint8_t*>(rest.begin());
  std::memcpy(to, slice.begin(), begin);
  std::memcpy(to + begin, slice.begin() + end, slice.size() - end);
  return rest;
}

bool Flatten(const grpc::ByteBuffer& bytes, grpc::Slice* slice) {
  return bytes.Valid() && (bytes.TrySingleSlice(slice).ok() || bytes.DumpToSingleSlice(slice).ok());
}

enum class Reading { kDone, kAgain, kFailed };

// Reads the keys of `message->bytes`. kAgain: dropped_before was cut out of them.
Reading ReadKeys(AgentAudioMessage* message) {
  using Kind = AgentAudioMessage::Kind;
  CodedInputStream in(message->bytes.begin(), static_cast<int>(message->bytes.size()));
  for (int begin = 0; const uint32_t key = in.ReadTag(); begin = in.CurrentPosition()) {
    if (key == kFormatKey || key == kFrameKey || key == kStatusKey) {
      message->kind = key == kFormatKey ? Kind::kFormat : key == kFrameKey ? Kind::kFrame : Kind::kStatus;
      if (!ReadPlace(&in, &message->body_begin, &message->body_size)) return Reading::kFailed;
    } else if (key == kDroppedKey) {
      if (!in.ReadVarint32(&message->dropped_before)) return Reading::kFailed;
      message->bytes =
          CutOut(message->bytes, static_cast<size_t>(begin), static_cast<size_t>(in.CurrentPosition()));
      return Reading::kAgain;
    } else if (!WireFormatLite::SkipField(&in, key)) {
      return Reading::kFailed;
    }
  }
  return in.ConsumedEntireMessage() ? Reading::kDone : Reading::kFailed;
}

grpc::Slice Encode(const Message& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return slice;
}

}  // namespace

absl::optional<AgentAudioMessage> ReadAgentAudio(const grpc::ByteBuffer& bytes) {
  AgentAudioMessage message;
  if (!Flatten(bytes, &message.bytes)) return absl::nullopt;
  // Agents say once what was dropped; a message that says it again and again would be read for ever.
  Reading reading = ReadKeys(&message);
  if (reading == Reading::kAgain) reading = ReadKeys(&message);
  if (reading != Reading::kDone) return absl::nullopt;
  return message;
}

absl::optional<AgentAudioFrame> ReadAgentFrame(absl::string_view body) {
  AgentAudioFrame frame;
  CodedInputStream in(reinterpret_cast<const uint8_t*>(body.data()), static_cast<int>(body.size()));
  while (const uint32_t key = in.ReadTag()) {
    bool read;
    if (key == kSeqKey) {
      read = in.ReadVarint64(&frame.seq);
    } else if (key == kPtsKey) {
      uint64_t pts = 0;
      read = in.ReadVarint64(&pts);
      frame.pts_us = static_cast<int64_t>(pts);
    } else if (key == kDataKey) {
      size_t begin = 0;
      size_t size = 0;
      read = ReadPlace(&in, &begin, &size);
      if (read) frame.data = body.substr(begin, size);
    } else {
      read = WireFormatLite::SkipField(&in, key);
    }
    if (!read) return absl::nullopt;
  }
  if (!in.ConsumedEntireMessage()) return absl::nullopt;
  return frame;
}

grpc::Slice EncodeStart(const v1::AudioFormat& format) {
  Message message;
  *message.mutable_started() = format;
  return Encode(message);
}

grpc::Slice EncodeStatus(const v1::AudioStatus& status) {
  Message message;
  *message.mutable_status() = status;
  return Encode(message);
}

grpc::Slice EncodeFrame(const AgentAudioFrame& frame) {
  Message message;
  message.mutable_frame()->set_seq(frame.seq);
  message.mutable_frame()->set_pts_us(frame.pts_us);
  message.mutable_frame()->set_data(std::string(frame.data));
  return Encode(message);
}

grpc::Slice EncodeDropped(uint32_t dropped) {
  uint8_t bytes[6];  // A byte of key, at most five of number.
  uint8_t* const number = CodedOutputStream::WriteTagToArray(kDroppedKey, bytes);
  const uint8_t* const end = CodedOutputStream::WriteVarint32ToArray(dropped, number);
  return grpc::Slice(bytes, static_cast<size_t>(end - bytes));
}

}  // namespace cloudphone
