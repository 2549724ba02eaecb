#include "service/gateway/rpc/open_input_session_stream.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/input_service.pb.h"
#include "service/gateway/media/input_relay.h"
#include "service/gateway/rpc/unsent_answers.h"
#include "service/gateway/rpc/watch_stream.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.InputService/OpenInputSession";
// The contract promises one each 15 s.
constexpr absl::Duration kHeartbeat = absl::Seconds(10);

class OpenInputSessionStream final : public WatchStream<UnsentAnswers>, public InputClient {
 public:
  OpenInputSessionStream(const CallServices& services, grpc::CallbackServerContext* context)
      : WatchStream(services, kMethod, context, UnsentAnswers()), input_(*services.media->input) {}

  // InputClient.
  void OnAnswer(const AgentInputAnswer& answer) override {
    Push([&](UnsentAnswers* unsent) { unsent->Add(answer); });
    ReadOn();
  }
  void OnRoom() override {}  // It takes nothing but the start.
  void OnEnd(const absl::Status& status) override { End(status); }

  // gRPC's reaction: there may be room for the agent's next answer.
  void OnWriteDone(bool ok) override {
    WatchStream::OnWriteDone(ok);
    ReadOn();
  }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    const auto& asked = static_cast<const v1::OpenInputSessionRequest&>(request);
    AgentInputRequest first;
    v1::InputStart* start = first.mutable_start();
    start->set_phone_id(asked.phone_id());
    start->set_screen_width(asked.screen_width());
    start->set_screen_height(asked.screen_height());
    start->set_take_over(asked.take_over());
    const auto self = std::static_pointer_cast<OpenInputSessionStream>(shared_from_this());
    const auto session = InputRelay::Begin(input_, {account, call().deadline, call().request_id}, self);
    bool stopped;
    {
      MutexLock lock(&session_mutex_);
      session_ = session;
      stopped = stopped_;
      if (!stopped) ScheduleLocked();
    }
    stopped ? End(DrainingStatus()) : session->Take(std::move(first));
  }
  void Unsubscribe() override {
    std::shared_ptr<InputRelay> session;
    Timers::Id alarm;
    {
      MutexLock lock(&session_mutex_);
      stopped_ = true;
      session = session_;
      alarm = std::exchange(alarm_, 0);
    }
    if (alarm != 0) input_.timers->Cancel(alarm);
    if (session != nullptr) session->Cancel(absl::CancelledError("the caller has gone"));
  }
  // The session ends first, so that what it holds is released.
  void Drain() override {
    std::shared_ptr<InputRelay> session;
    {
      MutexLock lock(&session_mutex_);
      stopped_ = true;
      session = session_;
    }
    session == nullptr ? End(DrainingStatus()) : session->CloseWith(DrainingStatus());
  }

  // Has the agent's next answer read, unless too many wait for the client.
  void ReadOn() {
    bool full = false;
    Push([&](UnsentAnswers* unsent) { full = unsent->full(); });
    std::shared_ptr<InputRelay> session;
    {
      MutexLock lock(&session_mutex_);
      session = session_;
    }
    if (!full && session != nullptr) session->ReadOn();
  }

  void ScheduleLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(session_mutex_) {
    alarm_ = input_.timers->RunAfter(kHeartbeat, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) static_cast<OpenInputSessionStream*>(self.get())->Beat();
    });
  }
  void Beat() {
    Push([](UnsentAnswers* unsent) { unsent->AddHeartbeat(); });
    MutexLock lock(&session_mutex_);
    if (!stopped_) ScheduleLocked();
  }

  const InputAgents& input_;
  Mutex session_mutex_;
  std::shared_ptr<InputRelay> session_ ABSL_GUARDED_BY(session_mutex_);
  bool stopped_ ABSL_GUARDED_BY(session_mutex_) = false;
  Timers::Id alarm_ ABSL_GUARDED_BY(session_mutex_) = 0;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartOpenInputSession(const CallServices& services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<OpenInputSessionStream>(services, context);
  v1::OpenInputSessionRequest message;
  stream->Start(context, *request, &message);
  return stream.get();
}

}  // namespace cloudphone
