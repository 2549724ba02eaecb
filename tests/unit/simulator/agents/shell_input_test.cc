#include "service/simulator/agents/shell_input.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace cloudphone::simulator {
namespace {

// Writes down what it is told.
class WritingEngine final : public MediaEngine {
 public:
  absl::Status OpenAudio(const AudioSettings&, AudioSink) override { return absl::OkStatus(); }
  absl::Status CloseAudio() override { return absl::OkStatus(); }
  absl::Status InjectTouch(const TouchInput& touch) override {
    events.push_back(
        absl::StrCat(std::string(1, "DUM"[static_cast<int>(touch.action)]), touch.x, ",", touch.y));
    EXPECT_EQ(touch.width, 720);
    EXPECT_EQ(touch.height, 1280);
    return absl::OkStatus();
  }
  absl::Status InjectKey(const KeyInput& key) override {
    events.push_back(absl::StrCat(key.action == KeyAction::kDown ? "k" : "K", key.code));
    return absl::OkStatus();
  }
  EngineDescription Describe() const override { return {}; }

  std::vector<std::string> events;
};

TEST(ShellInputTest, TheShellsInputMovesFingersAndKeys) {
  struct Row {
    const char* command;
    const char* events;
  };
  for (const Row& row : {
           Row{"input tap 10 20", "D10,20 U10,20"},
           Row{"/system/bin/input tap 10.7 20", "D10,20 U10,20"},
           Row{"input tap 9999 -5", "D720,0 U720,0"},
           Row{"input tap 10", ""},
           Row{"input tap 10 nan", ""},
           Row{"input swipe 1 2 3 4 500", "D1,2 M3,4 U3,4"},
           Row{"input draganddrop 1 2 3 4", "D1,2 M3,4 U3,4"},
           Row{"input swipe 1 2 3", ""},
           Row{"input keyevent 24 25", "k24 K24 k25 K25"},
           Row{"input keyevent KEYCODE_HOME", ""},
           Row{"input text 12 34", ""},
           Row{"input", ""},
           Row{"echo tap 10 20", ""},
           Row{"", ""},
       }) {
    WritingEngine engine;
    InjectCommand(row.command, &engine);
    EXPECT_EQ(absl::StrJoin(engine.events, " "), row.events) << row.command;
  }
}

}  // namespace
}  // namespace cloudphone::simulator
