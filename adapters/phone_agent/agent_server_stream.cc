#include "adapters/phone_agent/agent_server_stream.h"

#include <utility>

#include "grpcpp/generic/generic_stub.h"

namespace cloudphone {

AgentServerStream::AgentServerStream(const AgentLink& link, const grpc::ByteBuffer& request, Events events)
    : channel_(link.channel), request_(request), events_(std::move(events)) {
  PrepareContext(link, &context_);
}

std::shared_ptr<AgentServerStream> AgentServerStream::Start(const AgentLink& link, const char* method,
                                                            const grpc::ByteBuffer& request,
                                                            absl::Time deadline, Events events) {
  std::shared_ptr<AgentServerStream> stream(new AgentServerStream(link, request, std::move(events)));
  stream->self_ = stream;
  if (deadline != absl::InfiniteFuture()) stream->context_.set_deadline(absl::ToChronoTime(deadline));
  grpc::GenericStub stub(link.channel);
  stub.PrepareBidiStreamingCall(&stream->context_, method, grpc::StubOptions(), stream.get());
  stream->AddHold();  // Reads begin outside of gRPC's reactions; given up when nothing more can be read.
  stream->StartWriteLast(&stream->request_, grpc::WriteOptions());
  {
    MutexLock lock(&stream->mutex_);
    stream->ReadLocked();
  }
  stream->StartCall();
  return stream;
}

// gRPC runs the reaction later and elsewhere, so that it may be called under the lock.
void AgentServerStream::ReadLocked() {
  if (reading_ || ended_) return;
  reading_ = true;
  StartRead(&message_);
}

void AgentServerStream::Next() {
  MutexLock lock(&mutex_);
  ReadLocked();
}

void AgentServerStream::Cancel() {
  context_.TryCancel();
  MutexLock lock(&mutex_);
  cancelled_ = true;
  ReadLocked();  // It fails, which brings the end.
}

void AgentServerStream::OnReadDone(bool ok) {
  grpc::ByteBuffer message;
  {
    MutexLock lock(&mutex_);
    reading_ = false;
    message.Swap(&message_);
    if (!ok) ended_ = true;
    if (ok && cancelled_) return ReadLocked();
  }
  if (!ok) return RemoveHold();
  events_.on_message(message);
  if (events_.reads_on) Next();
}

void AgentServerStream::OnDone(const grpc::Status& status) {
  const std::shared_ptr<AgentServerStream> self = std::move(self_);
  Events events = std::move(events_);  // What they hold may hold the stream.
  std::move(events.on_end)(status);
}

}  // namespace cloudphone
