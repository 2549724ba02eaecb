#include "adapters/cph/call/page_token.h"

#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract_bindings.h"

namespace cloudphone {
namespace {

class PageTokenTest : public ::testing::Test {
 protected:
  const CallBinding& phones_ = ContractBindings().Get<v1::ListPhonesRequest>();
  v1::ListPhonesRequest request_;
};

TEST_F(PageTokenTest, ComesBackAsItWasWritten) {
  request_.set_phone_name("a");
  request_.set_page_token(WritePageToken(phones_, request_, {120, 1}));
  const auto position = ReadPageToken(phones_, request_);
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->offset, 120);
  EXPECT_EQ(position->walked, 1);
}

TEST_F(PageTokenTest, NoTokenIsTheFirstPage) {
  const auto position = ReadPageToken(phones_, request_);
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->offset, 0);
}

TEST_F(PageTokenTest, IsBoundToEveryOtherArgumentButThePageSize) {
  request_.set_page_token(WritePageToken(phones_, request_, {120, 0}));
  request_.set_page_size(7);
  EXPECT_TRUE(ReadPageToken(phones_, request_).has_value());
  request_.set_server_id("s");
  EXPECT_FALSE(ReadPageToken(phones_, request_).has_value());
}

TEST_F(PageTokenTest, IsBoundToItsRpc) {
  v1::ListJobsRequest jobs;
  jobs.set_page_token(WritePageToken(phones_, request_, {5, 0}));
  EXPECT_FALSE(ReadPageToken(ContractBindings().Get<v1::ListJobsRequest>(), jobs).has_value());
}

TEST_F(PageTokenTest, RefusesEveryMangledToken) {
  const std::string good = WritePageToken(phones_, request_, {120, 0});
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    request_.set_page_token(bad);
    const auto position = ReadPageToken(phones_, request_);
    EXPECT_TRUE(!position.has_value() || bad == good) << i;
  }
  for (const char* bad : {"x", "....", "12345678901234567890", "\xff"}) {
    request_.set_page_token(bad);
    EXPECT_FALSE(ReadPageToken(phones_, request_).has_value()) << bad;
  }
}

}  // namespace
}  // namespace cloudphone
