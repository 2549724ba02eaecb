#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_RELAY_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_RELAY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/phone_agent/agent_input_stream.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/accounts/account.h"
#include "service/gateway/media/phone_agents.h"

namespace cloudphone {

// By what sessions reach agents.
struct InputAgents {
  std::shared_ptr<PhoneAgents> agents;  // Shared: the stream to an agent may end after everything else.
  Timers* timers = nullptr;             // Outlives every session's client.
  // OpenAgentInputStream, but in tests.
  std::function<std::shared_ptr<AgentInputStream>(const AgentLink&, std::shared_ptr<AgentInputListener>)>
      open = &OpenAgentInputStream;
};

// For whom a session is.
struct InputCaller {
  Account* account = nullptr;                    // Outlives the session.
  absl::Time deadline = absl::InfiniteFuture();  // For finding the phone; of a gesture the caller's.
  std::string request_id;
};

// Who has a session. Is told on any thread and under no lock; must not wait.
class InputClient {
 public:
  virtual ~InputClient() = default;

  // The next answer, the agent's or one of the session's own. Of the agent's the next comes only after
  // ReadOn().
  virtual void OnAnswer(const AgentInputAnswer& answer) = 0;
  // InputRelay::HasRoom() again.
  virtual void OnRoom() = 0;
  // The session is over; once, and the last that it is told.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// One session of input: hands what its client sends to the agent of the phone, in order, and the answers
// back. The agent judges and remembers; the session only counts what is unanswered, so that no more is taken
// than kMaxUnanswered events, and keeps the agent's lease alive. Thread-safe.
class InputRelay final : public AgentInputListener, public std::enable_shared_from_this<InputRelay> {
 public:
  // Events that have been taken, sent on or not, and not answered.
  static constexpr size_t kMaxUnanswered = 64;
  // Of the agent's lease, which is 5 s.
  static constexpr absl::Duration kKeepAlive = absl::Seconds(1);

  static std::shared_ptr<InputRelay> Begin(const InputAgents& agents, InputCaller caller,
                                           std::weak_ptr<InputClient> client);

  // The client's next message, at most one at a time, and while there is room. Before the start the answer is
  // the session's own, since there is no agent yet: an InputError for anything else.
  void Take(AgentInputRequest request);
  bool HasRoom() const;

  // The client can be told the next answer.
  void ReadOn();
  // The client has said all: the session ends when all of it is answered.
  void Close();
  // The same, but the session then ends with `status`.
  void CloseWith(const absl::Status& status);
  // Ends at once, and has the agent release what is held.
  void Cancel(const absl::Status& status);

  // AgentInputListener.
  void OnAnswer(const AgentInputAnswer& answer) override;
  void OnEnd(const grpc::Status& status) override;

 private:
  InputRelay(const InputAgents& agents, InputCaller caller, std::weak_ptr<InputClient> client);

  void Find(const std::string& phone_id);
  void OnFound(absl::StatusOr<AgentLink> link);
  void TellError(uint64_t seq, const absl::Status& error);
  void Tick();
  void Schedule();
  void EndWith(const absl::Status& status, bool cancel);

  const InputAgents agents_;
  const InputCaller caller_;
  const absl::Time oldest_;  // When it ends in any case.
  const std::weak_ptr<InputClient> client_;

  mutable Mutex mutex_;
  std::string phone_id_ ABSL_GUARDED_BY(mutex_);
  bool started_ ABSL_GUARDED_BY(mutex_) = false;  // The client's start has come.
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;   // Takes nothing more.
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status close_status_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<AgentInputStream> stream_ ABSL_GUARDED_BY(mutex_);  // Once the phone is found.
  std::vector<AgentInputRequest> waiting_ ABSL_GUARDED_BY(mutex_);    // Until then.
  std::multiset<uint64_t> unanswered_ ABSL_GUARDED_BY(mutex_);        // Numbers of events.
  bool full_ ABSL_GUARDED_BY(mutex_) = false;                         // OnRoom() is owed.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_INPUT_RELAY_H_
