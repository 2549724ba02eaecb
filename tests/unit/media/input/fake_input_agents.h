#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_FAKE_INPUT_AGENTS_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_FAKE_INPUT_AGENTS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "adapters/runtime/fake_timers.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/media/input_relay.h"
#include "service/serving/grpc_status.h"

namespace cloudphone {

// "start phone", "1 DOWN 3,4", "2 KEY_UP 59", "alive", "7 nothing".
inline std::string ToText(const AgentInputRequest& request) {
  switch (request.kind_case()) {
    case AgentInputRequest::kStart:
      return absl::StrCat("start ", request.start().phone_id());
    case AgentInputRequest::kKeepAlive:
      return "alive";
    case AgentInputRequest::kTouch:
      return absl::StrCat(request.seq(), " ",
                          v1::TouchAction_Name(request.touch().action()).substr(sizeof("TOUCH_ACTION_") - 1),
                          " ", request.touch().x(), ",", request.touch().y());
    case AgentInputRequest::kKey:
      return absl::StrCat(request.seq(), " ", v1::KeyAction_Name(request.key().action()).substr(4 + 7), " ",
                          request.key().key_code());
    default:
      return absl::StrCat(request.seq(), " nothing");
  }
}

inline AgentInputRequest StartOf(const std::string& phone_id) {
  AgentInputRequest request;
  request.mutable_start()->set_phone_id(phone_id);
  request.mutable_start()->set_screen_width(1080);
  request.mutable_start()->set_screen_height(1920);
  return request;
}
inline AgentInputRequest MoveOf(uint64_t seq) {
  AgentInputRequest request;
  request.set_seq(seq);
  request.mutable_touch()->set_action(v1::TOUCH_ACTION_MOVE);
  return request;
}
inline AgentInputAnswer StartedAnswer() {
  AgentInputAnswer answer;
  answer.mutable_started()->set_session_id("session");
  return answer;
}
inline AgentInputAnswer AckOf(uint64_t seq) {
  AgentInputAnswer answer;
  answer.mutable_ack()->set_acked_seq(seq);
  return answer;
}
inline AgentInputAnswer ErrorOf(uint64_t seq, const absl::Status& status) {
  AgentInputAnswer answer;
  answer.mutable_error()->set_seq(seq);
  *answer.mutable_error()->mutable_error() = FromStatus(status);
  return answer;
}

// A stream to an agent that the test plays.
class FakeInputStream final : public AgentInputStream {
 public:
  explicit FakeInputStream(std::shared_ptr<AgentInputListener> listener) : listener_(std::move(listener)) {}

  void Send(AgentInputRequest request) override { sent.push_back(ToText(request)); }
  void KeepAlive() override { sent.emplace_back("alive"); }
  void ReadOn() override { reads = true; }
  void Close() override { closed = true; }
  void Cancel() override { cancelled = true; }

  // Answers, where the session has asked for an answer; false where it has not.
  bool Answer(const AgentInputAnswer& answer) {
    if (!std::exchange(reads, false)) return false;
    listener_->OnAnswer(answer);
    return true;
  }
  void End(const grpc::Status& status) { std::exchange(listener_, nullptr)->OnEnd(status); }

  std::vector<std::string> sent;
  bool reads = false;
  bool closed = false;
  bool cancelled = false;

 private:
  std::shared_ptr<AgentInputListener> listener_;
};

// Finds the agent of any phone, at once or when the test says so.
class FakePhoneAgents final : public PhoneAgents {
 public:
  void Find(Account*, const std::string& phone_id, absl::Time, Found done) override {
    asked.push_back(phone_id);
    waiting_.push_back(std::move(done));
    if (!answers_late) Answer();
  }
  void Forget(Account*, const std::string& phone_id) override { forgotten.push_back(phone_id); }

  void Answer() {
    for (Found& done : std::exchange(waiting_, {})) {
      status.ok() ? std::move(done)(AgentLink()) : std::move(done)(status);
    }
  }

  bool answers_late = false;
  absl::Status status;
  std::vector<std::string> asked;
  std::vector<std::string> forgotten;

 private:
  std::vector<Found> waiting_;
};

// Who has a session, and reads all that it is told.
class RecordingClient final : public InputClient {
 public:
  void OnAnswer(const AgentInputAnswer& answer) override { answers.push_back(answer); }
  void OnRoom() override { ++rooms; }
  void OnEnd(const absl::Status& status) override {
    ++ends;
    end = status;
  }

  std::vector<AgentInputAnswer> answers;
  int rooms = 0;
  int ends = 0;
  absl::optional<absl::Status> end;
};

// Agents that the test plays.
struct FakeInputAgents {
  FakeTimers timers;
  std::shared_ptr<FakePhoneAgents> phones = std::make_shared<FakePhoneAgents>();
  std::vector<std::shared_ptr<FakeInputStream>> streams;
  InputAgents agents{phones, &timers, [this](const AgentLink&, std::shared_ptr<AgentInputListener> listener) {
                       streams.push_back(std::make_shared<FakeInputStream>(std::move(listener)));
                       return streams.back();
                     }};

  FakeInputStream& stream() { return *streams.at(0); }
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_INPUT_FAKE_INPUT_AGENTS_H_
