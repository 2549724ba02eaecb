#ifndef CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/inside/rate_window.h"
#include "service/simulator/simulator.h"

namespace cloudphone::simulator {

class World;

// One project of the account, with all that was bought for it.
struct BillingProject {
  World* world;
  std::string project_id;
};

// The billing service (the vendor's billing API reference) over the orders and servers of all projects of the
// account: told apart from the other services of the port by its paths. All prices are invented. Not
// thread-safe.
class Billing {
 public:
  explicit Billing(const SimulatorOptions& options);

  // Whether a request is for this service, by its path.
  static bool Serves(const Request& request);

  // Answers a request that was admitted.
  Response Answer(const Request& request, const std::string& request_id,
                  absl::Span<const BillingProject> projects);

 private:
  const std::string region_;
  const std::string user_;
  const std::string site_;
  const bool in_arrears_;
  std::vector<RateWindow> windows_;  // Of the calls, in the order of their table.
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_BILLING_BILLING_H_
