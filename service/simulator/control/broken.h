#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/simulator/control/broken_table.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// One behaviour of the cloud that is broken, so that a conformance test can be seen to fail: what is asked
// and what is answered is rewritten on its way, and the cloud behind knows nothing of it. Immutable.
class Broken {
 public:
  // An unknown name, and the empty one, break nothing.
  explicit Broken(absl::string_view name);

  // Whether nobody is asked who he is.
  bool admits_all() const { return admits_all_; }
  // Serves an admitted request by `serve`, or does to it and its answer what is broken.
  Response Serve(const Request& request, bool of_objects, const std::string& request_id,
                 absl::FunctionRef<Response(const Request&)> serve) const;

 private:
  std::vector<const BrokenRow*> rows_;
  bool admits_all_ = false;
};

// Every name, in the table's order.
std::vector<std::string> BrokenNames();
// An error that names what is no name; none of an empty one.
absl::Status CheckBroken(absl::string_view name);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CONTROL_BROKEN_H_
