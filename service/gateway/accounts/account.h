#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_

#include <string>

#include "adapters/cph/call/cph_client.h"
#include "adapters/object_storage/object_store.h"
#include "service/gateway/artifacts/seen_objects.h"
#include "service/gateway/artifacts/staging.h"
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
  // Its object store; null where there is none, or no keys to sign with.
  virtual ObjectStore* objects() = 0;
  // Where its callers' files lie.
  virtual const StagingArea& staging() const = 0;
  // The jobs whose objects this gateway saw.
  virtual SeenObjects& seen_objects() = 0;
  // Whether writes that may be hopeless are looked into first (StartLook()).
  virtual bool looks_first() const = 0;

  // Ends every exchange, writes that may have left too: for a drain whose time is over.
  virtual void Stop() = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNT_H_
