// The state machine of fingers and keys against a second, plain account of what the engine may be told: no
// finger comes down twice or is lifted twice, no point lies outside, and at the end nothing is held.

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/manual_executor.h"
#include "service/agent/input/input_control.h"
#include "tests/fuzz/fuzz_target.h"

namespace cloudphone {
namespace {

constexpr int kWidth = 100;
constexpr int kHeight = 200;

// An engine that judges the order of what it is told.
class StrictEngine final : public MediaEngine {
 public:
  absl::Status OpenAudio(const AudioSettings&, AudioSink) override { return absl::OkStatus(); }
  absl::Status CloseAudio() override { return absl::OkStatus(); }
  EngineDescription Describe() const override { return {}; }
  absl::Status InjectTouch(const TouchInput& touch) override {
    Demand(touch.pointer < 10 && touch.x <= kWidth && touch.y <= kHeight, "a touch lies on the screen");
    if (touch.action == TouchAction::kDown) {
      Demand(fingers_.insert(touch.pointer).second, "a finger that comes down was up");
    } else if (touch.action == TouchAction::kMove) {
      Demand(fingers_.count(touch.pointer) == 1, "a finger that moves is down");
    } else if (touch.action == TouchAction::kUp) {
      Demand(fingers_.erase(touch.pointer) == 1, "a finger that is lifted was down");
    } else {
      fingers_.clear();
    }
    return absl::OkStatus();
  }
  absl::Status InjectKey(const KeyInput& key) override {
    if (key.action == KeyAction::kDown) {
      keys_.insert(key.code);
    } else {
      Demand(keys_.erase(key.code) == 1, "a key that goes up was down");
    }
    return absl::OkStatus();
  }
  bool holds_nothing() const { return fingers_.empty() && keys_.empty(); }

 private:
  std::set<int> fingers_;
  std::set<int> keys_;
};

// What a session is told in any case: each event of its own stream at most once, in rising order.
class StrictListener final : public InputListener {
 public:
  void OnAck(uint64_t seq, absl::Duration) override {
    Demand(seq > acked_, "acks rise");
    Demand(!closed_, "nothing comes after the end");
    acked_ = seq;
  }
  void OnError(uint64_t seq, const absl::Status& error) override {
    Demand(!error.ok(), "an error is none");
    Demand(seq > acked_, "no ack came before an error that it covers");
  }
  void OnRoom() override {}
  void OnLost(v1::ControlLostCause) override {}
  void OnClosed(const absl::Status&) override {
    Demand(!closed_, "the end comes once");
    closed_ = true;
  }

 private:
  uint64_t acked_ = 0;
  bool closed_ = false;
};

ClientEvent ReadEvent(FuzzInput* input) {
  if (input->Byte() % 4 == 0) {
    v1::KeyEvent key;
    key.set_action(static_cast<v1::KeyAction>(input->Byte() % 4));
    key.set_key_code(input->Byte() % 6 - 1);
    return key;
  }
  v1::TouchEvent touch;
  touch.set_action(static_cast<v1::TouchAction>(input->Byte() % 6));
  touch.set_pointer_id(input->Byte() % 14);
  touch.set_x(input->Byte() % (kWidth + 10) - 5);
  touch.set_y(input->Byte() % (kHeight + 10) - 5);
  return touch;
}

std::vector<ClientEvent> ReadEvents(FuzzInput* input) {
  std::vector<ClientEvent> events;
  for (int left = 1 + input->Byte() % 5; left > 0; --left) events.push_back(ReadEvent(input));
  return events;
}

// One phone, and the session that was started last. A session sends its events in one of the two ways: each
// numbers for itself.
struct Play {
  void Start(bool take_over, bool by_calls) {
    v1::InputStart start;
    start.set_screen_width(kWidth);
    start.set_screen_height(kHeight);
    start.set_take_over(take_over);
    const auto started = control->Start(start, std::make_shared<StrictListener>());
    if (!started.ok()) return;
    id = *started;
    seq = 0;
    sends = by_calls;
  }
  void Step(FuzzInput* input) {
    switch (input->Byte() % 10) {
      case 0:
        return Start(input->Byte() % 2 == 0, input->Byte() % 2 == 0);
      case 1:
        return control->End(id);
      case 2:
        return timers.Advance(absl::Milliseconds(input->Number(0, 7000)));
      case 3:
        return input->Byte() % 2 == 0 ? control->Renew(id) : control->SetUnread(id, input->Byte() % 2 == 0);
      case 4:
        return executor.RunAll();
      default:
        return sends ? Send(input) : Offer(input);
    }
  }
  void Offer(FuzzInput* input) {
    seq += input->Byte() % 3;
    control->Offer(id, seq, ReadEvent(input));
  }
  // Mostly the next ones, sometimes such as came before or come too early.
  void Send(FuzzInput* input) {
    const uint64_t first = seq + 1 + input->Byte() % 8 - std::min<uint64_t>(seq, input->Byte() % 4);
    const std::vector<ClientEvent> events = ReadEvents(input);
    if (control->Send(id, first, events).ok()) seq = std::max(seq, first + events.size() - 1);
  }

  FakeTimers timers;
  ManualExecutor executor;
  StrictEngine engine;
  std::shared_ptr<InputControl> control = InputControl::Make(&engine, &executor, &timers, InputOptions());
  std::string id;
  uint64_t seq = 0;
  bool sends = false;
};

}  // namespace

std::vector<std::string> FuzzSeeds() {
  // Long rows of choices: most of them are events, by the table above.
  std::mt19937 random(7);
  std::vector<std::string> seeds;
  for (int i = 0; i < 50; ++i) {
    std::string seed(2, '\0');
    while (seed.size() < 1500) seed.push_back(static_cast<char>(random()));
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

}  // namespace cloudphone

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cloudphone::FuzzInput input(data, size);
  cloudphone::Play play;
  while (!input.empty()) play.Step(&input);
  play.control->Close(absl::OkStatus());
  play.executor.RunAll();
  cloudphone::Demand(play.engine.holds_nothing(), "nothing is held at the end");
  return 0;
}
