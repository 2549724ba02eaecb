#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_PHONE_AGENTS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_PHONE_AGENTS_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/phone_agent/agent_link.h"
#include "service/gateway/accounts/account.h"

namespace cloudphone {

// Knows the ways to the agents in phones. Thread-safe.
class PhoneAgents {
 public:
  using Found = absl::AnyInvocable<void(absl::StatusOr<AgentLink>) &&>;

  virtual ~PhoneAgents() = default;

  // Finds the agent of a phone of the account, by what is known from a call before or by asking the cloud.
  // `done` runs exactly once, inside Find() or later on any thread, and must not wait. That there is a way
  // does not say that an agent stands at its end.
  //   deadline  of the caller; callers that ask for the same phone share a look-up, so it may come a little
  //   later.
  // Errors: those of GetPhone, NOT_FOUND above all; FAILED_PRECONDITION, PHONE_NOT_RUNNING or
  // AGENT_PORT_NOT_MAPPED.
  virtual void Find(Account* account, const std::string& phone_id, absl::Time deadline, Found done) = 0;

  // The way led nowhere: the next Find() asks the cloud again.
  virtual void Forget(Account* account, const std::string& phone_id) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_PHONE_AGENTS_H_
