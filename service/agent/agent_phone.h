#ifndef CLOUDPHONE_SERVICE_AGENT_AGENT_PHONE_H_
#define CLOUDPHONE_SERVICE_AGENT_AGENT_PHONE_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "adapters/media_engine/media_engine.h"
#include "adapters/runtime/timers.h"
#include "adapters/runtime/work_thread.h"
#include "service/agent/audio/audio_owner.h"
#include "service/agent/device/device_functions.h"
#include "service/agent/input/input_control.h"

namespace cloudphone {

struct AgentPhoneOptions {
  std::string phone_id;
  std::string token;  // What callers must show. Empty: they need show none.
  AudioOptions audio;
  InputOptions input;
};

// All that the agent has of one phone: the owners of its audio and its input, each with a thread of its own
// for the engine, which may block, and what else the phone can do. Thread-safe.
class AgentPhone {
 public:
  // All outlive the object.
  AgentPhone(AgentPhoneOptions options, MediaEngine* engine, DeviceFunctions* device, Timers* timers);

  // Closes, and waits until the engine has done what is left.
  ~AgentPhone();

  // Ends every listener with `why` and the session, and takes no more: the phone goes away. Streams that end
  // by this may be told a little later.
  void Close(const absl::Status& why);

  const std::string& phone_id() const { return options_.phone_id; }
  const std::string& token() const { return options_.token; }
  // Shared, for a stream may end a little after the phone.
  const std::shared_ptr<AudioOwner>& audio() const { return audio_; }
  const std::shared_ptr<InputControl>& input() const { return input_; }
  const MediaEngine& engine() const { return *engine_; }
  DeviceFunctions& device() const { return *device_; }

 private:
  const AgentPhoneOptions options_;
  MediaEngine* const engine_;
  DeviceFunctions* const device_;
  std::shared_ptr<AudioOwner> audio_;
  std::shared_ptr<InputControl> input_;
  // Last, so that they end first: what they have left to do tells the owners.
  std::unique_ptr<WorkThread> audio_thread_ = std::make_unique<WorkThread>();
  std::unique_ptr<WorkThread> input_thread_ = std::make_unique<WorkThread>();
};

// Knows the phones that one port serves: one in a real phone, many in the simulator. Thread-safe.
class PhoneDirectory {
 public:
  virtual ~PhoneDirectory() = default;

  // Null where there is none of that id. Callers hold it for a moment only, so that it does not end on their
  // thread.
  virtual std::shared_ptr<AgentPhone> Find(absl::string_view phone_id) = 0;
};

// The directory of one phone.
class OnePhone final : public PhoneDirectory {
 public:
  explicit OnePhone(std::shared_ptr<AgentPhone> phone) : phone_(std::move(phone)) {}
  std::shared_ptr<AgentPhone> Find(absl::string_view phone_id) override {
    return phone_id == phone_->phone_id() ? phone_ : nullptr;
  }

 private:
  const std::shared_ptr<AgentPhone> phone_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AGENT_PHONE_H_
