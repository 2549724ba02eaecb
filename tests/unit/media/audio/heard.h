#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_HEARD_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_HEARD_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "service/gateway/media/audio_backlog.h"
#include "service/gateway/media/audio_receiver.h"

namespace cloudphone {

inline v1::StreamAudioResponse Parsed(const grpc::ByteBuffer& bytes) {
  grpc::ByteBuffer shared = bytes;
  grpc::ProtoBufferReader reader(&shared);
  v1::StreamAudioResponse message;
  message.ParseFromZeroCopyStream(&reader);
  return message;
}

// "started 48000 20", "frame 7 abc", "frame 9 abc after 2", "status INVALID 3".
inline std::string Described(const v1::StreamAudioResponse& message) {
  const std::string dropped =
      message.dropped_before() == 0 ? "" : absl::StrCat(" after ", message.dropped_before());
  switch (message.kind_case()) {
    case v1::StreamAudioResponse::kStarted:
      return absl::StrCat("started ", message.started().sample_rate(), " ",
                          message.started().interval().nanos() / 1'000'000, dropped);
    case v1::StreamAudioResponse::kFrame:
      return absl::StrCat("frame ", message.frame().seq(), " ", message.frame().data(), dropped);
    case v1::StreamAudioResponse::kStatus:
      return absl::StrCat("status ", v1::AudioState_Name(message.status().state()).substr(12), " ",
                          message.status().last_seq(), dropped);
    default:
      return "nothing";
  }
}

// A listener of a hub, with a backlog as the stream to a caller has it, that is read when Take() asks.
class Hearer final : public AudioReceiver {
 public:
  void OnNews(const AudioNews& news) override {
    MutexLock lock(&mutex_);
    backlog_.Add(news);
  }
  void OnEnd(const absl::Status& status) override {
    MutexLock lock(&mutex_);
    end_ = absl::StrCat("end ", absl::StatusCodeToString(status.code()), " ", ReasonOf(status));
  }
  void Begin(const AudioStart& start) {
    MutexLock lock(&mutex_);
    backlog_.Begin(start);
  }

  // All that there is to read.
  std::vector<v1::StreamAudioResponse> Read() {
    MutexLock lock(&mutex_);
    std::vector<v1::StreamAudioResponse> messages;
    while (!backlog_.empty()) messages.push_back(Parsed(backlog_.Take().buffer));
    return messages;
  }
  // The same in words, and the end.
  std::vector<std::string> Take() {
    std::vector<std::string> told;
    for (const v1::StreamAudioResponse& message : Read()) told.push_back(Described(message));
    MutexLock lock(&mutex_);
    if (!end_.empty()) told.push_back(std::exchange(end_, ""));
    return told;
  }

 private:
  Mutex mutex_;
  AudioBacklog backlog_ ABSL_GUARDED_BY(mutex_);
  std::string end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_AUDIO_HEARD_H_
