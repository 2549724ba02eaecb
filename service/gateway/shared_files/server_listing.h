#ifndef CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_SERVER_LISTING_H_
#define CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_SERVER_LISTING_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "adapters/cph/call/cph_call.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/shared_storage.pb.h"
#include "service/gateway/accounts/account.h"
#include "service/gateway/jobs/job_watcher.h"

namespace cloudphone {

// Lists files of one server's shared storage. The vendor does so by jobs whose output is cut after 1,024
// bytes: each job is asked for a few files, for half of them where its output was cut, and the next job goes
// on behind them, until there are as many as wanted, no more, or no more time. Shared with the calls on their
// way, weakly with the hub.
class ServerListing final : public JobWatcher, public std::enable_shared_from_this<ServerListing> {
 public:
  struct Query {
    std::string server_id;
    std::string path;
    int offset = 0;
    int want = 0;      // Most files; at least one.
    absl::Time until;  // When it ends in any case.
  };
  // With files of the query, or an error.
  using Done = absl::AnyInvocable<void(v1::SharedFileListing) &&>;

  // `account` outlives it. `done` runs once, on any thread, perhaps inside Start() or Stop().
  ServerListing(Account* account, Query query, Done done)
      : account_(account), query_(std::move(query)), done_(std::move(done)) {}

  void Start() { Ask(); }
  // Ends it with `why`, wherever it is.
  void Stop(const absl::Status& why) { End(why); }

  // JobWatcher, on the hub's thread.
  void OnSnapshot(const SharedUpdate& update) override { OnChange(update); }
  void OnChange(const SharedUpdate& update) override;
  void OnHeartbeat(const v1::JobProgress*) override {}
  void OnEnd(absl::Status status) override;

 private:
  // Starts a job for the next files.
  void Ask();
  void OnStarted(CallResult result);
  void Read(const v1::Job& job);
  // Half as many at a time; false where it was only one.
  bool AskForFewer();
  // Takes what a job listed; true where more is wanted.
  bool Take(v1::SharedFileListing part);
  // Ends it: with what there is, or, where that is nothing, with `status`.
  void End(const absl::Status& status);

  Account* const account_;
  const Query query_;

  Mutex mutex_;
  Done done_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  v1::SharedFileListing listing_ ABSL_GUARDED_BY(mutex_);
  bool listed_ ABSL_GUARDED_BY(mutex_) = false;  // A job has told something.
  int at_a_time_ ABSL_GUARDED_BY(mutex_) = 10;   // As many as fit with names of ordinary length.
  std::shared_ptr<CphCall> call_ ABSL_GUARDED_BY(mutex_);
  WatchId watch_ ABSL_GUARDED_BY(mutex_) = 0;
  v1::Job job_ ABSL_GUARDED_BY(mutex_);  // The one that is watched, as it was seen last.
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_SERVER_LISTING_H_
