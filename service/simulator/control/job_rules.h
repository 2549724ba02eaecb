#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_JOB_RULES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_JOB_RULES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "service/simulator/errors.h"
#include "service/simulator/jobs.h"

namespace cloudphone::simulator {

// What somebody wants of the jobs of a world: how long those of a kind take, and which fail on which target.
class JobRules {
 public:
  void SetTime(Action action, absl::Duration takes) { times_[action] = takes; }
  // Nothing where no rule says it.
  absl::optional<absl::Duration> TimeOf(Action action) const {
    const auto found = times_.find(action);
    return found == times_.end() ? absl::nullopt : absl::make_optional(found->second);
  }

  // Lets the next `times` jobs of that kind fail on a phone, server or encode server; 0: all.
  void Fail(const std::string& target_id, Action action, ItemError error, int times) {
    failures_.insert_or_assign({target_id, action}, Failure{std::move(error), times});
  }
  // Why a job fails that ends now, or nothing. Counts it.
  absl::optional<ItemError> TakeFailure(const std::string& target_id, Action action) {
    const auto found = failures_.find({target_id, action});
    if (found == failures_.end()) return absl::nullopt;
    const ItemError error = found->second.error;
    if (found->second.times > 0 && --found->second.times == 0) failures_.erase(found);
    return error;
  }

 private:
  struct Failure {
    ItemError error;
    int times;
  };

  std::map<Action, absl::Duration> times_;
  std::map<std::pair<std::string, Action>, Failure> failures_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_JOB_RULES_H_
