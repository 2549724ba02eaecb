#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_

#include <string>

#include "adapters/cph/call/cph_client.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/resources/resource_hub.h"

namespace cloudphone {

// One account of the vendor's, as the RPCs use it. Thread-safe.
class Account {
 public:
  virtual ~Account() = default;

  virtual const std::string& name() const = 0;
  virtual CphClient& client() = 0;
  virtual JobHub& job_hub() = 0;
  virtual ResourceHub& phone_hub() = 0;
  virtual ResourceHub& server_hub() = 0;

  // Ends every exchange, writes that may have left too: for a drain whose time is over.
  virtual void Stop() = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
