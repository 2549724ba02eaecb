// What a slow reader of a watch gets: messages of bounded size, the newest state of each phone.

#include "service/gateway/rpc/unsent_resources.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

class UnsentResourcesTest : public ::testing::Test {
 protected:
  v1::WatchPhonesResponse Take() {
    v1::WatchPhonesResponse response;
    EXPECT_FALSE(unsent_.empty());
    const ResourceMessage message = unsent_.Take();
    last_size_ = message.bytes().Length();
    EXPECT_TRUE(ParseMessage(message.bytes(), &response));
    return response;
  }
  static ResourceNews Phones(int count, int first = 0) {
    ResourceNews news;
    for (int i = 0; i < count; ++i) news.rows.push_back(Share(MakePhone(absl::StrCat(first + i))));
    return news;
  }
  static ResourceNews Phone(const std::string& id, v1::PhoneState state) {
    ResourceNews news;
    news.rows = {Share(MakePhone(id, state))};
    return news;
  }

  UnsentResources unsent_{PhoneResource()};
  size_t last_size_ = 0;
};

TEST_F(UnsentResourcesTest, SendsTheSnapshotInParts) {
  unsent_.Add(Phones(450));
  v1::WatchPhonesResponse message = Take();
  EXPECT_THAT(message.phones(), SizeIs(200));
  EXPECT_EQ(message.phones(0).phone_id(), "0") << "in the order of the list";
  EXPECT_FALSE(message.synced());
  EXPECT_FALSE(message.heartbeat());
  message = Take();
  EXPECT_THAT(message.phones(), SizeIs(200));
  EXPECT_FALSE(message.synced());
  message = Take();
  EXPECT_THAT(message.phones(), SizeIs(50));
  EXPECT_TRUE(message.synced());
  EXPECT_TRUE(unsent_.empty());
}

TEST_F(UnsentResourcesTest, AnEmptySnapshotIsOneMessage) {
  EXPECT_TRUE(unsent_.empty());
  unsent_.Add({});
  const v1::WatchPhonesResponse message = Take();
  EXPECT_THAT(message.phones(), IsEmpty());
  EXPECT_TRUE(message.synced());
  EXPECT_FALSE(message.heartbeat());
  EXPECT_TRUE(unsent_.empty());
}

TEST_F(UnsentResourcesTest, KeepsMessagesFarBelowAMegabyte) {
  ResourceNews news;
  for (int i = 0; i < 30; ++i) {
    v1::Phone phone = MakePhone(absl::StrCat(i));
    phone.set_phone_name(std::string(100 << 10, 'x'));
    news.rows.push_back(Share(phone));
  }
  unsent_.Add(news);
  int phones = 0;
  bool synced = false;
  while (!unsent_.empty()) {
    EXPECT_FALSE(synced);
    const v1::WatchPhonesResponse message = Take();
    EXPECT_THAT(last_size_, Lt(600 << 10));
    phones += message.phones_size();
    synced = message.synced();
  }
  EXPECT_EQ(phones, 30);
  EXPECT_TRUE(synced);
}

TEST_F(UnsentResourcesTest, APhoneThatIsLargerThanAMessageGoesAlone) {
  ResourceNews news = Phones(2);
  v1::Phone phone = MakePhone("large");
  phone.set_phone_name(std::string(kMaxBytesInMessage, 'x'));
  news.rows.insert(news.rows.begin() + 1, Share(phone));
  unsent_.Add(news);
  EXPECT_THAT(Take().phones(), SizeIs(1));
  EXPECT_THAT(Take().phones(), SizeIs(1));
  EXPECT_THAT(Take().phones(), SizeIs(1));
  EXPECT_TRUE(unsent_.empty());
}

TEST_F(UnsentResourcesTest, HoldsTheNewestStateOfEachPhone) {
  unsent_.Add(Phones(2));
  Take();
  for (const auto state : {v1::PHONE_STATE_STOPPING, v1::PHONE_STATE_STOPPED, v1::PHONE_STATE_RESTARTING})
    unsent_.Add(Phone("1", state));
  unsent_.Add(Phone("0", v1::PHONE_STATE_FROZEN));
  const v1::WatchPhonesResponse message = Take();
  ASSERT_THAT(message.phones(), SizeIs(2));
  EXPECT_EQ(message.phones(0).state(), v1::PHONE_STATE_RESTARTING);
  EXPECT_EQ(message.phones(1).state(), v1::PHONE_STATE_FROZEN);
  EXPECT_TRUE(message.synced());
  EXPECT_TRUE(unsent_.empty());
}

TEST_F(UnsentResourcesTest, WhoCameLeftAndWasDeletedIsInOneListOnly) {
  unsent_.Add(Phones(4));
  Take();
  ResourceNews left;
  left.left = {"0", "1", "2"};
  unsent_.Add(left);
  ResourceNews deleted;
  deleted.deleted = {"1", "3"};
  unsent_.Add(deleted);
  unsent_.Add(Phone("2", v1::PHONE_STATE_RUNNING));
  const v1::WatchPhonesResponse message = Take();
  EXPECT_THAT(message.left_phone_ids(), ElementsAre("0"));
  EXPECT_THAT(message.deleted_phone_ids(), ElementsAre("1", "3"));
  ASSERT_THAT(message.phones(), SizeIs(1));
  EXPECT_EQ(message.phones(0).phone_id(), "2");
}

TEST_F(UnsentResourcesTest, ChangesDuringTheSnapshotPutOffNoSync) {
  unsent_.Add(Phones(300));
  Take();
  unsent_.Add(Phone("250", v1::PHONE_STATE_STOPPED));  // Still to come: in its place.
  unsent_.Add(Phone("0", v1::PHONE_STATE_STOPPED));    // Sent already: once more, after the rest.
  unsent_.Add(Phones(400, 1000));
  v1::WatchPhonesResponse message = Take();
  ASSERT_THAT(message.phones(), SizeIs(200));
  EXPECT_EQ(message.phones(50).state(), v1::PHONE_STATE_STOPPED);
  EXPECT_TRUE(message.synced()) << "all of the snapshot is out with this message";
  message = Take();
  EXPECT_TRUE(message.synced());
  EXPECT_FALSE(message.heartbeat());
}

TEST_F(UnsentResourcesTest, HeartbeatsAreForWhereNothingElseIsToBeSaid) {
  unsent_.Heartbeat();
  v1::WatchPhonesResponse message = Take();
  EXPECT_TRUE(message.heartbeat());
  EXPECT_FALSE(message.synced()) << "no snapshot yet";
  unsent_.Heartbeat();
  unsent_.Add(Phones(1));
  unsent_.Heartbeat();
  EXPECT_FALSE(Take().heartbeat());
  EXPECT_TRUE(unsent_.empty());
  unsent_.Heartbeat();
  unsent_.Heartbeat();
  message = Take();
  EXPECT_TRUE(message.heartbeat());
  EXPECT_TRUE(message.synced());
  EXPECT_THAT(message.phones(), IsEmpty());
  EXPECT_TRUE(unsent_.empty()) << "two are one";
}

TEST_F(UnsentResourcesTest, ClearedItHasNothing) {
  unsent_.Add(Phones(300));
  Take();
  unsent_.Clear();
  EXPECT_TRUE(unsent_.empty());
  unsent_.Add(Phone("0", v1::PHONE_STATE_STOPPED));
  EXPECT_THAT(Take().phones(), SizeIs(1));
}

TEST(UnsentServersTest, SpeaksOfServersToo) {
  UnsentResources unsent(ServerResource());
  ResourceNews news;
  news.rows = {Share(MakeServer("a"))};
  unsent.Add(news);
  news.rows.clear();
  news.left = {"b"};
  news.deleted = {"c"};
  unsent.Add(news);
  v1::WatchServersResponse message;
  ASSERT_TRUE(ParseMessage(unsent.Take().bytes(), &message));
  EXPECT_THAT(message.servers(), SizeIs(1));
  EXPECT_THAT(message.left_server_ids(), ElementsAre("b"));
  EXPECT_THAT(message.deleted_server_ids(), ElementsAre("c"));
  EXPECT_TRUE(message.synced());
}

}  // namespace
}  // namespace cloudphone
