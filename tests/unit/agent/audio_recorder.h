#ifndef CLOUDPHONE_TESTS_UNIT_AGENT_AUDIO_RECORDER_H_
#define CLOUDPHONE_TESTS_UNIT_AGENT_AUDIO_RECORDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/agent/v1/audio_service.pb.h"
#include "service/agent/audio/audio_listener.h"

namespace cloudphone {

// Writes down what a listener is told: "frame 3 abc", "status SILENT 3", "format 44100", "end OK".
class AudioRecorder final : public AudioListener {
 public:
  void OnFrame(const EncodedFrame& frame) override {
    agent::v1::StreamAudioResponse message;
    message.ParseFromString(*frame.message);
    MutexLock lock(&mutex_);
    last_frame_ = message.frame();
    told_.push_back(absl::StrCat("frame ", message.frame().seq(), " ", message.frame().data()));
  }
  void OnFormat(const v1::AudioFormat& format) override {
    Write(absl::StrCat("format ", format.sample_rate()));
  }
  void OnStatus(const v1::AudioStatus& status) override {
    Write(absl::StrCat("status ", v1::AudioState_Name(status.state()).substr(12), " ", status.last_seq()));
  }
  void OnEnd(const absl::Status& status) override {
    Write(absl::StrCat("end ", absl::StatusCodeToString(status.code())));
  }

  std::vector<std::string> Take() {
    MutexLock lock(&mutex_);
    return std::exchange(told_, {});
  }
  v1::AudioFrame last_frame() const {
    MutexLock lock(&mutex_);
    return last_frame_;
  }

 private:
  void Write(std::string line) {
    MutexLock lock(&mutex_);
    told_.push_back(std::move(line));
  }

  mutable Mutex mutex_;
  std::vector<std::string> told_ ABSL_GUARDED_BY(mutex_);
  v1::AudioFrame last_frame_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_AGENT_AUDIO_RECORDER_H_
