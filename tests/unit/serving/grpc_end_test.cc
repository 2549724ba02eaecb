#include "service/serving/grpc_end.h"

#include <memory>

#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

// The program ends as ours do: this one uses TLS.
class GrpcEnds final : public testing::Environment {
 public:
  void TearDown() override { EXPECT_TRUE(AwaitGrpcEnd(absl::Seconds(30))); }
};
const testing::Environment* const kGrpcEnds = testing::AddGlobalTestEnvironment(new GrpcEnds);

TEST(AwaitGrpcEndTest, SaysWhetherGrpcHasEnded) {
  EXPECT_TRUE(AwaitGrpcEnd(absl::Seconds(30))) << "something of an earlier test is left";
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  EXPECT_FALSE(AwaitGrpcEnd(absl::Milliseconds(5)));
  channel.reset();
  EXPECT_TRUE(AwaitGrpcEnd(absl::Seconds(30)));
}

}  // namespace
}  // namespace cloudphone
