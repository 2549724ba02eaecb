#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENTS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENTS_H_

#include <list>
#include <string>

#include "absl/time/time.h"

namespace cloudphone::simulator {

class World;

// The vendor's words for states, types and ways.
constexpr char kEventInquiring[] = "inquiring";
constexpr char kEventScheduled[] = "scheduled";
constexpr char kEventExecuting[] = "executing";
constexpr char kEventCompleted[] = "completed";
constexpr char kSystemMaintenance[] = "system-maintenance";
constexpr char kDiskRecovery[] = "localdisk-recovery";
constexpr char kMaintain[] = "maintenance";
constexpr char kRedeploy[] = "redeploy";

struct ScheduledEvent {
  std::string id;  // A UUID.
  std::string server_id;
  std::string type = kSystemMaintenance;
  std::string authorization_type = kMaintain;
  std::string state = kEventInquiring;
  std::string description;
  absl::Time publish_time = {};
  absl::Time start_time = absl::InfiniteFuture();   // Not yet.
  absl::Time finish_time = absl::InfiniteFuture();  // Not yet.
  absl::Time not_before = {};
  absl::Time not_after = {};
  absl::Time not_before_deadline = {};
  int plan = 0;  // Counts the plans; an older one is void.
};

class ScheduledEvents {
 public:
  // Newest first.
  const std::list<ScheduledEvent>& all() const { return all_; }
  // An older one: the last.
  ScheduledEvent* Append(ScheduledEvent event);
  // Null where there is none.
  ScheduledEvent* Find(const std::string& id);

 private:
  std::list<ScheduledEvent> all_;
};

// Moves the planned start, and with it the planned end. One that is authorised begins then, and takes as long
// as a job.
void PlanEvent(World* world, absl::Time not_before, ScheduledEvent* event);
// Lets the event happen at its planned start.
void AuthorizeEvent(World* world, const std::string& authorization_type, ScheduledEvent* event);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_SCHEDULED_EVENTS_H_
