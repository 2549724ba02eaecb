#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ROUTE_TABLE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ROUTE_TABLE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/simulator/call.h"

namespace cloudphone::simulator {

// One call that the cloud serves. Calls that share a method and a path are one row, whose function tells them
// apart by the body.
struct Route {
  const char* method;
  const char* version;  // The segment before the project.
  const char* path;     // Behind the project; "*" stands for a variable.
  Response (*serve)(const Call&);
};

// Which route a request takes, and what its variables are.
struct RouteMatch {
  const Route* route = nullptr;  // Null where there is none.
  bool path_is_known = false;    // With another method, where there is none.
  std::string project_id;
  std::string parent_id;
  std::string id;
};

// `path` is encoded, without the query. Where several rows fit, a literal goes before a variable.
RouteMatch FindRoute(absl::string_view method, absl::string_view path);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ROUTE_TABLE_H_
