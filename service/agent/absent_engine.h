#ifndef CLOUDPHONE_SERVICE_AGENT_ABSENT_ENGINE_H_
#define CLOUDPHONE_SERVICE_AGENT_ABSENT_ENGINE_H_

#include <string>
#include <utility>

#include "adapters/media_engine/media_engine.h"

namespace cloudphone {

// Stands in where the phone has no engine that could be loaded: the agent then still tells what is wrong, and
// takes screenshots.
class AbsentEngine final : public MediaEngine {
 public:
  // `why` is what the loader said.
  explicit AbsentEngine(absl::Status why) : why_(std::move(why)) {}

  absl::Status OpenAudio(const AudioSettings&, AudioSink) override { return Refusal(); }
  absl::Status CloseAudio() override { return absl::OkStatus(); }
  absl::Status InjectTouch(const TouchInput&) override { return Refusal(); }
  absl::Status InjectKey(const KeyInput&) override { return Refusal(); }
  EngineDescription Describe() const override {
    EngineDescription description;
    description.missing = {std::string(why_.message())};
    return description;
  }

 private:
  absl::Status Refusal() const { return absl::UnimplementedError(why_.message()); }

  const absl::Status why_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_ABSENT_ENGINE_H_
