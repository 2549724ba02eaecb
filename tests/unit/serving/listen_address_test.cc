#include "service/serving/listen_address.h"

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

TEST(ListenAddressTest, ReadsEachForm) {
  struct Row {
    const char* text;
    const char* host;
    int port;
    bool loopback;
  };
  const Row rows[] = {
      {"127.0.0.1:0", "127.0.0.1", 0, true},  {"127.9.9.9:1", "127.9.9.9", 1, true},
      {"[::1]:65535", "::1", 65535, true},    {"localhost:80", "localhost", 80, true},
      {"0.0.0.0:80", "0.0.0.0", 80, false},   {"[::]:80", "::", 80, false},
      {"10.0.0.1:80", "10.0.0.1", 80, false}, {"localhost.example:80", "localhost.example", 80, false}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto address = ParseListenAddress(row.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->host, row.host);
    EXPECT_EQ(address->port, row.port);
    EXPECT_EQ(IsLoopback(*address), row.loopback);
    EXPECT_EQ(ToString(*address), row.text);
  }
  for (const char* bad :
       {"", ":", ":80", "host", "host:", "host:x", "host:65536", "host:-1", "::1:80", "a b:1", "[::1]"})
    EXPECT_FALSE(ParseListenAddress(bad).ok()) << bad;
}

TEST(CheckListenerTest, OnlyLoopbackIsServedWithoutTlsUnlessItIsSaid) {
  struct Row {
    const char* host;
    bool tls;
    bool insecure;
    bool fine;
  };
  const Row rows[] = {{"127.0.0.1", false, false, true}, {"::1", false, false, true},
                      {"0.0.0.0", false, false, false},  {"10.0.0.1", false, false, false},
                      {"gateway", false, false, false},  {"0.0.0.0", true, false, true},
                      {"0.0.0.0", false, true, true}};
  for (const Row& row : rows)
    EXPECT_EQ(CheckListener({row.host, 1}, row.tls, row.insecure).ok(), row.fine) << row.host;
  EXPECT_EQ(
      CheckListener({"::", 50051}, false, false).message(),
      "[::]:50051 is not loopback: set listen.tls to a certificate and its key, or listen.insecure to true");
}

}  // namespace
}  // namespace cloudphone
