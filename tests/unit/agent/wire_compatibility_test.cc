// The gateway hands the agents' messages on unread, so their fields are those of the public contract.

#include <string>
#include <utility>

#include "cloudphone/agent/v1/audio_service.pb.h"
#include "cloudphone/agent/v1/device_service.pb.h"
#include "cloudphone/agent/v1/input_service.pb.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "cloudphone/v1/device_service.pb.h"
#include "cloudphone/v1/input_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool IsSame(const FieldDescriptor& a, const FieldDescriptor& b) {
  if (a.number() != b.number() || a.type() != b.type() || a.is_repeated() != b.is_repeated()) return false;
  if (a.message_type() == nullptr || a.message_type() == b.message_type()) return true;
  // Each side has an InputEvent of its own.
  return a.message_type()->name() == b.message_type()->name();
}

// Whether every field of `part` is in `whole`, by name, number and type.
void ExpectWithin(const Descriptor* part, const Descriptor* whole) {
  for (int i = 0; i < part->field_count(); ++i) {
    const FieldDescriptor& field = *part->field(i);
    const FieldDescriptor* other = whole->FindFieldByName(field.name());
    ASSERT_NE(other, nullptr) << field.full_name();
    EXPECT_TRUE(IsSame(field, *other)) << field.full_name();
  }
}

template <typename Part, typename Whole>
void ExpectWithin() {
  ExpectWithin(Part::descriptor(), Whole::descriptor());
}
template <typename A, typename B>
void ExpectSame() {
  ExpectWithin<A, B>();
  ExpectWithin<B, A>();
}

TEST(WireCompatibilityTest, MessagesThatAreHandedOnAreTheSame) {
  ExpectSame<agent::v1::StreamAudioResponse, v1::StreamAudioResponse>();
  ExpectSame<agent::v1::StreamAudioRequest, v1::StreamAudioRequest>();
  ExpectSame<agent::v1::GetAudioStatusResponse, v1::GetAudioStatusResponse>();
  ExpectSame<agent::v1::StopAudioResponse, v1::StopAudioResponse>();
  ExpectSame<agent::v1::ControlInputResponse, v1::ControlInputResponse>();
  ExpectSame<agent::v1::SendInputRequest, v1::SendInputRequest>();
  ExpectSame<agent::v1::SendInputResponse, v1::SendInputResponse>();
  ExpectSame<agent::v1::InputEvent, v1::InputEvent>();
  ExpectSame<agent::v1::TakeScreenshotResponse, v1::TakeScreenshotResponse>();
  ExpectSame<agent::v1::StreamLogcatRequest, v1::StreamLogcatRequest>();
  ExpectSame<agent::v1::StreamLogcatResponse, v1::StreamLogcatResponse>();
}

TEST(WireCompatibilityTest, OneSideMayHaveMoreWhereTheContractSaysSo) {
  ExpectWithin<v1::ControlInputRequest, agent::v1::ControlInputRequest>();        // And keep_alive.
  ExpectWithin<agent::v1::ControlInputResponse, v1::OpenInputSessionResponse>();  // And heartbeat.
  EXPECT_EQ(v1::OpenInputSessionResponse::kHeartbeatFieldNumber, 5);
}

}  // namespace
}  // namespace cloudphone
