#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_STREAM_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_STREAM_H_

#include <memory>

#include "adapters/phone_agent/agent_link.h"
#include "cloudphone/agent/v1/input_service.pb.h"
#include "grpcpp/support/status.h"

namespace cloudphone {

using AgentInputRequest = agent::v1::ControlInputRequest;
using AgentInputAnswer = agent::v1::ControlInputResponse;

// Is told what comes from an agent. On gRPC's threads, one call at a time, under no lock; it must not wait.
class AgentInputListener {
 public:
  virtual ~AgentInputListener() = default;

  // The answer that AgentInputStream::ReadOn() asked for.
  virtual void OnAnswer(const AgentInputAnswer& answer) = 0;
  // How the stream ended; the last that it is told.
  virtual void OnEnd(const grpc::Status& status) = 0;
};

// One session of input with an agent: its ControlInput stream. Thread-safe; calls its listener in none of
// these.
class AgentInputStream {
 public:
  virtual ~AgentInputStream() = default;

  // Sends the request after those before it. Whoever sends sees to it that not too much waits.
  virtual void Send(AgentInputRequest request) = 0;
  // Says that the client is there, unless something waits to be sent, which says so, too.
  virtual void KeepAlive() = 0;
  // Reads the next answer, unless that is being done.
  virtual void ReadOn() = 0;
  // Nothing more will be sent: the agent ends the session once what was sent is over.
  virtual void Close() = 0;
  // Breaks the stream off; the agent releases what the session holds.
  virtual void Cancel() = 0;
};

// Opens a stream. It lives until its end, also where nobody holds it, and holds the listener so long.
std::shared_ptr<AgentInputStream> OpenAgentInputStream(const AgentLink& link,
                                                       std::shared_ptr<AgentInputListener> listener);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_INPUT_STREAM_H_
