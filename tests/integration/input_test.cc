// Input through a real gateway to the agents of simulated phones: what the phone's log shows of it.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/device_service.grpc.pb.h"
#include "cloudphone/v1/input_service.grpc.pb.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Named so in the simulator's README.
constexpr char kUnmapped[] = "cph-server-2-00055";
constexpr char kSilent[] = "cph-server-2-00054";

using Stream = grpc::ClientReaderWriter<v1::ControlInputRequest, v1::ControlInputResponse>;

class InputTest : public GatewayFixture {
 protected:
  InputTest() {
    simulator_.agents = true;
    StartWithSimulator();
    input_ = v1::InputService::NewStub(channel());
    for (const v1::Phone& phone : ListAll()) {
      if (phone.state() == v1::PHONE_STATE_RUNNING && running_.empty()) running_ = phone.phone_id();
      if (phone.phone_name() == kUnmapped) unmapped_ = phone.phone_id();
      if (phone.phone_name() == kSilent) silent_ = phone.phone_id();
    }
  }

  std::unique_ptr<Stream> Open(grpc::ClientContext* context, bool take_over) {
    SetDeadline(context);
    auto stream = input_->ControlInput(context);
    v1::ControlInputRequest request;
    request.mutable_start()->set_phone_id(running_);
    request.mutable_start()->set_screen_width(720);
    request.mutable_start()->set_screen_height(1280);
    request.mutable_start()->set_take_over(take_over);
    stream->Write(request);
    return stream;
  }
  static bool Touch(Stream* stream, uint64_t seq, v1::TouchAction action, int pointer = 0) {
    v1::ControlInputRequest request;
    request.set_seq(seq);
    request.mutable_touch()->set_pointer_id(pointer);
    request.mutable_touch()->set_action(action);
    request.mutable_touch()->set_x(111);
    request.mutable_touch()->set_y(222);
    return stream->Write(request);
  }
  static bool AwaitAck(Stream* stream, uint64_t seq) {
    v1::ControlInputResponse answer;
    while (stream->Read(&answer)) {
      if (answer.ack().acked_seq() >= seq) return true;
    }
    return false;
  }
  static absl::Status End(Stream* stream) {
    v1::ControlInputResponse answer;
    while (stream->Read(&answer)) {
    }
    return FromGrpcStatus(stream->Finish());
  }

  v1::TapRequest TapOn(const std::string& phone_id, bool allow_slow_path) const {
    v1::TapRequest tap;
    tap.set_phone_id(phone_id);
    tap.set_screen_width(720);
    tap.set_screen_height(1280);
    tap.set_x(111);
    tap.set_y(222);
    tap.set_allow_slow_path(allow_slow_path);
    return tap;
  }
  absl::StatusOr<v1::TapResponse> Tap(const v1::TapRequest& tap) {
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::TapResponse response;
    const grpc::Status status = input_->Tap(&context, tap, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // Whether a line of the phone's log, one that is there or comes, has all these words.
  bool LogShows(const std::vector<std::string>& words) {
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::StreamLogcatRequest request;
    request.set_phone_id(running_);
    request.set_tail_lines(1000);
    const auto device = v1::DeviceService::NewStub(channel());
    const auto log = device->StreamLogcat(&context, request);
    v1::StreamLogcatResponse message;
    while (log->Read(&message)) {
      for (const std::string& line : message.lines()) {
        bool all = true;
        for (const std::string& word : words) all = all && absl::StrContains(line, word);
        if (!all) continue;
        context.TryCancel();
        log->Finish();
        return true;
      }
    }
    return false;
  }

  std::unique_ptr<v1::InputService::Stub> input_;
  std::string running_;
  std::string unmapped_;
  std::string silent_;
};

TEST_F(InputTest, TouchesLandInThePhone) {
  grpc::ClientContext context;
  const auto stream = Open(&context, false);
  ASSERT_TRUE(Touch(stream.get(), 1, v1::TOUCH_ACTION_DOWN));
  ASSERT_TRUE(Touch(stream.get(), 2, v1::TOUCH_ACTION_UP));
  ASSERT_TRUE(AwaitAck(stream.get(), 2));
  stream->WritesDone();
  EXPECT_THAT(End(stream.get()), IsOk());
  EXPECT_TRUE(LogShows({"111", "222"}));
}

TEST_F(InputTest, OneSessionTakesOverFromAnother) {
  grpc::ClientContext first_context;
  const auto first = Open(&first_context, false);
  ASSERT_TRUE(Touch(first.get(), 1, v1::TOUCH_ACTION_DOWN));
  ASSERT_TRUE(AwaitAck(first.get(), 1));
  grpc::ClientContext refused_context;
  EXPECT_THAT(End(Open(&refused_context, false).get()), HasReason("INPUT_CONTROLLED_BY_ANOTHER"));
  grpc::ClientContext second_context;
  const auto second = Open(&second_context, true);
  EXPECT_THAT(End(first.get()), AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("INPUT_CONTROL_LOST")));
  ASSERT_TRUE(Touch(second.get(), 1, v1::TOUCH_ACTION_DOWN));
  EXPECT_TRUE(AwaitAck(second.get(), 1));
  second_context.TryCancel();
  second->Finish();
}

TEST_F(InputTest, ADrainEndsSessionsAndSaysWhenToComeBack) {
  grpc::ClientContext context;
  const auto stream = Open(&context, false);
  ASSERT_TRUE(Touch(stream.get(), 1, v1::TOUCH_ACTION_DOWN));
  ASSERT_TRUE(AwaitAck(stream.get(), 1));
  auto drained = Drain(DrainOptions());
  EXPECT_THAT(End(stream.get()), HasReason("GATEWAY_DRAINING"));
  drained.get();
}

TEST_F(InputTest, ATapGoesByTheAgent) {
  const auto tapped = Tap(TapOn(running_, true));
  ASSERT_THAT(tapped, IsOk());
  EXPECT_FALSE(tapped->slow_path());
  EXPECT_TRUE(LogShows({"111", "222"}));
}

TEST_F(InputTest, WithoutAnAgentATapGoesTheSlowPathWhereItMay) {
  const absl::Status unmapped = Tap(TapOn(unmapped_, false)).status();
  EXPECT_THAT(unmapped, HasReason("AGENT_PORT_NOT_MAPPED"));
  EXPECT_THAT(std::string(unmapped.message()), HasSubstr("allow_slow_path"));
  EXPECT_THAT(Tap(TapOn(silent_, false)).status(), HasReason("AGENT_NOT_RUNNING"));
  for (const std::string& phone_id : {unmapped_, silent_}) {
    const auto tapped = Tap(TapOn(phone_id, true));
    ASSERT_THAT(tapped, IsOk());
    EXPECT_TRUE(tapped->slow_path());
  }
}

}  // namespace
}  // namespace cloudphone
