#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_CHANNELS_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_CHANNELS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"

namespace cloudphone {

// How agents are spoken to. All texts are PEM, not paths.
struct AgentChannelOptions {
  bool plaintext = false;       // Only where it is said: whoever is on the way hears and touches the phone.
  std::string authorities;      // Who may vouch for agents; empty: the system's.
  std::string server_name;      // What every agent's certificate is for; empty: its address.
  std::string certificate;      // Ours, where agents ask for one …
  std::string certificate_key;  // … and its key.

  size_t max_kept = 4096;
  absl::Duration keep = absl::Minutes(10);  // After it was last asked for.
};

// The largest answer of an agent: a picture of 16 MiB, and room around it.
constexpr int kMaxAgentMessageBytes = 17 << 20;

// Makes and keeps a channel for each address, so that calls to one agent share a connection. What is not
// asked for is given up after a while; calls that use it go on. Thread-safe.
class AgentChannels {
 public:
  // `clock` outlives it.
  AgentChannels(const AgentChannelOptions& options, const Timers* clock);

  // The channel to HOST:PORT. Connects when the first call needs it, and again after a loss by itself. A call
  // holds it until it has ended, and lets it go after its context.
  std::shared_ptr<grpc::Channel> Get(const std::string& address);

  // Returns when nobody holds a channel any more, or false after `timeout`. Blocks: for the end of a program.
  // gRPC 1.51 joins its threads when the last channel goes, which must not be on one of them.
  bool AwaitUnused(absl::Duration timeout);

  size_t size() const;

 private:
  class Uses;
  struct Kept {
    std::shared_ptr<grpc::Channel> channel;
    absl::Time used;
  };

  void DropOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Timers* const clock_;
  const size_t max_kept_;
  const absl::Duration keep_;
  const std::string server_name_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  const std::shared_ptr<Uses> uses_;

  mutable Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
  absl::Time swept_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_CHANNELS_H_
