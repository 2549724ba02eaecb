#ifndef CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_

#include "adapters/cph/call/cph_client.h"
#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/timers.h"
#include "service/gateway/rpc/call_context.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {

// What handlers work with, without an upstream. Outlives the server.
class TestCallServices {
 public:
  explicit TestCallServices(const Timers* clock)
      : client_(&ContractBindings(), &transport_, clock, {"http://127.0.0.1:1", "project"}), clock_(clock) {}

  CallServices Get() { return {&client_, &calls, clock_}; }

  CallRegistry calls;

 private:
  FakeHttpTransport transport_;
  CphClient client_;
  const Timers* const clock_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_TEST_CALL_SERVICES_H_
