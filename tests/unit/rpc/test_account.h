#ifndef CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_

#include <string>

#include "service/gateway/accounts/account.h"

namespace cloudphone {

// An account made of what the test holds.
class TestAccount final : public Account {
 public:
  TestAccount(CphClient* client, JobHub* job_hub) : client_(client), job_hub_(job_hub) {}

  const std::string& name() const override { return name_; }
  CphClient& client() override { return *client_; }
  JobHub& job_hub() override { return *job_hub_; }
  void Stop() override {}

 private:
  const std::string name_ = "default";
  CphClient* const client_;
  JobHub* const job_hub_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_
