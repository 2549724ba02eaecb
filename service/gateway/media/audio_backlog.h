#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_BACKLOG_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_BACKLOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>

#include "absl/types/optional.h"
#include "grpcpp/support/byte_buffer.h"
#include "service/gateway/media/audio_receiver.h"

namespace cloudphone {

// What a listener has not been sent yet: 200 ms of frames, of which the oldest are dropped whole and counted
// when it reads slowly, and what else it is to know. The agent's UnsentAudio does the same for one session of
// the engine; here sessions follow each other, and bytes are gRPC's. Not thread-safe.
class AudioBacklog {
 public:
  struct Message {
    grpc::ByteBuffer buffer;
    const grpc::ByteBuffer& bytes() const { return buffer; }
  };

  // With what the listener begins where the hub had it when the listener came: before all that has been added
  // meanwhile. Otherwise, or when a newer one was added meanwhile, it begins with the first AudioStart.
  void Begin(const AudioStart& start);
  // Within a session numbers only rise; those that are missing count as dropped. What a session that is over
  // still has to say is ignored.
  void Add(const AudioNews& news);

  // Nothing is given out before the first AudioStart.
  bool empty() const { return !begun_ || items_.empty(); }
  // Only where it is not empty.
  Message Take();
  void Clear();

 private:
  void AddStart(const AudioStart& start);
  void AddPiece(const AudioPiece& piece);
  void AddNotice(const AudioNotice& notice);
  void Keep(const AudioStart& start);
  void DropOldestPiece();
  void ShortenAt(size_t at);
  uint32_t CountDropped(const AudioPiece& piece);

  std::deque<AudioNews> items_;
  bool begun_ = false;
  uint32_t session_ = 0;  // The newest that was added.
  size_t pieces_ = 0;
  size_t max_pieces_ = 20;

  uint32_t sent_session_ = 0;
  absl::optional<uint64_t> sent_seq_;  // Of the last frame of that session that was given out.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_BACKLOG_H_
