// The server on a real socket: health, reflection, bounds, the probe port beside it.

#include "service/serving/grpc_server.h"

#include <memory>
#include <string>

#include "cloudphone/v1/job_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "service/serving/probe_server.h"
#include "tests/unit/serving/serving_client.h"

namespace cloudphone {
namespace {

constexpr char kJobService[] = "cloudphone.v1.JobService";
constexpr char kListJobs[] = "/cloudphone.v1.JobService/ListJobs";

class GrpcServerTest : public testing::Test {
 protected:
  GrpcServerOptions Options() {
    GrpcServerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.services = {{&jobs_, kJobService}};
    return options;
  }

  std::unique_ptr<GrpcServer> Start(const GrpcServerOptions& options) {
    absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(options);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  std::unique_ptr<ProbeServer> StartProbe() {
    absl::StatusOr<std::unique_ptr<ProbeServer>> probe = ProbeServer::Start({"127.0.0.1", 0});
    EXPECT_TRUE(probe.ok()) << probe.status();
    return probe.ok() ? *std::move(probe) : nullptr;
  }

  v1::JobService::CallbackService jobs_;  // Answers UNIMPLEMENTED.
};

TEST_F(GrpcServerTest, HealthKnowsEachServiceAndFollowsSetServing) {
  const auto server = Start(Options());
  const auto channel = Connect(server->address());
  EXPECT_EQ(AskHealth(channel), "SERVING");
  EXPECT_EQ(AskHealth(channel, kJobService), "SERVING");
  EXPECT_EQ(AskHealth(channel, "cloudphone.v1.NoService"), "NOT_FOUND");
  server->SetServing(false);
  EXPECT_EQ(AskHealth(channel), "NOT_SERVING");
  EXPECT_EQ(AskHealth(channel, kJobService), "NOT_SERVING");
  EXPECT_EQ(CallRaw(channel, kListJobs, "").error_code(), grpc::UNIMPLEMENTED) << "calls still arrive";
  server->Shutdown(absl::ZeroDuration());
  EXPECT_EQ(AskHealth(channel), "UNAVAILABLE");
}

TEST_F(GrpcServerTest, ReflectionIsThereUnlessItIsSwitchedOff) {
  GrpcServerOptions options = Options();
  const auto with = Start(options);
  EXPECT_TRUE(HasReflection(Connect(with->address())));
  options.reflection = false;
  const auto without = Start(options);
  EXPECT_FALSE(HasReflection(Connect(without->address())));
  EXPECT_EQ(AskHealth(Connect(without->address())), "SERVING");
}

TEST_F(GrpcServerTest, LargerMessagesThanAllowedAreRefused) {
  GrpcServerOptions options = Options();
  options.max_receive_bytes = 1024;
  const auto server = Start(options);
  const auto channel = Connect(server->address());
  v1::ListJobsRequest request;
  request.add_request_ids(std::string(900, 'r'));
  EXPECT_EQ(CallRaw(channel, kListJobs, request.SerializeAsString()).error_code(), grpc::UNIMPLEMENTED);
  request.add_request_ids(std::string(900, 'r'));
  EXPECT_EQ(CallRaw(channel, kListJobs, request.SerializeAsString()).error_code(), grpc::RESOURCE_EXHAUSTED);
}

TEST_F(GrpcServerTest, AnAddressInUseIsOneLineThatNamesIt) {
  const auto first = Start(Options());
  GrpcServerOptions options = Options();
  options.listen = *ParseListenAddress(first->address());
  const auto second = GrpcServer::Start(options);
  EXPECT_EQ(second.status(), absl::UnavailableError("cannot listen on " + first->address() +
                                                    ": in use, not of this machine, or not allowed"));
  EXPECT_EQ(ProbeServer::Start(options.listen).status(), second.status());
  EXPECT_EQ(AskHealth(Connect(first->address())), "SERVING") << "the first one is not disturbed";
}

TEST_F(GrpcServerTest, AnOpenWatchOfHealthDoesNotHoldUpTheEnd) {
  auto server = Start(Options());
  auto probe = StartProbe();
  HealthWatch watch(Connect(server->address()), kJobService);
  HealthWatch probe_watch(Connect(probe->address()), "");
  EXPECT_EQ(watch.Next(), "SERVING");
  EXPECT_EQ(probe_watch.Next(), "NOT_SERVING");
  server.reset();
  EXPECT_EQ(watch.Next(), "NOT_SERVING");
  EXPECT_EQ(watch.Next(), "");
  probe.reset();
  EXPECT_EQ(probe_watch.Next(), "");
}

TEST_F(GrpcServerTest, TheProbeFollowsTheServerAndOutlivesIt) {
  const auto probe = StartProbe();
  const auto channel = Connect(probe->address());
  EXPECT_EQ(AskHealth(channel), "NOT_SERVING") << "nothing serves yet";
  EXPECT_EQ(AskHealth(channel, kJobService), "NOT_FOUND");
  GrpcServerOptions options = Options();
  options.probe = probe.get();
  auto server = Start(options);
  EXPECT_EQ(AskHealth(channel), "SERVING");
  EXPECT_EQ(AskHealth(channel, kJobService), "SERVING");
  server->SetServing(false);
  EXPECT_EQ(AskHealth(channel), "NOT_SERVING");
  EXPECT_EQ(AskHealth(channel, kJobService), "NOT_SERVING");
  server->SetServing(true);
  EXPECT_EQ(AskHealth(channel), "SERVING");
  server.reset();
  EXPECT_EQ(AskHealth(channel), "NOT_SERVING");
  EXPECT_EQ(AskHealth(channel, kJobService), "NOT_SERVING");
}

TEST_F(GrpcServerTest, TheProbeHasHealthAlone) {
  const auto probe = StartProbe();
  GrpcServerOptions options = Options();
  options.probe = probe.get();
  const auto server = Start(options);
  const auto channel = Connect(probe->address());
  EXPECT_TRUE(HasReflection(Connect(server->address()))) << "of the same process";
  EXPECT_FALSE(HasReflection(channel));
  for (const char* method : {kListJobs, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"})
    EXPECT_EQ(CallRaw(channel, method, "").error_code(), grpc::UNIMPLEMENTED) << method;
}

}  // namespace
}  // namespace cloudphone
