#include "service/simulator/world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

namespace cloudphone::simulator {
namespace {

// A smaller server has no phone to spare.
constexpr int kMinPhonesForTrouble = 4;

}  // namespace

World::World(const WorldOptions& options, absl::Time now)
    : job_duration_(options.job_duration), random_(options.seed) {
  const absl::Time begin = absl::FromUnixSeconds(absl::ToUnixSeconds(now - absl::Hours(24)));
  for (int s = options.servers; s >= 1; --s) {
    Server server{NewId(), absl::StrFormat("cph-server-%d", s), s, begin + absl::Minutes(s)};
    for (int p = 1; p <= options.phones_per_server; ++p) {
      Phone phone;
      phone.id = NewId();
      phone.name = absl::StrFormat("%s-%05d", server.name, p);
      phone.server_id = server.id;
      phone.number = p;
      phone.imei = absl::StrFormat("86928724%07d", (s * 10000 + p) % 10000000);
      phone.image_id = kImageId;
      phone.properties = {{"sys.prop.writewifissid", "cloudphone_wifi"}, {"persist.sys.locale", "en-US"}};
      phone.create_time = phone.update_time = server.create_time + absl::Minutes(5);
      phone_index_.emplace(phone.id, phones_.size());
      phones_.push_back(std::move(phone));
    }
    servers_.push_back(std::move(server));
  }
  // What does not go well, at known places: the last three phones of the newest server.
  if (options.servers > 0 && options.phones_per_server >= kMinPhonesForTrouble) {
    const size_t count = static_cast<size_t>(options.phones_per_server);
    phones_[count - 1].status = kPhoneStopped;
    phones_[count - 2].status = kPhoneFrozen;
    phones_[count - 3].fails_to_restart = true;
  }
}

std::string World::NewId() { return absl::StrFormat("%016x%016x", random_(), random_()); }

void World::Settle(absl::Time now) {
  const auto ended =
      std::stable_partition(running_jobs_.begin(), running_jobs_.end(),
                            [&](const std::string& id) { return jobs_.at(id).end_time > now; });
  for (auto id = ended; id != running_jobs_.end(); ++id) {
    Job& job = jobs_.at(*id);
    Phone& phone = phones_[phone_index_.at(job.phone_id)];
    job.status = phone.fails_to_restart ? kJobFailed : kJobSucceeded;
    phone.status = phone.fails_to_restart ? kPhoneRestartFailed : kPhoneRunning;
    phone.update_time = job.end_time;
  }
  running_jobs_.erase(ended, running_jobs_.end());
}

Phone* World::FindPhone(const std::string& id) {
  const auto found = phone_index_.find(id);
  return found == phone_index_.end() ? nullptr : &phones_[found->second];
}

const Server* World::FindServer(const std::string& id) const {
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

const Job& World::Restart(Phone* phone, const std::string& request_id, const std::string& image_id,
                          absl::Time now) {
  Job job;
  job.id = NewId();
  job.phone_id = phone->id;
  job.server_id = phone->server_id;
  job.begin_time = now;
  // Spread over the second half, so that jobs of one call end one after the other.
  job.end_time = now + job_duration_ * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
  phone->status = kPhoneRestarting;
  phone->update_time = now;
  if (!image_id.empty()) phone->image_id = image_id;
  running_jobs_.push_back(job.id);
  requests_[request_id].push_back(job.id);
  return jobs_.emplace(job.id, std::move(job)).first->second;
}

}  // namespace cloudphone::simulator
