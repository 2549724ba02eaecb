#include "service/simulator/phones/phones.h"

#include "service/simulator/world.h"

namespace cloudphone::simulator {

const Properties& FactoryProperties() {
  static const auto* const kProperties =
      new Properties{{"sys.prop.writewifissid", "cloudphone_wifi"}, {"persist.sys.locale", "en-US"}};
  return *kProperties;
}

PhoneCourse CourseOf(Action action) {
  switch (action) {
    case Action::kReset:
      return {kPhoneResetting, kPhoneRunning, kPhoneResetFailed};
    case Action::kStop:
      return {kPhoneStopping, kPhoneStopped, kPhoneStopFailed};
    default:
      return {kPhoneRestarting, kPhoneRunning, kPhoneRestartFailed};
  }
}

void TakePhone(const Job& job, Phone* phone) {
  phone->job_id = job.id;
  phone->status = CourseOf(job.action).under_way;
  phone->update_time = job.begin_time;
}

void LetGoOfPhone(const Job& job, Phone* phone) {
  const PhoneCourse course = CourseOf(job.action);
  phone->job_id.clear();
  const bool has_failed = job.phone_id == phone->id && job.error.has_value();
  phone->status = has_failed || phone->defect == job.action ? course.failed : course.done;
  phone->update_time = job.end_time;
  if (phone->status == kPhoneRunning) ++phone->boot;
}

const Job& BeginAction(World* world, Action action, Phone* phone, const std::string& request_id) {
  const auto end = [](World* at_end, Job* job) {
    Phone* const held = at_end->FindPhone(job->phone_id);
    if (held == nullptr) return;
    LetGoOfPhone(*job, held);
    if (job->action == Action::kReset && !job->error.has_value()) at_end->devices().Wipe(held->id);
  };
  const Job& job = world->StartJob({action, phone->id, phone->server_id, "", end}, request_id);
  TakePhone(job, phone);
  return job;
}

}  // namespace cloudphone::simulator
