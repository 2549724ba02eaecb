#include "adapters/cph/json/vendor_time.h"

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

TEST(VendorTimeTest, ReadsEveryDocumentedForm) {
  struct Row {
    const char* text;
    int64_t seconds;
    int32_t nanos;
  };
  constexpr Row kRows[] = {
      {"1970-01-01T00:00:00Z", 0, 0},
      {"2017-10-10T00:00:00Z", 1507593600, 0},
      {"2024-02-29T23:59:59Z", 1709251199, 0},
      {"2020-01-04T09:05:22.701000Z", 1578128722, 701000000},
      {"2020-01-04T09:05:22.7Z", 1578128722, 700000000},
      {"2020-01-04T09:05:22.123456789Z", 1578128722, 123456789},
      {"2021-02-18 11:48:40", 1613648920, 0},
      {"2021-02-18 11:48:40Z", 1613648920, 0},
      {"1713320018058", 1713320018, 58000000},
      {"1713320018", 1713320018, 0},
      {"0", 0, 0},
      {"99999999999", 99999999999, 0},
      {"100000000000", 100000000, 0},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    google::protobuf::Timestamp time;
    ASSERT_TRUE(ParseVendorTime(row.text, &time));
    EXPECT_EQ(time.seconds(), row.seconds);
    EXPECT_EQ(time.nanos(), row.nanos);
  }
}

TEST(VendorTimeTest, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "-",
                           "yesterday",
                           "2017-10-10",
                           "2017-10-10T00:00:00",
                           "2017-10-10T00:00:00+01:00",
                           "2017-13-10T00:00:00Z",
                           "2023-02-29T00:00:00Z",
                           "2017-10-10T24:00:00Z",
                           "2017-10-10T00:60:00Z",
                           "2017-10-10T00:00:61Z",
                           "0000-01-01T00:00:00Z",
                           "2017-10-10T00:00:00Zx",
                           "2017-10-10T00:00:00.Z",
                           "2017-1-10T00:00:00Z",
                           "2017-10-10T00:00:00.1234567890Z",
                           "-5",
                           "1e9",
                           "17133200180580000",
                           "99999999999999999999"}) {
    google::protobuf::Timestamp time;
    EXPECT_FALSE(ParseVendorTime(text, &time)) << text;
  }
}

}  // namespace
}  // namespace cloudphone
