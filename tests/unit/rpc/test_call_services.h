#ifndef CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_

#include <memory>
#include <vector>

#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/rpc/call_context.h"
#include "tests/unit/cph/contract_bindings.h"
#include "tests/unit/rpc/test_account.h"

namespace cloudphone {

// What the handlers of job RPCs work with, without an upstream. Outlives the server.
class TestCallServices {
 public:
  TestCallServices(Timers* timers, JobHub* job_hub)
      : client_(&ContractBindings(), &transport_, timers, {"http://127.0.0.1:1", "project"}),
        accounts_(OneAccount(&client_, job_hub)),
        services_{&ContractBindings(), &accounts_, &calls, timers} {}

  const CallServices& Get() const { return services_; }

  CallRegistry calls;

 private:
  static std::vector<std::unique_ptr<Account>> OneAccount(CphClient* client, JobHub* job_hub) {
    std::vector<std::unique_ptr<Account>> accounts;
    accounts.push_back(std::make_unique<TestAccount>(client, job_hub));
    return accounts;
  }

  FakeHttpTransport transport_;
  CphClient client_;
  const Accounts accounts_;
  const CallServices services_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_
