#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONES_H_

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/jobs.h"
#include "service/simulator/phones/agent_port.h"
#include "service/simulator/phones/property_rules.h"

namespace cloudphone::simulator {

// The vendor's numbers of states (its API reference).
enum PhoneStatus {
  kPhoneCreating = 1,
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
  Properties custom_properties;  // Of the customer's own keys.
  std::string traffic_type = "direct";
  std::string data_volume_type = "GPSSD";
  int data_volume_gb = 10;
  std::string job_id;             // Of the job that holds it; empty at rest.
  absl::optional<Action> defect;  // What fails on it, each time.
  AgentAccess agent = AgentAccess::kServed;
  int boot = 1;  // Counts its starts.
  absl::Time create_time = {};
  absl::Time update_time = {};
};

// What a phone has after a reset, besides what the reset sets.
const Properties& FactoryProperties();

// The states that a restart, reset or stop leads a phone through.
struct PhoneCourse {
  int under_way;
  int done;
  int failed;
};
PhoneCourse CourseOf(Action action);
// The job takes hold of the phone, or ends on it.
void TakePhone(const Job& job, Phone* phone);
void LetGoOfPhone(const Job& job, Phone* phone);

// Begins a restart, a reset or a stop of a phone for the request; returns the job. The phone leaves its state
// at once.
const Job& BeginAction(World* world, Action action, Phone* phone, const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONES_H_
