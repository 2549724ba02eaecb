// Random sessions against a second, plain account of what the engine may be told: no finger comes down twice
// or is lifted twice, no point lies outside, and at the end nothing is held.

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "adapters/runtime/fake_timers.h"
#include "adapters/runtime/manual_executor.h"
#include "gtest/gtest.h"
#include "service/agent/input/input_control.h"
#include "tests/unit/agent/input_events.h"
#include "tests/unit/agent/input_recorder.h"

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
    EXPECT_LT(touch.pointer, 10);
    EXPECT_LE(touch.x, kWidth);
    EXPECT_LE(touch.y, kHeight);
    const int pointer = touch.pointer;
    switch (touch.action) {
      case TouchAction::kDown:
        EXPECT_TRUE(fingers.insert(pointer).second) << "finger " << pointer << " is down already";
        break;
      case TouchAction::kMove:
        EXPECT_EQ(fingers.count(pointer), 1u) << "finger " << pointer << " is not down";
        break;
      case TouchAction::kUp:
        EXPECT_EQ(fingers.erase(pointer), 1u) << "finger " << pointer << " is not down";
        break;
      default:
        fingers.clear();
    }
    return absl::OkStatus();
  }
  absl::Status InjectKey(const KeyInput& key) override {
    if (key.action == KeyAction::kDown) {
      keys.insert(key.code);
    } else {
      EXPECT_EQ(keys.erase(key.code), 1u) << "key " << key.code << " is not down";
    }
    return absl::OkStatus();
  }

  std::set<int> fingers;
  std::set<int> keys;
};

class RandomInput {
 public:
  explicit RandomInput(unsigned seed) : random_(seed) {}

  int Pick(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  ClientEvent Event() {
    if (Pick(4) == 0) return Key(static_cast<v1::KeyAction>(Pick(4)), Pick(5));
    return Touch(static_cast<v1::TouchAction>(Pick(6)), Pick(14), Pick(kWidth + 10) - 5,
                 Pick(kHeight + 10) - 5);
  }

 private:
  std::mt19937 random_;
};

void PlayASession(unsigned seed) {
  SCOPED_TRACE(seed);
  RandomInput random(seed);
  FakeTimers timers;
  ManualExecutor executor;
  StrictEngine engine;
  const auto control = InputControl::Make(&engine, &executor, &timers, InputOptions());
  std::string id;
  uint64_t offered = 0;
  for (int step = 0; step < 400; ++step) {
    if (id.empty() || random.Pick(100) == 0) {
      v1::InputStart start;
      start.set_screen_width(kWidth);
      start.set_screen_height(kHeight);
      start.set_take_over(true);
      id = *control->Start(start, std::make_shared<InputRecorder>());
      offered = 0;
    }
    const int what = random.Pick(20);
    if (what < 12) control->Offer(id, ++offered, random.Event());
    if (what == 12) control->Send(id, random.Pick(70), {random.Event(), random.Event()}).IgnoreError();
    if (what == 13) control->End(id);
    if (what == 14) timers.Advance(absl::Milliseconds(random.Pick(7000)));
    if (what > 14) executor.RunAll();
  }
  control->Close();
  executor.RunAll();
  EXPECT_TRUE(engine.fingers.empty());
  EXPECT_TRUE(engine.keys.empty());
}

TEST(InputRandomTest, NoSessionLeavesTheEngineInDisorder) {
  for (unsigned seed = 1; seed <= 300; ++seed) PlayASession(seed);
}

}  // namespace
}  // namespace cloudphone
