// WatchPhones and WatchServers as a client sees them.

#include "service/gateway/rpc/watch_resources_stream.h"

#include <memory>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matchers.h"
#include "tests/unit/rpc/resource_server.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Stream {
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<v1::WatchPhonesResponse>> reader;
};

class WatchResourcesStreamTest : public ::testing::Test {
 protected:
  // A stream that the hub knows of when this returns: gRPC sends nothing before the handler has returned.
  std::unique_ptr<Stream> Watch(const v1::WatchPhonesRequest& request = {}) {
    auto stream = std::make_unique<Stream>();
    stream->reader = server_.phone_stub->WatchPhones(&stream->context, request);
    stream->reader->WaitForInitialMetadata();
    server_.timers.Advance(absl::ZeroDuration());
    return stream;
  }
  void AddPhones(int count) {
    server_.phones.page_size = 200;
    for (int i = 0; i < count; ++i) server_.phones.Add(MakePhone(absl::StrCat(i)));
  }

  ResourceServer server_;
  v1::WatchPhonesResponse message_;
};

TEST_F(WatchResourcesStreamTest, SendsTheSnapshotThenChanges) {
  AddPhones(2);
  const auto stream = Watch();
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_THAT(message_.phones(), SizeIs(2));
  EXPECT_TRUE(message_.synced());
  server_.phones.Find("1")->set_state(v1::PHONE_STATE_STOPPED);
  server_.timers.Advance(absl::Seconds(2.5));
  ASSERT_TRUE(stream->reader->Read(&message_));
  ASSERT_THAT(message_.phones(), SizeIs(1));
  EXPECT_EQ(message_.phones(0).state(), v1::PHONE_STATE_STOPPED);
  EXPECT_TRUE(message_.synced());
  server_.phones.Delete("0");
  server_.timers.Advance(absl::Seconds(2.5));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_THAT(message_.phones(), IsEmpty());
  EXPECT_THAT(message_.deleted_phone_ids(), ElementsAre("0"));
}

TEST_F(WatchResourcesStreamTest, SendsWhatTheFilterSelects) {
  AddPhones(2);
  server_.phones.Find("1")->set_state(v1::PHONE_STATE_STOPPED);
  v1::WatchPhonesRequest request;
  request.set_state(v1::PHONE_STATE_STOPPED);
  const auto stream = Watch(request);
  ASSERT_TRUE(stream->reader->Read(&message_));
  ASSERT_THAT(message_.phones(), SizeIs(1));
  EXPECT_EQ(message_.phones(0).phone_id(), "1");
  server_.phones.Find("1")->set_state(v1::PHONE_STATE_RUNNING);
  server_.timers.Advance(absl::Seconds(2.5));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_THAT(message_.left_phone_ids(), ElementsAre("1"));
}

TEST_F(WatchResourcesStreamTest, SendsAnEmptySnapshotToo) {
  const auto stream = Watch();
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_TRUE(message_.synced());
  EXPECT_FALSE(message_.heartbeat());
  EXPECT_THAT(message_.phones(), IsEmpty());
}

TEST_F(WatchResourcesStreamTest, SendsHeartbeatsAlsoBeforeTheSnapshot) {
  server_.phones.list_failure = absl::UnavailableError("down");
  const auto stream = Watch();
  server_.timers.Advance(absl::Seconds(26));
  ASSERT_TRUE(stream->reader->Read(&message_));
  EXPECT_TRUE(message_.heartbeat());
  EXPECT_FALSE(message_.synced());
}

TEST_F(WatchResourcesStreamTest, AThousandPhonesComeInParts) {
  AddPhones(1000);
  const auto stream = Watch();
  std::set<std::string> ids;
  for (int part = 0; part < 5; ++part) {
    ASSERT_TRUE(stream->reader->Read(&message_));
    EXPECT_THAT(message_.phones(), SizeIs(200));
    EXPECT_EQ(message_.synced(), part == 4);
    for (const v1::Phone& phone : message_.phones()) ids.insert(phone.phone_id());
  }
  EXPECT_THAT(ids, SizeIs(1000));
}

TEST_F(WatchResourcesStreamTest, StalledReadersCostTheOthersNothing) {
  AddPhones(3);
  std::vector<std::unique_ptr<Stream>> stalled;
  for (int i = 0; i < 200; ++i) stalled.push_back(Watch());
  const auto reader = Watch();
  ASSERT_TRUE(reader->reader->Read(&message_));
  for (int round = 0; round < 20; ++round) {
    server_.phones.Find("1")->set_phone_name(std::string(1000, static_cast<char>('a' + round)));
    server_.timers.Advance(absl::Seconds(2.5));
    ASSERT_TRUE(reader->reader->Read(&message_)) << "each state reaches who reads";
    ASSERT_EQ(message_.phones(0).phone_name()[0], 'a' + round);
  }
  // The snapshot was on its way; behind it waited the newest state only.
  for (const auto& stream : stalled) {
    ASSERT_TRUE(stream->reader->Read(&message_));
    ASSERT_THAT(message_.phones(), SizeIs(3));
    ASSERT_TRUE(stream->reader->Read(&message_));
    ASSERT_THAT(message_.phones(), SizeIs(1));
    ASSERT_EQ(message_.phones(0).phone_name()[0], 'a' + 19);
  }
}

TEST_F(WatchResourcesStreamTest, ADrainEndsAlsoWhoDoesNotRead) {
  AddPhones(1);
  const auto stream = Watch();
  server_.calls.EndStreams();
  ASSERT_TRUE(stream->reader->Read(&message_)) << "what was on its way arrives";
  EXPECT_FALSE(stream->reader->Read(&message_));
  const grpc::Status end = stream->reader->Finish();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(end, RetryIn(absl::Seconds(1)));
  const auto late = Watch();
  EXPECT_FALSE(late->reader->Read(&message_));
  EXPECT_THAT(late->reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(WatchResourcesStreamTest, AWrongFilterIsNamed) {
  v1::WatchPhonesRequest request;
  request.set_server_id(std::string(33, 'x'));
  const auto stream = Watch(request);
  EXPECT_FALSE(stream->reader->Read(&message_));
  const grpc::Status end = stream->reader->Finish();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(end, NamesField("server_id"));
  EXPECT_THAT(server_.phones.reads, IsEmpty());
}

TEST_F(WatchResourcesStreamTest, AnErrorThatCannotHealEndsIt) {
  server_.phones.list_failure = absl::PermissionDeniedError("no");
  const auto stream = Watch();
  EXPECT_FALSE(stream->reader->Read(&message_));
  EXPECT_THAT(stream->reader->Finish(), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(WatchResourcesStreamTest, ACallerThatGoesIsForgotten) {
  AddPhones(1);
  const auto stream = Watch();
  stream->context.TryCancel();
  EXPECT_THAT(stream->reader->Finish(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_TRUE(server_.calls.WaitUntilEmpty(absl::Seconds(30)));
  server_.timers.Advance(absl::ZeroDuration());
  EXPECT_EQ(server_.timers.pending(), 0);
}

TEST_F(WatchResourcesStreamTest, WatchesServersAlike) {
  server_.servers.resources = {MakeServer("a"), MakeServer("b")};
  grpc::ClientContext context;
  v1::WatchServersRequest request;
  request.set_state(v1::SERVER_STATE_RUNNING);
  const auto reader = server_.server_stub->WatchServers(&context, request);
  reader->WaitForInitialMetadata();
  server_.timers.Advance(absl::ZeroDuration());
  v1::WatchServersResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_THAT(message.servers(), SizeIs(2));
  EXPECT_TRUE(message.synced());
  server_.servers.Find("b")->set_state(v1::SERVER_STATE_STOPPING);
  server_.servers.Delete("a");
  server_.timers.Advance(absl::Seconds(2.5));
  ASSERT_TRUE(reader->Read(&message));
  std::vector<std::string> gone(message.deleted_server_ids().begin(), message.deleted_server_ids().end());
  std::vector<std::string> left(message.left_server_ids().begin(), message.left_server_ids().end());
  if (gone.empty() || left.empty()) {  // One message or two: the stream was free after the first.
    ASSERT_TRUE(reader->Read(&message));
    gone.insert(gone.end(), message.deleted_server_ids().begin(), message.deleted_server_ids().end());
    left.insert(left.end(), message.left_server_ids().begin(), message.left_server_ids().end());
  }
  EXPECT_THAT(gone, ElementsAre("a"));
  EXPECT_THAT(left, ElementsAre("b"));
}

}  // namespace
}  // namespace cloudphone
