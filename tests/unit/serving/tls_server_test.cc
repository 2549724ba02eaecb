// TLS on a real socket: who gets a connection, and with which certificate.

#include <memory>
#include <string>

#include "adapters/runtime/fake_timers.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "service/serving/grpc_server.h"
#include "tests/unit/serving/certificate_folder.h"
#include "tests/unit/serving/serving_client.h"

namespace cloudphone {
namespace {

class TlsServerTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"one", "two"}) files_.Make(name);
    files_.Install("one");
  }

  std::unique_ptr<GrpcServer> Start(const TlsFiles& files, grpc::Service* service = nullptr) {
    GrpcServerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.services = {{service == nullptr ? &nothing_ : service, "service"}};
    options.tls.emplace();
    options.tls->files = files;
    options.tls->timers = &timers_;
    absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(std::move(options));
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  // A new connection of a client that trusts the certificate `trusted`, and shows `own` unless that is empty.
  std::shared_ptr<grpc::Channel> Client(const GrpcServer& server, const std::string& trusted,
                                        const std::string& own = "") {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = files_.Read(trusted + ".pem");
    if (!own.empty()) {
      options.pem_cert_chain = files_.Read(own + ".pem");
      options.pem_private_key = files_.Read(own + ".key");
    }
    return Connect(server.address(), grpc::SslCredentials(options));
  }

  std::string Ask(const GrpcServer& server, const std::string& trusted, const std::string& own = "") {
    return AskHealth(Client(server, trusted, own));
  }

  void NextLook() { timers_.Advance(TlsOptions().reload_interval); }

  CertificateFolder files_;
  FakeTimers timers_;
  v1::JobService::CallbackService nothing_;
};

TEST_F(TlsServerTest, ServesWhomItsCertificateConvincesAndNobodyInPlainText) {
  const auto server = Start(files_.live());
  EXPECT_EQ(Ask(*server, "one"), "SERVING");
  EXPECT_EQ(Ask(*server, "two"), "UNAVAILABLE");
  EXPECT_EQ(AskHealth(Connect(server->address())), "UNAVAILABLE");
}

TEST_F(TlsServerTest, WithClientAuthoritiesOnlyTheirClientsAreServed) {
  for (const char* name : {"friend", "stranger"}) files_.Make(name);
  TlsFiles files = files_.live();
  files.client_ca = files_.Path("friend.pem");
  const auto server = Start(files);
  EXPECT_EQ(Ask(*server, "one", "friend"), "SERVING");
  EXPECT_EQ(Ask(*server, "one", "stranger"), "UNAVAILABLE");
  EXPECT_EQ(Ask(*server, "one"), "UNAVAILABLE");
}

// As the handlers see a caller: by the name in its certificate.
class NamingService final : public v1::JobService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListJobs(grpc::CallbackServerContext* context, const v1::ListJobsRequest*,
                                     v1::ListJobsResponse*) override {
    const auto names = context->auth_context()->FindPropertyValues("x509_common_name");
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish({grpc::StatusCode::ABORTED,
                     names.empty() ? "nobody" : std::string(names[0].data(), names[0].size())});
    return reactor;
  }
};

TEST_F(TlsServerTest, HandlersSeeTheNameInTheClientsCertificate) {
  files_.Make("friend");
  TlsFiles files = files_.live();
  files.client_ca = files_.Path("friend.pem");
  NamingService naming;
  const auto server = Start(files, &naming);
  const grpc::Status status =
      CallRaw(Client(*server, "one", "friend"), "/cloudphone.v1.JobService/ListJobs", "");
  EXPECT_EQ(status.error_message(), "friend");
}

TEST_F(TlsServerTest, ChangedFilesServeNewConnectionsFromTheNextLookOn) {
  const auto server = Start(files_.live());
  const auto early = Client(*server, "one");
  EXPECT_EQ(AskHealth(early), "SERVING");
  files_.Install("two");
  EXPECT_EQ(Ask(*server, "one"), "SERVING") << "not looked at yet";
  NextLook();
  EXPECT_EQ(Ask(*server, "two"), "SERVING");
  EXPECT_EQ(Ask(*server, "one"), "UNAVAILABLE");
  EXPECT_EQ(AskHealth(early), "SERVING") << "a connection that stands is not disturbed";
  files_.Install("one");
  NextLook();
  EXPECT_EQ(Ask(*server, "one"), "SERVING") << "and again";
}

TEST_F(TlsServerTest, ChangedClientAuthoritiesCountFromTheNextLookOn) {
  for (const char* name : {"friend", "stranger"}) files_.Make(name);
  files_.Copy("friend.pem", "clients.pem");
  TlsFiles files = files_.live();
  files.client_ca = files_.Path("clients.pem");
  const auto server = Start(files);
  EXPECT_EQ(Ask(*server, "one", "stranger"), "UNAVAILABLE");
  files_.Copy("stranger.pem", "clients.pem");
  NextLook();
  EXPECT_EQ(Ask(*server, "one", "stranger"), "SERVING");
  EXPECT_EQ(Ask(*server, "one", "friend"), "UNAVAILABLE");
  files_.Write("clients.pem", "");
  NextLook();
  EXPECT_EQ(Ask(*server, "one"), "UNAVAILABLE") << "an empty file does not let everybody in";
  EXPECT_EQ(Ask(*server, "one", "stranger"), "SERVING");
}

TEST_F(TlsServerTest, BrokenFilesLeaveTheLastGoodCertificate) {
  const auto server = Start(files_.live());
  const auto expect_kept = [&](const char* what) {
    NextLook();
    EXPECT_EQ(Ask(*server, "one"), "SERVING") << what;
  };
  files_.Write("live.pem", "garbage");
  expect_kept("garbage");
  files_.Remove("live.pem");
  expect_kept("no certificate file");
  files_.Write("live.pem", "");
  expect_kept("an empty file");
  files_.Copy("two.pem", "live.pem");
  expect_kept("a renewal of which only one file is there");
  files_.Remove("live.key");
  expect_kept("no key file");
  files_.Copy("two.key", "live.key");
  NextLook();
  EXPECT_EQ(Ask(*server, "two"), "SERVING") << "whole again";
}

TEST_F(TlsServerTest, TheEndOfTheServerEndsItsLooks) {
  auto server = Start(files_.live());
  EXPECT_EQ(timers_.pending(), 1);
  NextLook();
  EXPECT_EQ(timers_.pending(), 1);
  server.reset();
  EXPECT_EQ(timers_.pending(), 0);
}

TEST_F(TlsServerTest, FilesThatDoNotDoStopTheStart) {
  GrpcServerOptions options;
  options.listen = {"127.0.0.1", 0};
  options.tls.emplace();
  options.tls->files = {files_.Path("one.pem"), files_.Path("two.key"), ""};
  options.tls->timers = &timers_;
  EXPECT_EQ(GrpcServer::Start(options).status(),
            absl::InvalidArgumentError(files_.Path("two.key") + " is not the key of the certificate in " +
                                       files_.Path("one.pem")));
}

}  // namespace
}  // namespace cloudphone
