#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_RESOURCE_SOURCE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_RESOURCE_SOURCE_H_

#include <memory>
#include <string>

#include "adapters/cph/call/cph_client.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/resources/resource_source.h"

namespace cloudphone {

// Reads phones or servers for their hub with the same List and Get calls that callers get.
class CphResourceSource final : public ResourceSource {
 public:
  // All outlive every `done`.
  CphResourceSource(const ResourceType& type, CphClient* client, Timers* timers)
      : type_(type), client_(client), timers_(timers) {}

  void ListPage(SharedFilter filter, std::string page_token, absl::Time deadline, PageDone done) override;
  void Get(std::string id, absl::Time deadline, RowDone done) override;

 private:
  template <typename Result>
  void Call(std::shared_ptr<const google::protobuf::Message> request, absl::Time deadline,
            absl::AnyInvocable<absl::StatusOr<Result>(const CallBinding&, CallResult)> read,
            absl::AnyInvocable<void(absl::StatusOr<Result>) &&> done);

  const ResourceType& type_;
  CphClient* const client_;
  Timers* const timers_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_CPH_RESOURCE_SOURCE_H_
