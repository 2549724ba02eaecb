#ifndef CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/simulator/property_rules.h"

namespace cloudphone::simulator {

// The vendor's numbers of states (cph-api, section 10).
enum PhoneStatus {
  kPhoneRunning = 2,
  kPhoneRestarting = 4,
  kPhoneFrozen = 6,
  kPhoneStopped = 8,
  kPhoneRestartFailed = -6
};
enum JobStatus { kJobRunning = 1, kJobSucceeded = 2, kJobFailed = -1 };
constexpr int kServerRunning = 5;

struct Server {
  std::string id;
  std::string name;
  int number = 0;  // From 1.
  absl::Time create_time;
};

struct Phone {
  std::string id;
  std::string name;
  std::string server_id;
  int number = 0;  // From 1, on its server.
  int status = kPhoneRunning;
  std::string imei;
  std::string image_id;
  Properties properties;
  bool fails_to_restart = false;
  absl::Time create_time;
  absl::Time update_time;
};

struct Job {
  std::string id;
  std::string phone_id;
  std::string server_id;
  int status = kJobRunning;
  absl::Time begin_time;
  absl::Time end_time;  // When it will have ended.
};

struct WorldOptions {
  int servers = 2;
  int phones_per_server = 60;
  absl::Duration job_duration = absl::Seconds(2);
  uint64_t seed = 1;
};

// Everything that the cloud knows. What takes time is settled when somebody looks: no clock runs in it. The
// same seed gives the same ids. Not thread-safe.
class World {
 public:
  World(const WorldOptions& options, absl::Time now);

  // Brings everything up to `now`. Before each look.
  void Settle(absl::Time now);

  // Newest first, as the vendor lists them.
  const std::vector<Server>& servers() const { return servers_; }
  const std::vector<Phone>& phones() const { return phones_; }
  Phone* FindPhone(const std::string& id);
  const Server* FindServer(const std::string& id) const;
  const Job* FindJob(const std::string& id) const;
  // The jobs that a request started, or null.
  const std::vector<std::string>* FindRequest(const std::string& request_id) const;

  // Begins to restart a phone for the request; returns the job. The phone takes the image where one is named.
  const Job& Restart(Phone* phone, const std::string& request_id, const std::string& image_id,
                     absl::Time now);

  // 32 lower-case hex digits, never the same.
  std::string NewId();

  static constexpr char kImageId[] = "88b8449b896f3a4f0ad57222dd919090";
  static constexpr char kOtherImageId[] = "1564567b8bab40f34711234cb80d8574";

 private:
  const absl::Duration job_duration_;
  std::mt19937_64 random_;
  std::vector<Server> servers_;
  std::vector<Phone> phones_;
  std::map<std::string, size_t> phone_index_;
  std::map<std::string, Job> jobs_;
  std::map<std::string, std::vector<std::string>> requests_;
  std::vector<std::string> running_jobs_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
