#include "service/simulator/world.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/default_world.h"

namespace cloudphone::simulator {
namespace {

const std::string& TargetOf(const Job& job) {
  if (!job.phone_id.empty()) return job.phone_id;
  return job.encode_server_id.empty() ? job.server_id : job.encode_server_id;
}

}  // namespace

World::World(const WorldOptions& options, absl::Time now)
    : job_duration_(options.job_duration),
      random_(options.seed),
      now_(now),
      images_(options.images == nullptr ? std::make_shared<Images>() : options.images),
      sync_commands_(options.sync_commands_per_minute) {
  FurnishWorld(options, this);
}

void World::Settle(absl::Time now) {
  while (agenda_.next_time() <= now) {
    now_ = agenda_.next_time();
    agenda_.TakeNext()(this);
  }
  now_ = now;
}

std::string World::NewId() { return absl::StrFormat("%016x%016x", random_(), random_()); }

std::string World::NewUuid() {
  const std::string id = NewId();
  return absl::StrFormat("%s-%s-%s-%s-%s", id.substr(0, 8), id.substr(8, 4), id.substr(12, 4),
                         id.substr(16, 4), id.substr(20));
}

const Job& World::StartJob(JobPlan plan, const std::string& request_id) {
  Job job;
  job.id = NewId();
  job.phone_id = std::move(plan.phone_id);
  job.server_id = std::move(plan.server_id);
  job.encode_server_id = std::move(plan.encode_server_id);
  job.action = plan.action;
  // Spread over the second half, so that jobs of one call end one after the other.
  const double part = std::uniform_real_distribution<double>(0.5, 1.0)(random_);
  job.begin_time = now_;
  job.end_time = now_ + plan.duration.value_or(job_rules_.TimeOf(job.action).value_or(job_duration_ * part));
  Job* const started = jobs_.Add(std::move(job), request_id);
  agenda_.Add(started->end_time, [started, effect = std::move(plan.effect)](World* world) mutable {
    world->EndJob(started, std::move(effect));
  });
  return *started;
}

absl::optional<ItemError> World::FailureOf(const Job& job) {
  const auto failed = [&](const absl::optional<Action>& defect) {
    return defect == job.action ? absl::make_optional<ItemError>(kJobTimeout) : absl::nullopt;
  };
  if (!job.phone_id.empty()) {
    const Phone* const phone = FindPhone(job.phone_id);
    return phone == nullptr ? absl::make_optional<ItemError>(kNoPhone) : failed(phone->defect);
  }
  if (!job.encode_server_id.empty()) {
    const EncodeServer* const encoder = encode_servers_.Find(job.encode_server_id);
    return encoder == nullptr ? absl::make_optional<ItemError>(kNoEncodeServer) : failed(encoder->defect);
  }
  if (!job.server_id.empty()) {
    const Server* const server = FindServer(job.server_id);
    return server == nullptr ? absl::make_optional<ItemError>(kNoServerItem) : failed(server->defect);
  }
  return absl::nullopt;
}

void World::EndJob(Job* job, JobEffect effect) {
  job->error = FailureOf(*job);
  if (!job->error.has_value()) job->error = job_rules_.TakeFailure(TargetOf(*job), job->action);
  if (effect != nullptr) std::move(effect)(this, job);
  job->output = CutOutput(job->output);
  job->status = job->error.has_value() ? kJobFailed : kJobSucceeded;
}

Server World::MakeServer(const std::string& name, int number, absl::Time create_time) {
  Server server;
  server.id = NewId();
  server.name = name;
  server.number = number;
  last_server_number_ = std::max(last_server_number_, number);
  server.server_model_name = PhoneModels().front().server_model_name;
  server.phone_model_name = PhoneModels().front().phone_model_name;
  server.create_time = server.update_time = create_time;
  DressServer(this, &server);
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
  servers_.push_front(MakeServer(name, last_server_number_ + 1, now_));
  return &servers_.front();
}

Phone* World::AddPhone(Server* server, const std::string& name) {
  phones_.push_front(MakePhone(server, name, now_));
  phone_index_.emplace(phones_.front().id, phones_.begin());
  return &phones_.front();
}

Server* World::AppendServer(const std::string& name, int number, absl::Time create_time) {
  servers_.push_back(MakeServer(name, number, create_time));
  return &servers_.back();
}

Phone* World::AppendPhone(Server* server, const std::string& name, absl::Time create_time) {
  phones_.push_back(MakePhone(server, name, create_time));
  phone_index_.emplace(phones_.back().id, std::prev(phones_.end()));
  return &phones_.back();
}

bool World::RemovePhone(const std::string& id) {
  const auto found = phone_index_.find(id);
  if (found == phone_index_.end()) return false;
  devices_.Wipe(id);
  phones_.erase(found->second);
  phone_index_.erase(found);
  return true;
}

bool World::RemoveServer(const std::string& id) {
  const auto found =
      std::find_if(servers_.begin(), servers_.end(), [&](const Server& one) { return one.id == id; });
  if (found == servers_.end()) return false;
  RemovePhonesOf(*found);
  tags_.Forget(id);
  encode_servers_.RemoveOf(id);
  servers_.erase(found);
  return true;
}

void World::RemovePhonesOf(const Server& server) {
  for (auto phone = phones_.begin(); phone != phones_.end();) {
    const std::string phone_id = phone->id;
    const bool is_on_it = phone->server_id == server.id;
    ++phone;
    if (is_on_it) RemovePhone(phone_id);
  }
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

}  // namespace cloudphone::simulator
