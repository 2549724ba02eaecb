#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUB_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/phone_agent/agent_audio_stream.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/media/audio_lanes.h"
#include "service/gateway/media/audio_receiver.h"
#include "service/gateway/media/phone_agents.h"

namespace cloudphone {

struct AudioHubOptions {
  absl::Duration linger =
      absl::Seconds(2);  // How long the agent's stream stays open after the last listener.
  absl::Duration heartbeat = absl::Seconds(1);
  // A listener's stream ends after nine tenths of this or more, so that not all come back together.
  absl::Duration max_age = absl::Minutes(30);
  // After a lost agent it is tried again within this, doubled each time, up to the second; until `give_up`.
  absl::Duration first_retry = absl::Milliseconds(200);
  absl::Duration longest_retry = absl::Seconds(10);
  absl::Duration give_up = absl::Seconds(60);
  // So many heartbeats without a word of the agent mean that it is lost: of an open stream, and before it.
  int mute_beats = 5;
  int opening_beats = 15;
};

// What hubs work with. All of it outlives them.
struct AudioHubParts {
  PhoneAgents* agents;
  AgentAudio* audio;
  Timers* timers;
  AudioHubOptions options;
};

// The sound of one phone: one stream of its agent, however many listen. Begins with its first listener and is
// over a while after its last, or when it has ended them all. A lost agent is sought again while anybody
// listens. Thread-safe; listeners are told outside of its lock.
class AudioHub : public std::enable_shared_from_this<AudioHub> {
 public:
  // The first message, where it is known; else the listener is told it later.
  using Beginning = absl::optional<AudioStart>;
  struct Count {
    int listeners = 0;
    bool has_stream = false;
  };

  // `yields_until` is that of the phone's hub before this one, where there was any.
  AudioHub(const AudioHubParts& parts, Account* account, std::string phone_id,
           absl::Time yields_until = absl::InfinitePast())
      : parts_(parts),
        account_(account),
        phone_id_(std::move(phone_id)),
        retry_(parts.options.first_retry),
        yields_until_(yields_until) {}

  // Adds a listener, whose request CheckAudioRequest() has passed. It may be told of frames before this
  // returns. An error: AUDIO_FORMAT_IN_USE. Nothing: the hub is over, and another one is to be made.
  absl::optional<absl::StatusOr<Beginning>> Join(const v1::StreamAudioRequest& request,
                                                 std::shared_ptr<AudioReceiver> receiver);

  // Forgets a listener; also one that it never had.
  void Leave(const AudioReceiver* receiver);

  // Ends all with `why`.
  void Close(const absl::Status& why);

  bool is_over() const;
  // Until when the agent may count a stream that is cancelled, so that another format is tried again.
  absl::Time yields_until() const;
  Count CountListeners() const;

  // What comes of the agent's stream; what is of an attempt that was given up is ignored.
  void OnMessage(uint32_t attempt, const grpc::ByteBuffer& bytes);
  void OnFailure(uint32_t attempt, const absl::Status& failure);

 private:
  enum class State { kIdle, kOpening, kOpen, kAway, kOver };
  // What is to be done when the lock is no longer held.
  struct Steps {
    struct Ending {
      std::shared_ptr<AudioReceiver> receiver;
      absl::Status status;
    };
    AudioDeliveries tell;
    std::vector<Ending> end;
    std::shared_ptr<AgentAudioStream> cancel;
    bool forget = false;
    absl::optional<uint32_t> find;
  };

  void Do(Steps steps);
  void FindAgent(uint32_t attempt);
  void OnAgent(uint32_t attempt, const absl::StatusOr<AgentLink>& link);
  void Retry(uint32_t attempt);
  void Tick();

  void BeginAttempt(Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveUpAttempt(Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LetGo(Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RetryLater() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ScheduleTick() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadFormat(absl::string_view body, Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadStatus(absl::string_view body, Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FirstFailed(const absl::Status& failure, Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Lost(const absl::Status& failure, Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellAway(Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends those for whom there is a status.
  void EndSome(absl::FunctionRef<absl::optional<absl::Status>(const AudioMember&)> status_of, Steps* steps)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndAll(const absl::Status& status, Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseSoon(Steps* steps) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::AudioStatus StatusNow(v1::AudioState state) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const AudioHubParts parts_;
  Account* const account_;
  const std::string phone_id_;

  mutable Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kIdle;
  std::vector<AudioMember> members_
      ABSL_GUARDED_BY(mutex_);  // None only while it is idle, lingers or is over.
  AudioLanes lanes_ ABSL_GUARDED_BY(mutex_);
  uint32_t session_ ABSL_GUARDED_BY(mutex_) = 0;

  uint32_t attempt_ ABSL_GUARDED_BY(mutex_) = 0;  // To have a stream of the agent.
  agent::v1::StreamAudioRequest asked_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<AgentAudioStream> stream_ ABSL_GUARDED_BY(mutex_);
  absl::optional<v1::AudioFormat> format_ ABSL_GUARDED_BY(mutex_);  // Once there was a session.

  absl::Status fault_ ABSL_GUARDED_BY(mutex_);  // Why the agent is away.
  absl::Time away_since_ ABSL_GUARDED_BY(mutex_);
  absl::Duration retry_ ABSL_GUARDED_BY(mutex_);
  uint64_t times_idle_ ABSL_GUARDED_BY(mutex_) = 0;  // How often the last listener has left.
  absl::Time yields_until_ ABSL_GUARDED_BY(mutex_);
  bool heard_ ABSL_GUARDED_BY(mutex_) = false;  // Of the agent, since the last heartbeat.
  int mute_beats_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ticks_ ABSL_GUARDED_BY(mutex_) = false;
  absl::BitGen random_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_AUDIO_HUB_H_
