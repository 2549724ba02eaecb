// What a configuration may say, row by row: each rule is broken once.

#include "service/serving/config/config_check.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "service/serving/config/config_reader.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Config;
using ::google::protobuf::TextFormat;

// A configuration without a fault, into which the rows are merged.
constexpr char kGood[] = R"pb(
  accounts {
    name: "one"
    region: "cn-north-4"
    project_id: "p1"
    credentials {
      access_key { file: "a" }
      secret_key { environment: "B" }
    }
  }
  accounts {
    name: "two"
    endpoint: "http://127.0.0.1:8081"
    project_id: "p2"
    credentials {
      password {
        user: "u"
        domain: "d"
        password { file: "p" }
      }
    }
  })pb";

// What is wrong with `config` once `change` is merged into it; empty: nothing.
std::string FaultOf(const std::string& base, const std::string& change) {
  Config config;
  Config changed;
  EXPECT_TRUE(TextFormat::ParseFromString(base, &config)) << base;
  EXPECT_TRUE(TextFormat::ParseFromString(change, &changed)) << change;
  config.MergeFrom(changed);
  return std::string(CheckConfig(config).message());
}

struct Row {
  const char* change;
  const char* fault;
};

TEST(ConfigCheckTest, ServingIsCheckedKeyByKey) {
  constexpr char kTls[] = R"pb(listen { tls { certificate_file: "c" key_file: "k" } })pb";
  EXPECT_EQ(FaultOf(kGood, ""), "");
  EXPECT_EQ(FaultOf("", ""), "") << "all defaults";
  EXPECT_EQ(FaultOf(kTls, R"pb(listen { address: "0.0.0.0:1" })pb"), "");
  const Row rows[] = {
      {R"pb(listen { address: "127.0.0.1:0" })pb", ""},
      {R"pb(listen { address: "0.0.0.0:1" insecure: true })pb", ""},
      {R"pb(listen { address: "nowhere" })pb", "listen.address: \"nowhere\" is no HOST:PORT"},
      {R"pb(listen { address: "0.0.0.0:1" })pb",
       "listen.address: 0.0.0.0:1 is not loopback: set listen.tls to a certificate and its key, or "
       "listen.insecure to true"},
      {R"pb(listen { tls { key_file: "k" } })pb", "listen.tls.certificate_file: is not set"},
      {R"pb(listen { tls { certificate_file: "c" } })pb", "listen.tls.key_file: is not set"},
      {R"pb(listen {
              insecure: true
              tls { certificate_file: "c" key_file: "k" }
            })pb",
       "listen.insecure: excludes tls, which is given too"},
      {R"pb(listen {
              tls {
                certificate_file: "c"
                key_file: "k"
                reload_interval { nanos: 5 }
              }
            })pb",
       "listen.tls.reload_interval: is not 1s to 24h"},
      {R"pb(probe { address: "0.0.0.0:2" })pb", ""},
      {R"pb(probe {})pb", "probe.address: is not set"},
      {R"pb(probe { address: "x" })pb", "probe.address: \"x\" is no HOST:PORT"},
      {R"pb(limits { max_receive_bytes: 1024 })pb", ""},
      {R"pb(limits { max_receive_bytes: 1023 })pb", "limits.max_receive_bytes: is not 1024 to 67108864"},
      {R"pb(limits { max_receive_bytes: 67108865 })pb", "limits.max_receive_bytes: is not 1024 to 67108864"},
      {R"pb(drain {
              delay {}
              timeout {}
            })pb",
       ""},
      {R"pb(drain { delay { seconds: -1 } })pb", "drain.delay: is not 0 to 1h"},
      {R"pb(drain { timeout { seconds: 3601 } })pb", "drain.timeout: is not 0 to 1h"},
      {R"pb(watch {
              heartbeat { seconds: 30 }
              max_age { seconds: 1800 }
            })pb",
       ""},
      {R"pb(watch { heartbeat { seconds: 31 } })pb", "watch.heartbeat: is not 1s to 30s"},
      {R"pb(watch { max_age { seconds: 1801 } })pb", "watch.max_age: is not 1s to 30m"},
      {R"pb(simulator { servers: 0 })pb", "simulator.servers: is not 1 to 100"},
      {R"pb(simulator { phones_per_server: 1001 })pb", "simulator.phones_per_server: is not 1 to 1000"},
      {R"pb(simulator { job_duration { seconds: -1 } })pb", "simulator.job_duration: is not 0 to 24h"},
  };
  for (const Row& row : rows) EXPECT_EQ(FaultOf("", row.change), row.fault) << row.change;
}

// `change` is made to an account that has no fault.
std::string AccountFault(const std::string& change) {
  constexpr char kAccount[] = R"pb(name: "one" region: "cn-north-4" project_id: "p1")pb";
  Config config;
  EXPECT_TRUE(TextFormat::ParseFromString(kAccount, config.add_accounts()));
  config::v1::Account changed;
  EXPECT_TRUE(TextFormat::ParseFromString(change, &changed)) << change;
  config.mutable_accounts(0)->MergeFrom(changed);
  if (!changed.has_credentials()) {
    auto* const credentials = config.mutable_accounts(0)->mutable_credentials();
    credentials->mutable_access_key()->set_file("a");
    credentials->mutable_secret_key()->set_file("b");
  }
  return std::string(CheckConfig(config).message());
}

TEST(ConfigCheckTest, AccountsAreCheckedKeyByKey) {
  constexpr char kUrl[] = "is no URL of scheme, host and port, such as https://cloud.example:8443";
  constexpr char kName[] = "accounts[0].name: is not 1 to 63 small letters, digits, '-' and '_'";
  EXPECT_EQ(AccountFault(""), "");
  EXPECT_EQ(AccountFault(R"pb(name: "One")pb"), kName);
  EXPECT_EQ(AccountFault(R"pb(name: "a b")pb"), kName);
  EXPECT_EQ(AccountFault("name: \"" + std::string(64, 'n') + "\""), kName);
  EXPECT_EQ(AccountFault("name: \"" + std::string(63, 'n') + "\""), "");
  EXPECT_EQ(AccountFault(R"pb(project_id: "../x")pb"),
            "accounts[0].project_id: is not 1 to 64 letters, digits, '-' and '_'");
  EXPECT_EQ(AccountFault(R"pb(region: "cn/north")pb"),
            "accounts[0].region: is not 1 to 63 small letters, digits and '-'");
  EXPECT_EQ(AccountFault(R"pb(endpoint: "https://[::1]:8443")pb"), "");
  for (const char* url :
       {"cph.example", "ftp://cph.example", "https://", "https://cph.example/", "https://cph.example/v1",
        "https://user@cph.example", "https://cph.example?x", "https://cph example"}) {
    EXPECT_EQ(AccountFault(std::string("endpoint: \"") + url + "\""),
              std::string("accounts[0].endpoint: ") + kUrl);
    EXPECT_EQ(AccountFault(std::string("iam_endpoint: \"") + url + "\""),
              std::string("accounts[0].iam_endpoint: ") + kUrl);
  }
}

TEST(ConfigCheckTest, WhatAnAccountMustHaveIsMissed) {
  const auto fault = [](const char* account) {
    return FaultOf("", std::string("accounts {") + account + "}");
  };
  EXPECT_EQ(fault(""), "accounts[0].name: is not set");
  EXPECT_EQ(fault(R"pb(name: "one")pb"),
            "accounts[0].project_id: is not set, and there is no region to ask for it");
  EXPECT_EQ(fault(R"pb(name: "one" region: "r")pb"),
            "accounts[0].credentials: needs access_key and secret_key, or password");
  EXPECT_EQ(fault(R"pb(name: "one" project_id: "p")pb"),
            "accounts[0].region: is not set, and neither is endpoint");
  EXPECT_EQ(fault(R"pb(name: "one" project_id: "p" region: "r")pb"),
            "accounts[0].credentials: needs access_key and secret_key, or password");
}

TEST(ConfigCheckTest, ObjectStorageIsChecked) {
  constexpr char kNoBucket[] =
      "accounts[0].object_storage.staging_bucket: is no name of a bucket: between dots must stand letters or "
      "digits, "
      "with '-' inside only, and it must be no IP address";
  const Row rows[] = {
      {R"pb(staging_bucket: "a-bucket")pb", ""},
      {R"pb(endpoint: "http://127.0.0.1:1" staging_bucket: "a.b" staging_prefix: "x/y/")pb", ""},
      {R"pb(endpoint: "obs.example")pb",
       "accounts[0].object_storage.endpoint: is no URL of scheme, host and port, such as "
       "https://cloud.example:8443"},
      {R"pb(staging_bucket: "A")pb",
       "accounts[0].object_storage.staging_bucket: is not 1 to 63 small letters, digits, '-' and '.'"},
      {R"pb(staging_bucket: "ab")pb", "accounts[0].object_storage.staging_bucket: is not 3 to 63 long"},
      {R"pb(staging_bucket: "1.2.3.bucket")pb", ""},
      {R"pb(staging_bucket: "a..b")pb", kNoBucket},
      {R"pb(staging_bucket: "1.2.3.4")pb", kNoBucket},
      {R"pb(staging_bucket: "-ab")pb", kNoBucket},
      {R"pb(staging_bucket: "ab-")pb", kNoBucket},
      {R"pb(staging_bucket: ".ab")pb", kNoBucket},
      {R"pb(staging_bucket: "a.-b")pb", kNoBucket},
      {R"pb(staging_prefix: "x/")pb", "accounts[0].object_storage.staging_prefix: needs staging_bucket"},
      {R"pb(staging_bucket: "abc" staging_prefix: "x y/")pb",
       "accounts[0].object_storage.staging_prefix: is not 1 to 256 letters, digits, '_', '.', '-' and '/'"},
      {R"pb(staging_bucket: "abc" staging_prefix: "x")pb",
       "accounts[0].object_storage.staging_prefix: must end in '/' and have no empty part, and none of dots"},
      {R"pb(staging_bucket: "abc" staging_prefix: "x/../")pb",
       "accounts[0].object_storage.staging_prefix: must end in '/' and have no empty part, and none of dots"},
  };
  for (const Row& row : rows) {
    Config config;
    ASSERT_TRUE(TextFormat::ParseFromString(kGood, &config));
    ASSERT_TRUE(
        TextFormat::ParseFromString(row.change, config.mutable_accounts(0)->mutable_object_storage()));
    EXPECT_EQ(CheckConfig(config).message(), row.fault) << row.change;
  }
  Config config;
  ASSERT_TRUE(TextFormat::ParseFromString(kGood, &config));
  config.mutable_accounts(1)->mutable_object_storage()->set_staging_bucket("abc");
  EXPECT_EQ(CheckConfig(config).message(),
            "accounts[1].object_storage.endpoint: is not set, and neither is region");
  config.mutable_accounts(1)->set_region("r");
  EXPECT_EQ(CheckConfig(config).message(),
            "accounts[1].object_storage.staging_bucket: needs access_key and secret_key, with which URLs are "
            "signed");
}

TEST(ConfigCheckTest, TheBillingServiceHasAUrl) {
  Config config;
  ASSERT_TRUE(TextFormat::ParseFromString(kGood, &config));
  config.mutable_accounts(0)->mutable_billing()->set_endpoint("http://127.0.0.1:1");
  EXPECT_EQ(CheckConfig(config).message(), "");
  config.mutable_accounts(0)->mutable_billing()->set_endpoint("bss.example");
  EXPECT_EQ(CheckConfig(config).message(),
            "accounts[0].billing.endpoint: is no URL of scheme, host and port, such as "
            "https://cloud.example:8443");
}

TEST(ConfigCheckTest, OnlyTemporaryKeysHaveAnEnd) {
  Config config;
  ASSERT_TRUE(TextFormat::ParseFromString(kGood, &config));
  config::v1::Credentials* keys = config.mutable_accounts(0)->mutable_credentials();
  keys->set_expire_time("2026-11-26T12:00:00Z");
  EXPECT_EQ(CheckConfig(config).message(), "accounts[0].credentials.expire_time: is of temporary keys only");
  keys->mutable_security_token()->set_file("t");
  EXPECT_EQ(CheckConfig(config).message(), "");
  keys->set_expire_time("tomorrow");
  EXPECT_EQ(CheckConfig(config).message(),
            "accounts[0].credentials.expire_time: is no time such as 2026-11-26T12:00:00Z");
  config.mutable_accounts(0)->clear_credentials();
  config.mutable_accounts(1)->mutable_credentials()->set_expire_time("2026-11-26T12:00:00Z");
  *config.mutable_accounts(0)->mutable_credentials() = config.accounts(1).credentials();
  EXPECT_EQ(CheckConfig(config).message(), "accounts[0].credentials.expire_time: is of temporary keys only");
}

TEST(ConfigCheckTest, AccountsHaveNamesOfTheirOwn) {
  EXPECT_EQ(FaultOf(kGood, R"pb(accounts {
                                  name: "one"
                                  region: "r"
                                  project_id: "p"
                                  credentials {
                                    access_key { file: "a" }
                                    secret_key { file: "b" }
                                  }
                                })pb"),
            "accounts[2].name: is the name of accounts[0] too");
}

TEST(ConfigCheckTest, CredentialsAreKeysOrAPassword) {
  const Row rows[] = {
      {R"pb(credentials {
              access_key { file: "a" }
              secret_key { file: "b" }
              security_token { file: "c" }
            })pb",
       ""},
      {R"pb(credentials {
              password {
                user: "u"
                domain: "d"
                password { environment: "P" }
              }
            })pb",
       ""},
      {R"pb(credentials { access_key { file: "a" } })pb", "accounts[0].credentials.secret_key: is not set"},
      {R"pb(credentials { security_token { file: "a" } })pb",
       "accounts[0].credentials.access_key: is not set"},
      {R"pb(credentials {
              access_key {}
              secret_key { file: "b" }
            })pb",
       "accounts[0].credentials.access_key: needs the name of a file or of an environment variable"},
      {R"pb(credentials {
              access_key { file: "a" }
              secret_key { environment: "" }
            })pb",
       "accounts[0].credentials.secret_key: needs the name of a file or of an environment variable"},
      {R"pb(credentials {
              access_key { file: "a" }
              secret_key { file: "b" }
              security_token {}
            })pb",
       "accounts[0].credentials.security_token: needs the name of a file or of an environment variable"},
      {R"pb(credentials {
              access_key { file: "a" }
              secret_key { file: "b" }
              password {}
            })pb",
       "accounts[0].credentials: keys and a password exclude each other"},
      {R"pb(credentials {
              password {
                domain: "d"
                password { file: "p" }
              }
            })pb",
       "accounts[0].credentials.password.user: is not set"},
      {R"pb(credentials {
              password {
                user: "u"
                password { file: "p" }
              }
            })pb",
       "accounts[0].credentials.password.domain: is not set"},
      {R"pb(credentials { password { user: "u" domain: "d" } })pb",
       "accounts[0].credentials.password.password: is not set"},
  };
  for (const Row& row : rows) EXPECT_EQ(AccountFault(row.change), row.fault) << row.change;
}

TEST(ConfigCheckTest, TravelAndLimitsOfAnAccountAreChecked) {
  const Row rows[] = {
      {R"pb(http { proxy { url: "http://proxy.example:3128" } })pb", ""},
      {R"pb(http {
              proxy {
                url: "http://proxy.example:3128"
                user: "u"
                password { file: "p" }
              }
            })pb",
       ""},
      {R"pb(http { proxy { url: "http://u:p@proxy.example" } })pb",
       "accounts[0].http.proxy.url: is no http URL of host and port, such as http://proxy.example:3128"},
      {R"pb(http { proxy { url: "https://proxy.example" } })pb",
       "accounts[0].http.proxy.url: is no http URL of host and port, such as http://proxy.example:3128"},
      {R"pb(http { proxy { url: "http://proxy.example" user: "u" } })pb",
       "accounts[0].http.proxy: user and password need each other"},
      {R"pb(http {
              proxy {
                url: "http://proxy.example"
                password { file: "p" }
              }
            })pb",
       "accounts[0].http.proxy: user and password need each other"},
      {R"pb(http {
              proxy {
                url: "http://proxy.example"
                user: "u"
                password {}
              }
            })pb",
       "accounts[0].http.proxy.password: needs the name of a file or of an environment variable"},
      {R"pb(http { connect_timeout {} })pb", "accounts[0].http.connect_timeout: is not 1ms to 10m"},
      {R"pb(http { total_timeout { seconds: 601 } })pb", "accounts[0].http.total_timeout: is not 1ms to 10m"},
      {R"pb(http { max_connections: 0 })pb", "accounts[0].http.max_connections: is not 1 to 10000"},
      {R"pb(limits { concurrent_calls: 1 reads_per_second: 0.5 read_burst: 1 })pb", ""},
      {R"pb(limits { concurrent_calls: 0 })pb", "accounts[0].limits.concurrent_calls: is not 1 to 100000"},
      {R"pb(limits { reads_per_second: 0 })pb",
       "accounts[0].limits.reads_per_second: is not 0.001 to 100000"},
      {R"pb(limits { read_burst: 0 })pb", "accounts[0].limits.read_burst: is not 1 to 100000"},
      {R"pb(limits { sync_commands_per_minute: 1000 sync_command_phones: 15 })pb", ""},
      {R"pb(limits { sync_commands_per_minute: 0 })pb",
       "accounts[0].limits.sync_commands_per_minute: is not 1 to 1000"},
      {R"pb(limits { sync_commands_per_minute: 1001 })pb",
       "accounts[0].limits.sync_commands_per_minute: is not 1 to 1000"},
      {R"pb(limits { sync_command_phones: 0 })pb", "accounts[0].limits.sync_command_phones: is not 1 to 15"},
      {R"pb(limits { sync_command_phones: 16 })pb", "accounts[0].limits.sync_command_phones: is not 1 to 15"},
  };
  for (const Row& row : rows) EXPECT_EQ(AccountFault(row.change), row.fault) << row.change;
}

TEST(ConfigCheckTest, FaultsNameTheLineOfTheFile) {
  const std::string yaml =
      "accounts:\n- name: one\n  region: r\n  project_id: p\n  credentials:\n    access_key: {file: a}\n";
  Config config;
  const auto lines = ReadConfig("c.yaml", yaml, &config);
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_EQ(CheckConfig(config, *lines).message(),
            "c.yaml:5: accounts[0].credentials.secret_key: is not set");
}

}  // namespace
}  // namespace cloudphone
