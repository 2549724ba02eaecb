#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_ADMIN_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_ADMIN_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "service/simulator/fault_plan.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// What the admin routes turn.
struct AdminHandles {
  FaultPlan* faults;
  absl::FunctionRef<void()> reset;                     // Makes the world anew.
  absl::FunctionRef<void(absl::Duration by)> advance;  // Turns the world's time ahead.
  absl::FunctionRef<absl::Time()> now;                 // The world's time.
};

// Whether a request is for a path under /_simulator, which no cloud has and no bucket can be called.
bool IsForAdmin(const Request& request);

// Answers it as README.md has it, unsigned: for the tests of whoever runs the simulator. 204, JSON, or
// {"error": …} with 400 or 404; a wrong call turns nothing.
Response AnswerAdmin(const Request& request, const AdminHandles& handles, const std::string& request_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_ADMIN_H_
