#include "service/simulator/world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "service/simulator/catalog.h"

namespace cloudphone::simulator {
namespace {

// What does not go well, at known places, counted from the end of the newest server's phones. A smaller
// server has no phone to spare.
constexpr int kMinPhonesForTrouble = 4;
constexpr int kMinPhonesForMoreTrouble = 6;

void MakeTrouble(std::list<Phone>* phones, int count) {
  if (count < kMinPhonesForTrouble) return;
  auto phone = std::next(phones->begin(), count);
  (--phone)->status = kPhoneStopped;
  (--phone)->status = kPhoneFrozen;
  (--phone)->defect = Action::kRestart;
  if (count < kMinPhonesForMoreTrouble) return;
  (--phone)->defect = Action::kStop;
  (--phone)->defect = Action::kReset;
}

}  // namespace

const Properties& FactoryProperties() {
  static const auto* const kProperties =
      new Properties{{"sys.prop.writewifissid", "cloudphone_wifi"}, {"persist.sys.locale", "en-US"}};
  return *kProperties;
}

World::World(const WorldOptions& options, absl::Time now)
    : job_duration_(options.job_duration), random_(options.seed), now_(now) {
  const absl::Time begin = absl::FromUnixSeconds(absl::ToUnixSeconds(now - absl::Hours(24)));
  for (int s = options.servers; s >= 1; --s) {
    last_server_number_ = s - 1;
    servers_.push_back(MakeServer(absl::StrFormat("cph-server-%d", s), begin + absl::Minutes(s)));
    Server& server = servers_.back();
    for (int p = 1; p <= options.phones_per_server; ++p) {
      phones_.push_back(MakePhone(&server, absl::StrFormat("%s-%05d", server.name, p),
                                  server.create_time + absl::Minutes(5)));
      phone_index_.emplace(phones_.back().id, std::prev(phones_.end()));
    }
  }
  last_server_number_ = options.servers;
  if (options.servers > 0) MakeTrouble(&phones_, options.phones_per_server);
}

std::string World::NewId() { return absl::StrFormat("%016x%016x", random_(), random_()); }

Server World::MakeServer(const std::string& name, absl::Time create_time) {
  Server server;
  server.id = NewId();
  server.name = name;
  server.number = ++last_server_number_;
  server.server_model_name = PhoneModels().front().server_model_name;
  server.phone_model_name = PhoneModels().front().phone_model_name;
  server.create_time = server.update_time = create_time;
  return server;
}

Phone World::MakePhone(Server* server, const std::string& name, absl::Time create_time) {
  Phone phone;
  phone.id = NewId();
  phone.name = name;
  phone.server_id = server->id;
  phone.number = ++server->last_phone_number;
  phone.phone_model_name = server->phone_model_name;
  phone.imei = absl::StrFormat("86928724%07d", (server->number * 10000 + phone.number) % 10000000);
  phone.image_id = PhoneImages().front().image_id;
  phone.properties = FactoryProperties();
  phone.create_time = phone.update_time = create_time;
  return phone;
}

Server* World::AddServer(const std::string& name) {
  servers_.push_front(MakeServer(name, now_));
  return &servers_.front();
}

Phone* World::AddPhone(Server* server, const std::string& name) {
  phones_.push_front(MakePhone(server, name, now_));
  phone_index_.emplace(phones_.front().id, phones_.begin());
  return &phones_.front();
}

bool World::RemovePhone(const std::string& id) {
  const auto found = phone_index_.find(id);
  if (found == phone_index_.end()) return false;
  phones_.erase(found->second);
  phone_index_.erase(found);
  return true;
}

bool World::RemoveServer(const std::string& id) {
  const auto found =
      std::find_if(servers_.begin(), servers_.end(), [&](const Server& one) { return one.id == id; });
  if (found == servers_.end()) return false;
  servers_.erase(found);
  for (auto phone = phones_.begin(); phone != phones_.end();) {
    const std::string phone_id = phone->id;
    const bool is_on_it = phone->server_id == id;
    ++phone;
    if (is_on_it) RemovePhone(phone_id);
  }
  return true;
}

Phone* World::FindPhone(const std::string& id) {
  const auto found = phone_index_.find(id);
  return found == phone_index_.end() ? nullptr : &*found->second;
}

Phone* World::FindPhoneNamed(const std::string& name) {
  const auto found =
      std::find_if(phones_.begin(), phones_.end(), [&](const Phone& one) { return one.name == name; });
  return found == phones_.end() ? nullptr : &*found;
}

Server* World::FindServer(const std::string& id) {
  const auto found =
      std::find_if(servers_.begin(), servers_.end(), [&](const Server& one) { return one.id == id; });
  return found == servers_.end() ? nullptr : &*found;
}

const Job* World::FindJob(const std::string& id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

const std::vector<std::string>* World::FindRequest(const std::string& request_id) const {
  const auto found = requests_.find(request_id);
  return found == requests_.end() ? nullptr : &found->second;
}

}  // namespace cloudphone::simulator
