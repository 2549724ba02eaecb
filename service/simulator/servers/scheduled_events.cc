#include "service/simulator/servers/scheduled_events.h"

#include <algorithm>
#include <utility>

#include "service/simulator/world.h"

namespace cloudphone::simulator {
namespace {

void Finish(World* world, const std::string& event_id) {
  ScheduledEvent* const event = world->scheduled_events().Find(event_id);
  event->state = kEventCompleted;
  event->finish_time = world->now();
}

// Events are never removed; a plan that was changed since does nothing.
void Start(World* world, const std::string& event_id, int plan) {
  ScheduledEvent* const event = world->scheduled_events().Find(event_id);
  if (event->plan != plan) return;
  event->state = kEventExecuting;
  event->start_time = world->now();
  world->After(world->job_duration(), [event_id](World* at_end) { Finish(at_end, event_id); });
}

}  // namespace

ScheduledEvent* ScheduledEvents::Append(ScheduledEvent event) {
  all_.push_back(std::move(event));
  return &all_.back();
}

ScheduledEvent* ScheduledEvents::Find(const std::string& id) {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const ScheduledEvent& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

void PlanEvent(World* world, absl::Time not_before, ScheduledEvent* event) {
  event->not_after += not_before - event->not_before;
  event->not_before = not_before;
  const int plan = ++event->plan;
  if (event->state != kEventScheduled) return;
  const auto start = [id = event->id, plan](World* at_start) { Start(at_start, id, plan); };
  world->After(std::max(not_before - world->now(), absl::ZeroDuration()), start);
}

void AuthorizeEvent(World* world, const std::string& authorization_type, ScheduledEvent* event) {
  event->authorization_type = authorization_type;
  event->state = kEventScheduled;
  PlanEvent(world, event->not_before, event);
}

}  // namespace cloudphone::simulator
