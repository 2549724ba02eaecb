#include "service/gateway/rpc/wire_message.h"

#include <string>
#include <vector>

#include "cloudphone/v1/phone_service.pb.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

grpc::ByteBuffer Bytes(const std::vector<std::string>& pieces) {
  std::vector<grpc::Slice> slices;
  slices.reserve(pieces.size());
  for (const std::string& piece : pieces) slices.emplace_back(piece);
  return grpc::ByteBuffer(slices.data(), slices.size());
}

v1::ListPhonesResponse Message(int phones) {
  v1::ListPhonesResponse message;
  for (int i = 0; i < phones; ++i) {
    message.add_phones()->set_phone_id(std::to_string(i));
    message.mutable_phones(i)->set_phone_name(std::string(100, 'x'));
  }
  return message;
}

TEST(WireMessageTest, ComesBackAsItWas) {
  for (const int phones : {0, 1, 1000}) {
    const v1::ListPhonesResponse message = Message(phones);
    const grpc::ByteBuffer bytes = SerializeMessage(message);
    EXPECT_EQ(bytes.Length(), message.ByteSizeLong());
    v1::ListPhonesResponse read;
    ASSERT_TRUE(ParseMessage(bytes, &read));
    EXPECT_EQ(read.SerializeAsString(), message.SerializeAsString());
    ASSERT_TRUE(ParseMessage(bytes, &read)) << "reading does not use the bytes up";
  }
}

TEST(WireMessageTest, IsOneSlice) {
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(SerializeMessage(Message(1000)).Dump(&slices).ok());
  EXPECT_EQ(slices.size(), 1u);
}

TEST(WireMessageTest, ReadsAcrossSlices) {
  const std::string text = Message(3).SerializeAsString();
  v1::ListPhonesResponse read;
  ASSERT_TRUE(ParseMessage(Bytes({text.substr(0, 1), text.substr(1, 70), "", text.substr(71)}), &read));
  EXPECT_EQ(read.phones_size(), 3);
}

TEST(WireMessageTest, RefusesWhatIsNoSuchMessage) {
  v1::GetPhoneRequest read;
  const std::string kBad[] = {
      std::string("\x0a\x05"
                  "ab",
                  4),                      // Shorter than it says.
      std::string("\x0a\x02\xff\xfe", 4),  // A string that is not UTF-8.
      std::string("\x07"),                 // No wire type.
      std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
  };
  for (const std::string& bad : kBad) EXPECT_FALSE(ParseMessage(Bytes({bad}), &read)) << bad;
  EXPECT_FALSE(ParseMessage(grpc::ByteBuffer(), &read)) << "no bytes at all, as opposed to none";
  EXPECT_TRUE(ParseMessage(Bytes({""}), &read));
}

}  // namespace
}  // namespace cloudphone
