#ifndef CLOUDPHONE_TESTS_UNIT_JOBS_RECORDER_H_
#define CLOUDPHONE_TESTS_UNIT_JOBS_RECORDER_H_

#include <functional>
#include <utility>
#include <vector>

#include "service/gateway/jobs/job_watcher.h"

namespace cloudphone {

// A watcher that keeps what it is told.
class Recorder final : public JobWatcher {
 public:
  void OnSnapshot(const SharedUpdate& update) override {
    ++snapshots;
    snapshot = update->jobs();
    Told(update);
  }
  void OnChange(const SharedUpdate& update) override {
    changes.insert(changes.end(), update->jobs().begin(), update->jobs().end());
    Told(update);
  }
  void OnHeartbeat(const v1::JobProgress* now) override {
    ++heartbeats;
    last_heartbeat_had_progress = now != nullptr;
  }
  void OnEnd(absl::Status status) override {
    ++ends;
    end = std::move(status);
    if (on_end) on_end();
  }

  int snapshots = 0;
  std::vector<SharedJob> snapshot;
  std::vector<SharedJob> changes;
  SharedUpdate last;
  v1::JobProgress progress;
  int heartbeats = 0;
  bool last_heartbeat_had_progress = false;
  int ends = 0;
  absl::Status end;
  std::function<void()> on_update;  // Runs when the watcher is told of jobs ...
  std::function<void()> on_end;     // ... and of the end.

 private:
  void Told(const SharedUpdate& update) {
    last = update;
    progress = update->progress();
    if (on_update) on_update();
  }
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_JOBS_RECORDER_H_
