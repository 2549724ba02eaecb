#ifndef CLOUDPHONE_SERVICE_SIMULATOR_JOBS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_JOBS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/errors.h"

namespace cloudphone::simulator {

class World;

enum JobStatus { kJobRunning = 1, kJobSucceeded = 2, kJobFailed = -1 };

// What a job does. A target may have a defect in one of them, which then fails on it each time.
enum class Action {
  kRestart,
  kReset,
  kStop,
  kUpdateProperty,
  kExportData,
  kImportData,
  kRouteTraffic,
  kExpandVolume,
  kInstall,
  kUninstall,
  kPush,
  kShell,
  kShareFiles,
  kShareApps,
  kShareFilesystem,
  kChangeKeyPair,
  kChangeServer,
  kDeleteServers,
};

struct Job {
  std::string id;
  // The target: the phone, with its server, the server or the encode server; none for a call as a whole.
  std::string phone_id;
  std::string server_id;
  std::string encode_server_id;
  Action action = Action::kRestart;
  int status = kJobRunning;
  absl::optional<ItemError> error;  // Where it failed.
  std::string output;               // execute_msg: at most 1024 bytes.
  absl::Time begin_time = {};
  absl::Time end_time = {};  // When it will have ended.
};

// What a job changes when it ends. Where its target is gone or has the defect, `error` is set already; it may
// set that too, and the output, which is cut afterwards. The job's end is the time of the world meanwhile.
using JobEffect = absl::AnyInvocable<void(World*, Job*) &&>;

// A job to be started.
struct JobPlan {
  Action action = Action::kRestart;
  std::string phone_id = "";
  std::string server_id = "";
  std::string encode_server_id = "";
  JobEffect effect = nullptr;                               // Null: it changes nothing.
  absl::optional<absl::Duration> duration = absl::nullopt;  // Nothing: as long as jobs take here.
};

// All jobs there ever were: they stay readable. Pointers to them hold.
class JobBook {
 public:
  Job* Add(Job job, const std::string& request_id);
  // Null where there is none.
  const Job* Find(const std::string& id) const;
  // The jobs that a request started, or null.
  const std::vector<std::string>* FindRequest(const std::string& request_id) const;

 private:
  std::map<std::string, Job> jobs_;
  std::map<std::string, std::vector<std::string>> requests_;
};

// The start of `output` as a job shows it: at most 1024 bytes, and no character cut in two.
std::string CutOutput(const std::string& output);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_JOBS_H_
