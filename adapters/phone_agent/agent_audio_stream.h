#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_AUDIO_STREAM_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_AUDIO_STREAM_H_

#include <memory>

#include "adapters/phone_agent/agent_link.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

// Is told what comes of one audio stream, on gRPC's threads: one call after the other. It must not wait.
class AgentAudioSink {
 public:
  virtual ~AgentAudioSink() = default;

  // The bytes of an agent.v1.StreamAudioResponse. The next one is read when this returns.
  virtual void OnMessage(const grpc::ByteBuffer& message) = 0;
  // The stream is over; the last call.
  virtual void OnEnd(const grpc::Status& status) = 0;
};

// One audio stream of an agent.
class AgentAudioStream {
 public:
  virtual ~AgentAudioStream() = default;

  // Ends it soon. Thread-safe.
  virtual void Cancel() = 0;
};

// Opens audio streams of agents. Thread-safe.
class AgentAudio {
 public:
  virtual ~AgentAudio() = default;

  // The sink may be told of it before this returns. The stream lives on by itself until its end.
  virtual std::shared_ptr<AgentAudioStream> Open(const AgentLink& link,
                                                 const agent::v1::StreamAudioRequest& request,
                                                 std::shared_ptr<AgentAudioSink> sink) = 0;
};

// Opens them over gRPC, and reads bytes, which nothing parses on the way.
std::unique_ptr<AgentAudio> MakeAgentAudio();

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_AUDIO_STREAM_H_
