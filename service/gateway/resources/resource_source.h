#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_SOURCE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_SOURCE_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/gateway/resources/resource_type.h"

namespace cloudphone {

// A page of a list.
struct ResourcePage {
  std::vector<SharedResource> rows;
  std::string next_page_token;  // Empty on the last.
};

// Where the hub reads resources of one type. Each `done` runs once, on any thread, never inside the call.
class ResourceSource {
 public:
  using PageDone = absl::AnyInvocable<void(absl::StatusOr<ResourcePage>) &&>;
  using RowDone = absl::AnyInvocable<void(absl::StatusOr<SharedResource>) &&>;

  virtual ~ResourceSource() = default;

  // Reads the page of `filter` that `page_token` names, as large as the upstream gives; empty: the first.
  virtual void ListPage(SharedFilter filter, std::string page_token, absl::Time deadline, PageDone done) = 0;

  // Reads one resource, as lists show it; NOT_FOUND where there is none.
  virtual void Get(std::string id, absl::Time deadline, RowDone done) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_RESOURCE_SOURCE_H_
