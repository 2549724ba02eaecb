#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_BOARD_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_BOARD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "cloudphone/v1/job.pb.h"
#include "service/gateway/resources/resource_watcher.h"
#include "service/gateway/resources/wait_plan.h"

namespace cloudphone {

// The state that a wait reached.
struct WaitResult {
  bool done = false;
  std::vector<SharedResource> seen;  // In the order of the request.
  std::vector<v1::Refusal> unreachable;
};

// What a wait knows of its targets, from what the hub tells it. Not thread-safe.
class WaitBoard {
 public:
  // `type` outlives it.
  WaitBoard(const ResourceType& type, WaitPlan plan);

  const std::vector<std::string>& ids() const { return plan_.ids; }

  // News of the targets, by Follow().
  void Take(const ResourceNews& news);
  // News of a server's phones, by Watch().
  void TakePhones(const std::string& server_id, const ResourceNews& news);

  // The servers whose phones must be watched from now on; names each once.
  std::vector<std::string> ServersToWatch();

  // Whether the wait ends before its time: every target is there, or one cannot get there any more, or was
  // never known. Targets that cannot are looked for once each target has been looked at, so that all of them
  // are named; one that cannot be read holds nothing up.
  bool over() const;

  // NOT_FOUND naming a target that was unknown at the first look.
  absl::StatusOr<WaitResult> Result() const;

 private:
  struct Target {
    bool looked_at = false;  // Or tried.
    SharedResource seen;     // Null before, and once it is gone.
    Outlook outlook = Outlook::kWaiting;
    // Its phones, where the plan has them.
    bool phones_wanted = false;
    bool phones_known = false;
    std::map<std::string, SharedResource> phones;
  };

  void TakeGone(const std::string& id, Target* target);
  bool LookedAt(const Target& target) const;
  bool Reached(const Target& target) const;
  bool Unreachable(const Target& target) const;
  void AddRefusals(const std::string& id, const Target& target, std::vector<v1::Refusal>* refusals) const;

  const ResourceType& type_;
  const WaitPlan plan_;
  absl::flat_hash_map<std::string, Target> targets_;
  absl::Status unknown_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_BOARD_H_
