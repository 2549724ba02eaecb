#ifndef CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_

#include <list>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "service/simulator/agenda.h"
#include "service/simulator/catalog/images.h"
#include "service/simulator/control/job_rules.h"
#include "service/simulator/inside/devices.h"
#include "service/simulator/inside/rate_window.h"
#include "service/simulator/jobs.h"
#include "service/simulator/orders/orders.h"
#include "service/simulator/phones/agent_port.h"
#include "service/simulator/phones/phones.h"
#include "service/simulator/servers/encode_servers.h"
#include "service/simulator/servers/scheduled_events.h"
#include "service/simulator/servers/servers.h"
#include "service/simulator/servers/tags.h"
#include "service/simulator/simulator.h"

namespace cloudphone::simulator {

struct WorldOptions {
  int servers = 2;
  int phones_per_server = 60;
  absl::Duration job_duration = absl::Seconds(2);
  uint64_t seed = 1;
  int sync_commands_per_minute = 6;  // The vendor's documented limits; 0: any number.
  std::string project_id = kDefaultProjectId;
  const v1::Scenario* scenario = nullptr;    // Null: the default world.
  std::shared_ptr<Images> images = nullptr;  // Of all worlds of a cloud; null: this is the first.
};

// Everything that the cloud knows: servers and phones, the jobs on them, and a part of its own for each other
// group of resources. What takes time is settled when somebody looks: no clock runs in it. The same seed
// gives the same ids. Pointers to phones and servers hold until those are removed. Not thread-safe.
class World {
 public:
  // Begins as default_world.h has it.
  World(const WorldOptions& options, absl::Time now);

  // Brings everything up to `now`, which is then the time of all that happens. Before each look; where
  // nothing is due it costs nothing.
  void Settle(absl::Time now);
  absl::Time now() const { return now_; }
  // Lets `event` happen in `delay`.
  void After(absl::Duration delay, Agenda::Event event) { agenda_.Add(now_ + delay, std::move(event)); }
  // How long the longest job takes.
  absl::Duration job_duration() const { return job_duration_; }

  // Starts a job for the request; it ends, with its effect, when it has taken its time.
  const Job& StartJob(JobPlan plan, const std::string& request_id);
  const JobBook& jobs() const { return jobs_; }
  JobRules& job_rules() { return job_rules_; }

  // Newest first, as the vendor lists them.
  const std::list<Server>& servers() const { return servers_; }
  const std::list<Phone>& phones() const { return phones_; }
  // For those who look at each: the same, to change them.
  std::list<Server>& mutable_servers() { return servers_; }
  std::list<Phone>& mutable_phones() { return phones_; }
  // Null where there is none.
  Phone* FindPhone(const std::string& id);
  Phone* FindPhoneNamed(const std::string& name);
  Server* FindServer(const std::string& id);

  // As if just bought: the first of its list. A server comes without phones.
  Server* AddServer(const std::string& name);
  Phone* AddPhone(Server* server, const std::string& name);
  // The same for what was there before: the last of its list.
  Server* AppendServer(const std::string& name, int number, absl::Time create_time);
  Phone* AppendPhone(Server* server, const std::string& name, absl::Time create_time);
  // False where there is none. A running job of what is removed fails. A server goes with its phones, tags
  // and encode servers.
  bool RemovePhone(const std::string& id);
  bool RemoveServer(const std::string& id);
  void RemovePhonesOf(const Server& server);

  // What phones and servers have inside, the customers' images, and how often commands may run at once.
  Devices& devices() { return devices_; }
  Images& images() { return *images_; }
  const std::shared_ptr<Images>& shared_images() const { return images_; }
  RateWindow& sync_commands() { return sync_commands_; }
  // Where phones have their agents; without a port, as it begins, they have none.
  const AgentPort& agent_port() const { return agent_port_; }
  void SetAgentPort(AgentPort port) { agent_port_ = std::move(port); }
  // The parts that know nothing of one another.
  OrderBook& orders() { return orders_; }
  EncodeServers& encode_servers() { return encode_servers_; }
  ScheduledEvents& scheduled_events() { return scheduled_events_; }
  TagStore& tags() { return tags_; }

  // 32 lower-case hex digits, never the same.
  std::string NewId();
  // The same in the form of a UUID.
  std::string NewUuid();

 private:
  Server MakeServer(const std::string& name, int number, absl::Time create_time);
  Phone MakePhone(Server* server, const std::string& name, absl::Time create_time);
  void EndJob(Job* job, JobEffect effect);
  // Why a job fails before it comes to its effect, or nothing.
  absl::optional<ItemError> FailureOf(const Job& job);

  const absl::Duration job_duration_;
  std::mt19937_64 random_;
  absl::Time now_;
  int last_server_number_ = 0;
  Agenda agenda_;
  JobBook jobs_;
  JobRules job_rules_;
  std::list<Server> servers_;
  std::list<Phone> phones_;
  std::map<std::string, std::list<Phone>::iterator> phone_index_;
  Devices devices_;
  const std::shared_ptr<Images> images_;
  RateWindow sync_commands_;
  AgentPort agent_port_;
  OrderBook orders_;
  EncodeServers encode_servers_;
  ScheduledEvents scheduled_events_;
  TagStore tags_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_WORLD_H_
