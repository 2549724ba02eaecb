#ifndef CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_
#define CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_

#include <string>

#include "service/gateway/accounts/account.h"

namespace cloudphone {

// An account made of what the test holds, without an object store; what a test does not use may be null.
class TestAccount final : public Account {
 public:
  TestAccount(CphClient* client, JobHub* job_hub) : client_(client), job_hub_(job_hub) {}
  TestAccount(ResourceHub* phone_hub, ResourceHub* server_hub)
      : phone_hub_(phone_hub), server_hub_(server_hub) {}

  const std::string& name() const override { return name_; }
  CphClient& client() override { return *client_; }
  JobHub& job_hub() override { return *job_hub_; }
  ResourceHub& phone_hub() override { return *phone_hub_; }
  ResourceHub& server_hub() override { return *server_hub_; }
  ObjectStore* objects() override { return nullptr; }
  const StagingArea& staging() const override { return no_staging_; }
  SeenObjects& seen_objects() override { return seen_objects_; }
  bool looks_first() const override { return true; }
  void Stop() override {}

 private:
  const std::string name_ = "default";
  CphClient* const client_ = nullptr;
  JobHub* const job_hub_ = nullptr;
  ResourceHub* const phone_hub_ = nullptr;
  ResourceHub* const server_hub_ = nullptr;
  const StagingArea no_staging_;
  SeenObjects seen_objects_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RPC_TEST_ACCOUNT_H_
