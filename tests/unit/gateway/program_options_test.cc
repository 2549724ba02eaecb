// What the configuration file, the command line and the environment make together.

#include "service/gateway/program_options.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Environment = std::map<std::string, std::string>;

constexpr char kTwoAccounts[] = R"pb(
  accounts {
    name: "production"
    region: "cn-north-4"
    project_id: "p1"
    credentials {
      access_key { environment: "AK" }
      secret_key { environment: "SK" }
    }
    object_storage { staging_bucket: "files" }
    http {
      proxy {
        url: "http://proxy.example:3128"
        user: "u"
        password { environment: "PROXY" }
      }
      ca_file: "ca.pem"
      connect_timeout { seconds: 2 }
      max_connections: 9
    }
    limits {
      concurrent_calls: 7
      reads_per_second: 3
      read_burst: 2
      sync_commands_per_minute: 4
      sync_command_phones: 5
    }
  }
  accounts {
    name: "staging"
    region: "ap-southeast-1"
    endpoint: "http://127.0.0.1:1/"
    iam_endpoint: "http://127.0.0.1:2"
    credentials {
      password {
        user: "gateway"
        password { environment: "PASSWORD" }
        domain: "company"
      }
    }
  })pb";

const Environment kSecrets = {{"AK", "AKID"}, {"SK", "the-secret"}, {"PROXY", "pp"}, {"PASSWORD", "word"}};

absl::StatusOr<ProgramOptions> Make(const std::string& text, const CloudFlags& cloud = {},
                                    const Environment& environment = kSecrets) {
  config::v1::Config config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return MakeProgramOptions(config, cloud, [&environment](const char* name) -> const char* {
    const auto variable = environment.find(name);
    return variable == environment.end() ? nullptr : variable->second.c_str();
  });
}

TEST(ProgramOptionsTest, WithoutAnythingTheSimulatorIsServedOnLoopback) {
  const auto program = Make("", {}, {});
  ASSERT_THAT(program, IsOk());
  EXPECT_EQ(ToString(program->gateway.listen), "127.0.0.1:50051");
  EXPECT_TRUE(program->gateway.simulator.has_value());
  ASSERT_THAT(program->gateway.accounts, SizeIs(1));
  EXPECT_EQ(program->gateway.accounts[0].name, "default");
  EXPECT_TRUE(program->gateway.reflection);
  EXPECT_FALSE(program->gateway.probe.has_value());
  EXPECT_EQ(program->upstream, "simulator");
  EXPECT_EQ(program->log_level, LogLevel::kInfo);
  EXPECT_EQ(program->drain.drain_timeout, absl::Seconds(20));
}

TEST(ProgramOptionsTest, TakesEverythingOfTheListenerTheDrainTheLogAndTheWatches) {
  const auto program = Make(R"pb(
                              listen {
                                address: "0.0.0.0:1"
                                tls {
                                  certificate_file: "c"
                                  key_file: "k"
                                  client_ca_file: "a"
                                  reload_interval { seconds: 7 }
                                }
                                insecure: true
                              }
                              probe { address: "0.0.0.0:2" }
                              reflection: false
                              limits { max_receive_bytes: 2048 }
                              drain {
                                delay { seconds: 5 }
                                timeout { seconds: 6 }
                              }
                              log { level: LOG_LEVEL_WARNING }
                              watch {
                                heartbeat { seconds: 3 }
                                max_age { seconds: 60 }
                              }
                              simulator {
                                servers: 1
                                phones_per_server: 4
                                job_duration { nanos: 200000000 }
                              })pb",
                            {}, {});
  ASSERT_THAT(program, IsOk());
  const GatewayOptions& gateway = program->gateway;
  EXPECT_EQ(ToString(gateway.listen), "0.0.0.0:1");
  EXPECT_EQ(gateway.tls->files.certificate, "c");
  EXPECT_EQ(gateway.tls->files.key, "k");
  EXPECT_EQ(gateway.tls->files.client_ca, "a");
  EXPECT_EQ(gateway.tls->reload_interval, absl::Seconds(7));
  EXPECT_TRUE(gateway.insecure);
  EXPECT_EQ(ToString(*gateway.probe), "0.0.0.0:2");
  EXPECT_FALSE(gateway.reflection);
  EXPECT_EQ(gateway.max_receive_bytes, 2048);
  EXPECT_EQ(program->drain.delay, absl::Seconds(5));
  EXPECT_EQ(program->drain.drain_timeout, absl::Seconds(6));
  EXPECT_EQ(program->log_level, LogLevel::kWarning);
  EXPECT_EQ(gateway.accounts[0].jobs.heartbeat, absl::Seconds(3));
  EXPECT_EQ(gateway.accounts[0].resources.heartbeat, absl::Seconds(3));
  EXPECT_EQ(gateway.accounts[0].jobs.max_age, absl::Minutes(1));
  EXPECT_EQ(gateway.accounts[0].resources.max_age, absl::Minutes(1));
  EXPECT_EQ(gateway.simulator->servers, 1);
  EXPECT_EQ(gateway.simulator->phones_per_server, 4);
  EXPECT_EQ(gateway.simulator->job_duration, absl::Milliseconds(200));
}

TEST(ProgramOptionsTest, MakesEachAccountWithItsSecrets) {
  const auto program = Make(kTwoAccounts);
  ASSERT_THAT(program, IsOk());
  EXPECT_FALSE(program->gateway.simulator.has_value());
  ASSERT_THAT(program->gateway.accounts, SizeIs(2));
  const AccountOptions& keys = program->gateway.accounts[0];
  EXPECT_EQ(keys.name, "production");
  EXPECT_EQ(keys.endpoint.base_url, "https://cph.cn-north-4.myhuaweicloud.com");
  EXPECT_EQ(keys.endpoint.project_id, "p1");
  EXPECT_EQ(keys.iam_endpoint, "https://iam.cn-north-4.myhuaweicloud.com");
  EXPECT_EQ(keys.key.access_key, "AKID");
  EXPECT_EQ(keys.key.secret_key, "the-secret");
  EXPECT_FALSE(keys.login.has_value());
  EXPECT_EQ(keys.object_endpoint, "https://obs.cn-north-4.myhuaweicloud.com");
  EXPECT_EQ(keys.staging.bucket, "files");
  EXPECT_EQ(keys.staging.prefix, "cloudphone/");
  EXPECT_EQ(keys.endpoint.billing_url, "https://bss.myhuaweicloud.com");
  EXPECT_EQ(keys.http.proxy.address, "http://proxy.example:3128");
  EXPECT_EQ(keys.http.proxy.password, "pp");
  EXPECT_EQ(keys.http.ca_file, "ca.pem");
  EXPECT_EQ(keys.http.connect_timeout, absl::Seconds(2));
  EXPECT_EQ(keys.http.max_connections_per_host, 9);
  EXPECT_EQ(keys.calls.max_running, 7u);
  EXPECT_EQ(keys.reads.per_second, 3);
  EXPECT_EQ(keys.reads.burst, 2);
  EXPECT_EQ(keys.sync_commands.calls_per_minute, 4u);
  EXPECT_EQ(keys.sync_commands.phones_per_call, 5u);
  const AccountOptions& login = program->gateway.accounts[1];
  EXPECT_EQ(login.endpoint.base_url, "http://127.0.0.1:1");
  EXPECT_THAT(login.endpoint.project_id, IsEmpty()) << "the token tells";
  ASSERT_TRUE(login.login.has_value());
  EXPECT_EQ(login.login->endpoint, "http://127.0.0.1:2");
  EXPECT_EQ(login.login->user, "gateway");
  EXPECT_EQ(login.login->password, "word");
  EXPECT_EQ(login.login->domain, "company");
  EXPECT_EQ(login.login->region, "ap-southeast-1");
  EXPECT_EQ(login.endpoint.billing_url, "https://bss-intl.myhuaweicloud.com");
}

TEST(ProgramOptionsTest, TheCommandLinesCloudTakesThePlaceOfAllAccounts) {
  const auto program = Make(kTwoAccounts, {"simulator", "", ""});
  ASSERT_THAT(program, IsOk());
  EXPECT_TRUE(program->gateway.simulator.has_value());
  EXPECT_THAT(program->gateway.accounts, SizeIs(1));
}

TEST(ProgramOptionsTest, AFaultIsOneLineThatNamesItsPlaceAndShowsNoSecret) {
  Environment without = kSecrets;
  without.erase("PASSWORD");
  const auto missing = Make(kTwoAccounts, {}, without);
  ASSERT_FALSE(missing.ok());
  const std::string text(missing.status().message());
  EXPECT_THAT(text, HasSubstr("accounts[1].credentials.password.password"));
  EXPECT_THAT(text, HasSubstr("PASSWORD"));
  EXPECT_THAT(text, Not(HasSubstr("the-secret")));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  const auto ca_file = Make(kTwoAccounts, {"", "", "ca.pem"});
  EXPECT_THAT(std::string(ca_file.status().message()), HasSubstr("--ca_file"));
}

}  // namespace
}  // namespace cloudphone
