#include "service/gateway/rpc/stream_audio_stream.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "service/gateway/media/audio_backlog.h"
#include "service/gateway/media/audio_hubs.h"
#include "service/gateway/rpc/watch_stream.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.AudioService/StreamAudio";

class StreamAudioStream final : public WatchStream<AudioBacklog>, public AudioReceiver {
 public:
  StreamAudioStream(const CallServices& services, grpc::CallbackServerContext* context)
      : WatchStream(services, kMethod, context, AudioBacklog()), hubs_(services.media->audio) {}

  // AudioReceiver, for the hub.
  void OnNews(const AudioNews& news) override {
    Push([&](AudioBacklog* backlog) { backlog->Add(news); });
  }
  // Not before what it begins with, where the hub has told that already.
  void OnEnd(const absl::Status& status) override {
    {
      MutexLock lock(&seat_mutex_);
      if (!is_seated_) {
        early_end_ = status;
        return;
      }
    }
    End(status);
  }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    absl::StatusOr<AudioHubs::Seat> seat =
        hubs_->Join(account, static_cast<const v1::StreamAudioRequest&>(request),
                    std::static_pointer_cast<StreamAudioStream>(shared_from_this()));
    if (!seat.ok()) return End(seat.status());
    hub_ = std::move(seat->hub);
    if (seat->beginning.has_value()) Push([&](AudioBacklog* backlog) { backlog->Begin(*seat->beginning); });
    absl::optional<absl::Status> ended;
    {
      MutexLock lock(&seat_mutex_);
      is_seated_ = true;
      ended = early_end_;
    }
    if (ended.has_value()) End(*ended);
  }
  void Unsubscribe() override {
    if (hub_ != nullptr) hub_->Leave(this);
  }

  AudioHubs* const hubs_;
  std::shared_ptr<AudioHub> hub_;  // Once it has a seat there.
  Mutex seat_mutex_;
  bool is_seated_ ABSL_GUARDED_BY(seat_mutex_) = false;
  absl::optional<absl::Status> early_end_ ABSL_GUARDED_BY(seat_mutex_);
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartStreamAudio(const CallServices& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<StreamAudioStream>(services, context);
  v1::StreamAudioRequest message;
  stream->Start(context, *request, &message);
  return stream.get();
}

}  // namespace cloudphone
