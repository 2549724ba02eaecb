#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_SCENARIO_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_SCENARIO_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cloudphone/simulator/v1/scenario.pb.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/world.h"

namespace cloudphone::simulator {

// Reads and checks a scenario file. Errors are one line that names file, line and key:
// "ci.yaml:12: servers[0].phone: no such key; …".
absl::StatusOr<std::shared_ptr<const v1::Scenario>> LoadScenario(const std::string& path);

// What its server of that index is called.
std::string NameOfServer(const v1::Scenario& scenario, int index);

// Gives an empty world the servers of the scenario, which come from `begin` on, with their phones, and what
// it says of jobs.
void ApplyScenario(const v1::Scenario& scenario, absl::Time begin, World* world);

// Plans its faults.
void PlanFaults(const v1::Scenario& scenario, FaultPlan* faults);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_SCENARIO_H_
