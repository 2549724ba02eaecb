#include <csignal>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "service/simulator/engine/engine_core.h"

namespace cloudphone::simulator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EngineInputTest : public testing::Test {
 protected:
  void Make(const EngineOptions& options) {
    core_ = std::make_unique<EngineCore>(
        options, &timers_, [this](const EngineEvent& event) { events_.push_back(ToLine(event)); });
  }
  void SetUp() override { Make({}); }

  static InputTouch Legal() {
    InputTouch touch{};
    touch.pressure = 129;
    touch.touchX = 52;
    touch.touchY = 157;
    touch.physicalWidth = 720;
    touch.physicalHeight = 1280;
    return touch;
  }
  int Touch(uint8_t pointer, uint8_t action) {
    InputTouch touch = Legal();
    touch.pointerID = pointer;
    touch.action = action;
    return core_->InjectTouchData(&touch);
  }
  // The bad orders among the events.
  std::vector<std::string> BadOrders() const {
    std::vector<std::string> found;
    for (const std::string& line : events_) {
      if (line.rfind("bad order: ", 0) == 0) found.push_back(line.substr(11));
    }
    return found;
  }

  FakeTimers timers_;
  std::vector<std::string> events_;
  std::unique_ptr<EngineCore> core_;
};

struct TouchRow {
  const char* name;
  void (*change)(InputTouch* touch);
  int code;
};

void PrintTo(const TouchRow& row, std::ostream* out) { *out << row.name; }

const TouchRow kTouches[] = {
    {"Sample", [](InputTouch*) {}, 0},
    {"LastPointer", [](InputTouch* touch) { touch->pointerID = 9; }, 0},
    {"PointerTooLarge", [](InputTouch* touch) { touch->pointerID = 10; }, -1000},
    {"LastOrientation", [](InputTouch* touch) { touch->orientation = 3; }, 0},
    {"OrientationTooLarge", [](InputTouch* touch) { touch->orientation = 4; }, -1000},
    {"WidestScreen", [](InputTouch* touch) { touch->physicalWidth = 2160; }, 0},
    {"ScreenTooWide", [](InputTouch* touch) { touch->physicalWidth = 2161; }, -1000},
    {"TallestScreen", [](InputTouch* touch) { touch->physicalHeight = 4096; }, 0},
    {"ScreenTooTall", [](InputTouch* touch) { touch->physicalHeight = 4097; }, -1000},
    {"Corner", [](InputTouch* touch) { touch->touchX = 720, touch->touchY = 1280; }, 0},
    {"RightOfScreen", [](InputTouch* touch) { touch->touchX = 721; }, -1000},
    {"BelowScreen", [](InputTouch* touch) { touch->touchY = 1281; }, -1000},
    {"NoScreen", [](InputTouch* touch) { touch->physicalWidth = touch->physicalHeight = 0; }, 0},
    {"OutsideOfNoScreen", [](InputTouch* touch) { touch->physicalWidth = 0, touch->touchX = 721; }, -1000},
};

class TouchRangeTest : public EngineInputTest, public testing::WithParamInterface<TouchRow> {};

TEST_P(TouchRangeTest, IsTakenOrRefused) {
  InputTouch touch = Legal();
  GetParam().change(&touch);
  EXPECT_EQ(core_->InjectTouchData(&touch), GetParam().code);
  EXPECT_THAT(events_, SizeIs(GetParam().code == 0 ? 1 : 0)) << "only what is accepted is an event";
}

INSTANTIATE_TEST_SUITE_P(Touches, TouchRangeTest, testing::ValuesIn(kTouches),
                         [](const testing::TestParamInfo<TouchRow>& row) {
                           return std::string(row.param.name);
                         });

TEST_F(EngineInputTest, KeysGoDownAndUpOnly) {
  for (const uint16_t action : {0, 1, 2}) {
    const InputKey key{24, action, {}};
    EXPECT_EQ(core_->InjectKeyData(&key), action <= 1 ? 0 : -1001);
  }
  EXPECT_THAT(events_, ElementsAre("key code=24 action=0", "key code=24 action=1"));
}

TEST_F(EngineInputTest, APackedTouchIsReadWhereThatIsTheLayout) {
  EngineOptions options;
  options.input_layout = EngineOptions::Layout::kPacked;
  Make(options);
  PackedInputTouch touch{};
  touch.pointerID = 3;
  touch.orientation = 1;
  touch.action = 2;
  touch.pressure = 300;
  touch.touchX = 52;
  touch.touchY = 157;
  touch.physicalWidth = 720;
  touch.physicalHeight = 1280;
  touch.touchTime = -7;
  EXPECT_EQ(core_->InjectTouchData(&touch), 0);
  EXPECT_EQ(events_.front(),
            "touch pointer=3 action=2 x=52 y=157 width=720 height=1280 orientation=1 pressure=300 time=-7");
}

TEST_F(EngineInputTest, FingersAreFollowed) {
  Touch(0, 0);
  Touch(1, 5);
  Touch(0, 2);
  EXPECT_THAT(core_->fingers(), SizeIs(2));
  Touch(1, 6);
  EXPECT_THAT(core_->fingers(), ElementsAre(testing::Key(0)));
  Touch(2, 0);
  Touch(0, 3);
  EXPECT_THAT(core_->fingers(), IsEmpty()) << "CANCEL lifts all";
  EXPECT_THAT(BadOrders(), IsEmpty());
}

TEST_F(EngineInputTest, BadOrderIsLoggedAndDone) {
  EXPECT_EQ(Touch(0, 1), 0);
  EXPECT_EQ(Touch(0, 2), 0);
  EXPECT_EQ(Touch(0, 0), 0);
  EXPECT_EQ(Touch(0, 0), 0);
  EXPECT_EQ(Touch(0, 8), 0);
  EXPECT_THAT(BadOrders(), ElementsAre("finger 0 goes up and was not down", "finger 0 moves and is not down",
                                       "finger 0 goes down twice", "finger 0 has action 8"));
  EXPECT_THAT(events_, SizeIs(9));
}

TEST_F(EngineInputTest, AForcedResultDoesNothing) {
  EngineOptions options;
  options.results = {{"InjectTouchData", -1100}, {"InjectKeyData", 0}};
  Make(options);
  EXPECT_EQ(Touch(0, 0), -1100);
  const InputKey key{24, 0, {}};
  EXPECT_EQ(core_->InjectKeyData(&key), 0);
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(EngineInputTest, VideoKnowsItsOrderAndRanges) {
  EXPECT_EQ(core_->SetParams("{}"), -3000);
  EXPECT_EQ(core_->SetPhysicalResolution(239, 480, 0), -3001);
  EXPECT_EQ(core_->SetPhysicalResolution(480, 239, 0), -3001);
  EXPECT_EQ(core_->SetPhysicalResolution(240, 240, 139), -3002);
  EXPECT_EQ(core_->SetPhysicalResolution(240, 240, 601), -3002);
  EXPECT_EQ(core_->SetPhysicalResolution(240, 240, 140), 0);
  EXPECT_EQ(core_->SetPhysicalResolution(240, 240, 0), 0);
  EXPECT_EQ(core_->OpenVideo(), 0);
  EXPECT_EQ(core_->OpenVideo(), -3100);
  EXPECT_EQ(core_->SetPhysicalResolution(240, 240, 0), -3003);
  EXPECT_EQ(core_->SetParams(R"({"bitrate":1000000})"), 0);
  EXPECT_EQ(core_->GenerateKeyFrame(), 0);
  EXPECT_EQ(core_->CloseVideo(), 0);
  EXPECT_EQ(core_->CloseVideo(), -3200);
}

// Each function answers what it is told to.
TEST_F(EngineInputTest, EveryFunctionCanBeForced) {
  EngineOptions options;
  for (const char* const function :
       {"OpenAudio", "CloseAudio", "OpenVideo", "CloseVideo", "SetPhysicalResolution", "SetParams",
        "GenerateKeyFrame", "InjectTouchData", "InjectKeyData"}) {
    options.results[function] = -7;
  }
  Make(options);
  const InputKey key{};
  const std::vector<int> answers = {core_->OpenAudio("", [](uint8_t*, uint32_t, void*) {}),
                                    core_->CloseAudio(),
                                    core_->OpenVideo(),
                                    core_->CloseVideo(),
                                    core_->SetPhysicalResolution(720, 1280, 0),
                                    core_->SetParams("{}"),
                                    core_->GenerateKeyFrame(),
                                    Touch(0, 0),
                                    core_->InjectKeyData(&key)};
  EXPECT_THAT(answers, testing::Each(-7));
}

}  // namespace
}  // namespace cloudphone::simulator
