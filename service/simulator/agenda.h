#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENDA_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENDA_H_

#include <map>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace cloudphone::simulator {

class World;

// What will happen in a world, and when. Events of the same time happen in the order in which they were
// added.
class Agenda {
 public:
  // Runs at its time; it may add further events.
  using Event = absl::AnyInvocable<void(World*) &&>;

  void Add(absl::Time when, Event event) { events_.emplace(when, std::move(event)); }
  // When the next event is due; never, where there is none.
  absl::Time next_time() const { return events_.empty() ? absl::InfiniteFuture() : events_.begin()->first; }
  // Takes the next event out; there must be one.
  Event TakeNext() {
    Event event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    return event;
  }

 private:
  std::multimap<absl::Time, Event> events_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENDA_H_
