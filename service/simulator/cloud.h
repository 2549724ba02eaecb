#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "adapters/runtime/timers.h"
#include "service/simulator/billing/billing.h"
#include "service/simulator/control/broken.h"
#include "service/simulator/control/world_clock.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/identity/iam.h"
#include "service/simulator/identity/signature.h"
#include "service/simulator/object_store/object_service.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// The vendor's gateway and what stands behind it: signature or token first, then the route, then the project,
// then the call. The identity service and the object store are on the same port. Not thread-safe: one request
// at a time.
class Cloud {
 public:
  // `clock` outlives it.
  Cloud(const SimulatorOptions& options, const Timers* clock);

  Response Answer(const Request& request);
  // Where the body goes that follows a head; null: into the request.
  std::shared_ptr<BodySink> OpenUpload(const Request& head);
  // The answer to what is over a bound of the gateway (413, 414, 494) or no HTTP (any other status).
  Response Refuse(int status);

  // Lets `edit` change the world of the first project, which is brought up to now before.
  void Edit(absl::FunctionRef<void(World*)> edit);
  // The same for what is in the object store.
  void EditBuckets(absl::FunctionRef<void(Buckets*)> edit);
  // The same, and again for each world that a reset makes.
  void SetUp(std::function<void(World*)> set_up);

 private:
  // What a reset makes anew.
  struct State {
    State(const SimulatorOptions& options, absl::Time now, absl::Time world_now);
    ObjectService objects;
    World world;
    World second_world;
  };
  // Who signs, and for which project.
  struct KeyHolder {
    std::string access_key;
    std::string project_id;
    SignatureVerifier verifier;
  };

  void Reset();
  // Brings both worlds up to now: before each look at them, and at what they left in the object store.
  void Settle();
  Response Administer(const Request& request, const std::string& request_id);
  // Null where there is no such project.
  World* WorldOf(const std::string& project_id);
  KeyHolder* HolderOf(const Request& request);
  // The clock that clients see, and are held against.
  absl::Time ShownTime() const;
  // The answer but for its Date.
  Response AnswerUndated(const Request& request);
  Response Dated(Response response) const;
  Response AnswerObject(const Request& request, const std::string& request_id);
  // Nothing, and the project that the credentials are good for (empty: the account); or the refusal.
  absl::optional<Response> Admit(const Request& request, const std::string& request_id,
                                 std::string* project_id);
  // `callers_project` is that of the credentials.
  Response Route(const Request& request, const std::string& request_id, const std::string& callers_project);

  const SimulatorOptions options_;
  const Timers* const clock_;
  const std::shared_ptr<FaultPlan> faults_;  // May be null.
  const Broken broken_;
  std::vector<KeyHolder> keys_;
  Iam iam_;
  Billing billing_;
  WorldClock world_clock_;
  std::unique_ptr<State> state_;
  std::vector<std::function<void(World*)>> set_ups_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CLOUD_H_
