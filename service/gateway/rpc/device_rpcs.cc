#include "service/gateway/rpc/device_rpcs.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "adapters/phone_agent/agent_server_stream.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/device_service.pb.h"
#include "service/gateway/media/agent_failure.h"
#include "service/gateway/media/stream_age.h"
#include "service/gateway/rpc/forwarded_call.h"
#include "service/gateway/rpc/watch_stream.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

constexpr char kStreamLogcat[] = "/cloudphone.v1.DeviceService/StreamLogcat";
constexpr char kAgentStreamLogcat[] = "/cloudphone.agent.v1.DeviceService/StreamLogcat";

// The agent's message that is still to be written, for WatchStream: the next one is fetched after it.
struct UnsentMessage {
  struct Message {
    grpc::ByteBuffer buffer;
    const grpc::ByteBuffer& bytes() const { return buffer; }
  };

  bool empty() const { return !message.has_value(); }
  Message Take() {
    Message taken{*std::move(message)};
    message.reset();
    return taken;
  }
  void Clear() { message.reset(); }

  absl::optional<grpc::ByteBuffer> message;
};

class StreamLogcatStream final : public WatchStream<UnsentMessage> {
 public:
  StreamLogcatStream(const CallServices& services, grpc::CallbackServerContext* context)
      : WatchStream(services, kStreamLogcat, context, UnsentMessage()), agents_(services.media->agents) {}

  void OnWriteDone(bool ok) override {
    WatchStream::OnWriteDone(ok);
    if (!ok) return;
    if (const auto source = SourceToRead()) source->Next();
  }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    account_ = account;
    phone_id_ = static_cast<const v1::StreamLogcatRequest&>(request).phone_id();
    agents_->Find(account, phone_id_, call().deadline,
                  [weak = Weak(), request = SerializeMessage(request)](absl::StatusOr<AgentLink> link) {
                    if (const auto stream = weak.lock()) stream->OnFound(std::move(link), request);
                  });
  }
  void Unsubscribe() override {
    std::shared_ptr<AgentServerStream> source;
    {
      MutexLock lock(&source_mutex_);
      over_ = true;
      source = source_;
    }
    if (source != nullptr) source->Cancel();
  }

  void OnFound(absl::StatusOr<AgentLink> link, const grpc::ByteBuffer& request) {
    if (!link.ok()) return End(link.status());
    link->request_id = call().request_id;
    const auto source = AgentServerStream::Start(
        *link, kAgentStreamLogcat, request, std::min(call().deadline, call().start + kLongestStream),
        {[weak = Weak()](const grpc::ByteBuffer& message) {
           const auto stream = weak.lock();
           if (stream == nullptr) return;
           stream->Push([&](UnsentMessage* unsent) { unsent->message = message; });
         },
         [weak = Weak()](const grpc::Status& status) {
           if (const auto stream = weak.lock()) stream->OnAgentEnd(status);
         }});
    bool over;
    bool owed;
    {
      MutexLock lock(&source_mutex_);
      source_ = source;
      over = over_;
      owed = owed_;
    }
    if (owed) source->Next();
    if (over) source->Cancel();
  }

  void OnAgentEnd(const grpc::Status& status) {
    // Where it is the caller's own deadline the caller reads nothing any more.
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return End(StreamTooOld());
    const absl::Status end = AgentFailure(status, phone_id_);
    if (IsLinkFailure(end)) {
      MutexLock lock(&source_mutex_);  // What this call works with is there until Unsubscribe().
      if (!over_) agents_->Forget(account_, phone_id_);
    }
    End(end);
  }

  std::weak_ptr<StreamLogcatStream> Weak() {
    return std::static_pointer_cast<StreamLogcatStream>(shared_from_this());
  }
  // Null where the first message is through before the source is known here: OnFound() reads on then.
  std::shared_ptr<AgentServerStream> SourceToRead() {
    MutexLock lock(&source_mutex_);
    owed_ = source_ == nullptr;
    return source_;
  }

  PhoneAgents* const agents_;
  Account* account_ = nullptr;
  std::string phone_id_;  // Neither is changed after Subscribe().

  Mutex source_mutex_;
  std::shared_ptr<AgentServerStream> source_ ABSL_GUARDED_BY(source_mutex_);
  bool owed_ ABSL_GUARDED_BY(source_mutex_) = false;
  bool over_ ABSL_GUARDED_BY(source_mutex_) = false;
};

}  // namespace

grpc::ServerUnaryReactor* StartTakeScreenshot(const CallServices& services,
                                              grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  static const ForwardedRpc kRpc = {"/cloudphone.v1.DeviceService/TakeScreenshot",
                                    "/cloudphone.agent.v1.DeviceService/TakeScreenshot",
                                    &v1::TakeScreenshotRequest::default_instance()};
  return StartForwardedCall(services, kRpc, context, request, response);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartStreamLogcat(const CallServices& services,
                                                              grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<StreamLogcatStream>(services, context);
  v1::StreamLogcatRequest message;
  stream->Start(context, *request, &message);
  return stream.get();
}

}  // namespace cloudphone
