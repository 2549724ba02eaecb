// The World's jobs: what they do to phones and servers, and when.

#include <algorithm>
#include <utility>

#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

// The states that an action leads a phone through (cph-api.md, section 10).
struct Course {
  int under_way;
  int done;
  int failed;
};

constexpr Course CourseOf(Action action) {
  switch (action) {
    case Action::kReset:
      return {kPhoneResetting, kPhoneRunning, kPhoneResetFailed};
    case Action::kStop:
      return {kPhoneStopping, kPhoneStopped, kPhoneStopFailed};
    case Action::kRestart:
      break;
  }
  return {kPhoneRestarting, kPhoneRunning, kPhoneRestartFailed};
}

void Take(const Job& job, Phone* phone) {
  phone->job_id = job.id;
  phone->status = CourseOf(job.action).under_way;
  phone->update_time = job.begin_time;
}

void LetGo(const Job& job, Phone* phone) {
  const Course course = CourseOf(job.action);
  phone->job_id.clear();
  phone->status = phone->defect == job.action ? course.failed : course.done;
  phone->update_time = job.end_time;
}

}  // namespace

void World::Settle(absl::Time now) {
  now_ = now;
  const auto ended =
      std::stable_partition(running_jobs_.begin(), running_jobs_.end(),
                            [&](const std::string& id) { return jobs_.at(id).end_time > now; });
  for (auto id = ended; id != running_jobs_.end(); ++id) EndJob(&jobs_.at(*id));
  running_jobs_.erase(ended, running_jobs_.end());
}

void World::EndJob(Job* job) {
  if (job->phone_id.empty()) {
    Server* const server = FindServer(job->server_id);
    if (server == nullptr) {
      job->error = kNoServerItem;
    } else {
      server->status = kServerRunning;
      server->update_time = job->end_time;
    }
    for (Phone& phone : phones_) {
      if (phone.job_id == job->id) LetGo(*job, &phone);
    }
  } else if (Phone* const phone = FindPhone(job->phone_id); phone == nullptr) {
    job->error = kNoPhone;
  } else {
    LetGo(*job, phone);
    if (phone->defect == job->action) job->error = kJobTimeout;
  }
  job->status = job->error.has_value() ? kJobFailed : kJobSucceeded;
}

const Job& World::StartJob(Job job, const std::string& request_id) {
  job.id = NewId();
  job.begin_time = now_;
  // Spread over the second half, so that jobs of one call end one after the other.
  job.end_time = now_ + job_duration_ * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
  running_jobs_.push_back(job.id);
  requests_[request_id].push_back(job.id);
  std::string id = job.id;
  return jobs_.emplace(std::move(id), std::move(job)).first->second;
}

const Job& World::Begin(Action action, Phone* phone, const std::string& request_id) {
  Job job;
  job.phone_id = phone->id;
  job.server_id = phone->server_id;
  job.action = action;
  const Job& started = StartJob(std::move(job), request_id);
  Take(started, phone);
  return started;
}

const Job& World::RestartServer(Server* server, const std::string& request_id) {
  Job job;
  job.server_id = server->id;
  const Job& started = StartJob(std::move(job), request_id);
  server->status = kServerStarting;
  server->update_time = now_;
  for (Phone& phone : phones_) {
    if (phone.server_id == server->id && phone.job_id.empty() && phone.status != kPhoneFrozen)
      Take(started, &phone);
  }
  return started;
}

}  // namespace cloudphone::simulator
