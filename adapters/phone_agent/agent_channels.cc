#include "adapters/phone_agent/agent_channels.h"

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstdint>
#include <utility>

#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace cloudphone {
namespace {

constexpr absl::Duration kSweepEvery = absl::Minutes(1);

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const AgentChannelOptions& options) {
  if (options.plaintext) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = options.authorities;
  tls.pem_cert_chain = options.certificate;
  tls.pem_private_key = options.certificate_key;
  return grpc::SslCredentials(tls);
}

grpc::ChannelArguments MakeArguments(const std::string& server_name) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxAgentMessageBytes);
  // A window of HTTP/2 holds sound that the agent can no longer drop: keep it small.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
  // Agents take a ping each 30 s. What a mapped port does with a silent connection is not documented.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 40'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // An agent that comes back is found within seconds; while it is gone calls fail at once.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 250);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  // A touch is never sent twice, and no proxy of the environment stands before a phone.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (!server_name.empty()) arguments.SetSslTargetNameOverride(server_name);
  return arguments;
}

}  // namespace

// Counts what Get() has given and is held.
class AgentChannels::Uses {
 public:
  void Begin() {
    MutexLock lock(&mutex_);
    ++count_;
  }
  void End() {
    MutexLock lock(&mutex_);
    if (--count_ == 0) ended_.NotifyAll();
  }
  bool AwaitNone(absl::Duration timeout) {
    const auto deadline = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(timeout);
    MutexLock lock(&mutex_);
    while (count_ > 0) {
      if (!ended_.WaitUntil(&mutex_, deadline)) return count_ == 0;
    }
    return true;
  }

  // The channel, counted as long as it is held.
  static std::shared_ptr<grpc::Channel> Count(std::shared_ptr<Uses> uses,
                                              std::shared_ptr<grpc::Channel> channel) {
    uses->Begin();
    grpc::Channel* const counted = channel.get();
    return {counted, [uses = std::move(uses), channel = std::move(channel)](grpc::Channel*) mutable {
              channel.reset();
              uses->End();
            }};
  }

 private:
  Mutex mutex_;
  Condition ended_;
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

AgentChannels::AgentChannels(const AgentChannelOptions& options, const Timers* clock)
    : clock_(clock),
      max_kept_(std::max<size_t>(options.max_kept, 1)),
      keep_(options.keep),
      server_name_(options.plaintext ? "" : options.server_name),
      credentials_(MakeCredentials(options)),
      uses_(std::make_shared<Uses>()) {}

bool AgentChannels::AwaitUnused(absl::Duration timeout) { return uses_->AwaitNone(timeout); }

std::shared_ptr<grpc::Channel> AgentChannels::Get(const std::string& address) {
  const absl::Time now = clock_->Now();
  MutexLock lock(&mutex_);
  Kept& kept = kept_[address];
  kept.used = now;
  // Making one connects nowhere: it may be done under the lock.
  if (kept.channel == nullptr)
    kept.channel = grpc::CreateCustomChannel(address, credentials_, MakeArguments(server_name_));
  std::shared_ptr<grpc::Channel> channel = kept.channel;
  if (kept_.size() > max_kept_ || now - swept_ >= kSweepEvery) DropOld(now);
  return Uses::Count(uses_, std::move(channel));
}

void AgentChannels::DropOld(absl::Time now) {
  swept_ = now;
  for (auto it = kept_.begin(); it != kept_.end();) {
    it = now - it->second.used > keep_ ? kept_.erase(it) : std::next(it);
  }
  if (kept_.size() <= max_kept_) return;
  kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& one, const auto& other) {
    return one.second.used < other.second.used;
  }));
}

size_t AgentChannels::size() const {
  MutexLock lock(&mutex_);
  return kept_.size();
}

}  // namespace cloudphone
