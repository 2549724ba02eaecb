// What an account does in the object store: how long its URLs live, and how it asks for an object.

#include "adapters/object_storage/object_store.h"

#include "adapters/http/fake_http_transport.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"

namespace cloudphone {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ObjectStoreTest : public ::testing::Test {
 protected:
  ObjectStore Store(absl::Time key_expires = absl::InfiniteFuture()) {
    return ObjectStore(&transport_, &timers_,
                       {"https://obs.cn-north-4.myhuaweicloud.com", {"AK", "SK", ""}, key_expires});
  }
  absl::StatusOr<SignedUrl> PresignFor(absl::Duration lifetime,
                                       absl::Time key_expires = absl::InfiniteFuture()) {
    return Store(key_expires).Presign({"PUT", {"bucket", "a/b.apk"}, lifetime});
  }

  const absl::Time now_ = absl::FromUnixSeconds(1790000000);
  FakeTimers timers_{now_};
  FakeHttpTransport transport_;
};

TEST_F(ObjectStoreTest, UrlsNameTheBucketByHostAndTheirEnd) {
  const auto url = PresignFor(absl::Minutes(15));
  ASSERT_THAT(url, IsOk());
  EXPECT_THAT(url->url, HasSubstr("https://bucket.obs.cn-north-4.myhuaweicloud.com/a/b.apk?"));
  EXPECT_THAT(url->url, HasSubstr("Expires=1790000900&"));
  EXPECT_THAT(url->url, Not(HasSubstr("SK")));
  EXPECT_EQ(url->expires, now_ + absl::Minutes(15));
  EXPECT_THAT(transport_.sent(), IsEmpty()) << "signing sends nothing";
}

TEST_F(ObjectStoreTest, NoUrlLivesLongerThanAnHour) {
  EXPECT_EQ(PresignFor(absl::Hours(24))->expires, now_ + absl::Hours(1));
  EXPECT_EQ(PresignFor(absl::InfiniteDuration())->expires, now_ + absl::Hours(1));
}

TEST_F(ObjectStoreTest, NoUrlLivesLongerThanTheKeyThatSignsIt) {
  EXPECT_EQ(PresignFor(absl::Hours(1), now_ + absl::Milliseconds(60500))->expires, now_ + absl::Seconds(60));
  EXPECT_THAT(PresignFor(absl::Hours(1), now_), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(PresignFor(absl::Hours(1), now_ + absl::Milliseconds(500)),
              StatusIs(absl::StatusCode::kFailedPrecondition))
      << "nothing is left in whole seconds";
}

TEST_F(ObjectStoreTest, WhatIsSignedBesidesIsToBeSent) {
  const auto url =
      Store().Presign({"PUT", {"bucket", "k"}, absl::Minutes(1), {}, {{"Content-Type", "text/plain"}}});
  ASSERT_THAT(url, IsOk());
  ASSERT_THAT(url->headers, SizeIs(1));
  EXPECT_EQ(url->headers[0].value, "text/plain");
  EXPECT_NE(url->url, Store().Presign({"PUT", {"bucket", "k"}, absl::Minutes(1)})->url);
}

TEST_F(ObjectStoreTest, AsksForAnObjectByItsHead) {
  absl::optional<absl::StatusOr<ObjectStat>> stat;
  ObjectStore store = Store();
  store.Stat({"bucket", "a/b.apk"}, now_ + absl::Seconds(3),
             [&](absl::StatusOr<ObjectStat> found) { stat = std::move(found); });
  ASSERT_THAT(transport_.sent(), SizeIs(1));
  const HttpRequest sent = transport_.sent()[0];
  EXPECT_EQ(sent.method, "HEAD");
  EXPECT_EQ(sent.url, "https://bucket.obs.cn-north-4.myhuaweicloud.com/a/b.apk");
  EXPECT_EQ(sent.deadline, now_ + absl::Seconds(3));
  EXPECT_THAT(std::string(FindHeader(sent.headers, "Authorization")), HasSubstr("OBS AK:"));
  transport_.AnswerFirst(404);
  ASSERT_TRUE(stat.has_value());
  EXPECT_THAT(*stat, StatusIs(absl::StatusCode::kNotFound));
}

TEST(ObjectUriTest, NamesAnObject) {
  EXPECT_EQ(ObjectUri({"bucket", "a/b.apk"}), "obs://bucket/a/b.apk");
  EXPECT_EQ(ParseObjectUri("obs://bucket/a/b.apk"), (ObjectName{"bucket", "a/b.apk"}));
  for (const char* other : {"", "-r", "obs://", "obs://bucket", "obs://bucket/", "obs:///key", "bucket/key",
                            "https://bucket/key"}) {
    EXPECT_EQ(ParseObjectUri(other), ObjectName()) << other;
  }
}

}  // namespace
}  // namespace cloudphone
