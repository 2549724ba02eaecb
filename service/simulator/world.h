#ifndef CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_

#include <list>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/errors.h"
#include "service/simulator/property_rules.h"

namespace cloudphone::simulator {

// The vendor's numbers of states (cph-api, section 10).
enum PhoneStatus {
  kPhoneRunning = 2,
  kPhoneResetting = 3,
  kPhoneRestarting = 4,
  kPhoneFrozen = 6,
  kPhoneStopping = 7,
  kPhoneStopped = 8,
  kPhoneResetFailed = -5,
  kPhoneRestartFailed = -6,
  kPhoneAbnormal = -7,
  kPhoneStopFailed = -9
};
enum JobStatus { kJobRunning = 1, kJobSucceeded = 2, kJobFailed = -1 };
enum ServerStatus { kServerRunning = 5, kServerStarting = 13 };

// What a job does to a phone.
enum class Action { kRestart, kReset, kStop };

struct Server {
  std::string id;
  std::string name;
  int number = 0;  // From 1.
  int status = kServerRunning;
  std::string server_model_name;
  std::string phone_model_name;
  int last_phone_number = 0;
  absl::Time create_time = {};
  absl::Time update_time = {};
};

struct Phone {
  std::string id;
  std::string name;
  std::string server_id;
  int number = 0;  // From 1, on its server.
  int status = kPhoneRunning;
  std::string phone_model_name;
  std::string imei;
  std::string image_id;
  Properties properties;
  std::string job_id;             // Of the job that holds it; empty at rest.
  absl::optional<Action> defect;  // What fails on it, each time.
  absl::Time create_time = {};
  absl::Time update_time = {};
};

struct Job {
  std::string id;
  std::string phone_id;  // Empty: a restart of the server.
  std::string server_id;
  Action action = Action::kRestart;
  int status = kJobRunning;
  absl::optional<VendorError> error;  // Where it failed.
  absl::Time begin_time = {};
  absl::Time end_time = {};  // When it will have ended.
};

struct WorldOptions {
  int servers = 2;
  int phones_per_server = 60;
  absl::Duration job_duration = absl::Seconds(2);
  uint64_t seed = 1;
};

// Everything that the cloud knows. What takes time is settled when somebody looks: no clock runs in it. The
// same seed gives the same ids. Pointers to phones and servers hold until those are removed. Not thread-safe.
class World {
 public:
  World(const WorldOptions& options, absl::Time now);

  // Brings everything up to `now`, which is then the time of all that happens. Before each look.
  void Settle(absl::Time now);
  absl::Time now() const { return now_; }

  // Newest first, as the vendor lists them.
  const std::list<Server>& servers() const { return servers_; }
  const std::list<Phone>& phones() const { return phones_; }
  // Null where there is none.
  Phone* FindPhone(const std::string& id);
  Phone* FindPhoneNamed(const std::string& name);
  Server* FindServer(const std::string& id);
  const Job* FindJob(const std::string& id) const;
  // The jobs that a request started, or null.
  const std::vector<std::string>* FindRequest(const std::string& request_id) const;

  // Begins an action on a phone for the request; returns the job. The phone leaves its state at once.
  const Job& Begin(Action action, Phone* phone, const std::string& request_id);
  // The same for a server, with all its phones that are neither frozen nor held by another job.
  const Job& RestartServer(Server* server, const std::string& request_id);

  // As if just bought: the first of its list. A server comes without phones.
  Server* AddServer(const std::string& name);
  Phone* AddPhone(Server* server, const std::string& name);
  // False where there is none. A running job of what is removed fails. A server goes with its phones.
  bool RemovePhone(const std::string& id);
  bool RemoveServer(const std::string& id);

  // 32 lower-case hex digits, never the same.
  std::string NewId();

 private:
  Server MakeServer(const std::string& name, absl::Time create_time);
  Phone MakePhone(Server* server, const std::string& name, absl::Time create_time);
  const Job& StartJob(Job job, const std::string& request_id);
  void EndJob(Job* job);

  const absl::Duration job_duration_;
  std::mt19937_64 random_;
  absl::Time now_;
  int last_server_number_ = 0;
  std::list<Server> servers_;
  std::list<Phone> phones_;
  std::map<std::string, std::list<Phone>::iterator> phone_index_;
  std::map<std::string, Job> jobs_;
  std::map<std::string, std::vector<std::string>> requests_;
  std::vector<std::string> running_jobs_;
};

// What a phone has after a reset, besides what the reset sets.
const Properties& FactoryProperties();

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
