#include "service/serving/grpc_status.h"

#include <string>

#include "adapters/status/rich_status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::testing::SizeIs;

TEST(GrpcStatusTest, CarriesDetailsBothWays) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "PHONE_NOT_FOUND";
  error.message = "gone";
  error.resource_type = "phone";
  error.resource_name = "a";
  const grpc::Status status = ToGrpcStatus(ToStatus(error));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "gone");
  EXPECT_EQ(FromStatus(FromGrpcStatus(status)).SerializeAsString(), ToRpcStatus(error).SerializeAsString());
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(GrpcStatusTest, LeavesOutDetailsThatWouldLoseTheError) {
  RichError error;
  error.code = google::rpc::INVALID_ARGUMENT;
  error.reason = "PARAMETER_INVALID";
  for (int i = 0; i < 1000; ++i) error.violations.push_back({std::string(100, 'f'), std::string(100, 'd')});
  error.resource_type = "phone";
  error.resource_name = std::string(8000, 'x');
  const grpc::Status status = ToGrpcStatus(ToStatus(error));
  EXPECT_LE(status.error_details().size(), 4096);
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(status.error_details()));
  ASSERT_THAT(rich.details(), SizeIs(testing::Ge(1)));
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(rich.details(0).UnpackTo(&info)) << "ErrorInfo stays";
}

}  // namespace
}  // namespace cloudphone
