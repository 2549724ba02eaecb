#include "service/simulator/agents/shell_input.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "service/simulator/engine/injected_input.h"

namespace cloudphone::simulator {
namespace {

// The last one, which no client's session gets as long as it has fewer than ten fingers down.
constexpr uint8_t kPointer = 9;

// The numbers behind the verb, as far as the engine's fields go.
std::vector<uint16_t> ReadNumbers(const std::vector<std::string>& words) {
  std::vector<uint16_t> numbers;
  for (size_t i = 2; i < words.size(); ++i) {
    double number = 0;
    if (!absl::SimpleAtod(words[i], &number) || !std::isfinite(number)) break;
    numbers.push_back(static_cast<uint16_t>(std::clamp(number, 0.0, 65535.0)));
  }
  return numbers;
}

void Touch(TouchAction action, uint16_t x, uint16_t y, MediaEngine* engine) {
  TouchInput touch;
  touch.pointer = kPointer;
  touch.action = action;
  touch.x = std::min<uint16_t>(x, kScreenWidth);
  touch.y = std::min<uint16_t>(y, kScreenHeight);
  touch.width = kScreenWidth;
  touch.height = kScreenHeight;
  engine->InjectTouch(touch).IgnoreError();
}

}  // namespace

void InjectCommand(absl::string_view command, MediaEngine* engine) {
  const std::vector<std::string> words = absl::StrSplit(command, ' ', absl::SkipEmpty());
  if (words.size() < 3 || (words[0] != "input" && !absl::EndsWith(words[0], "/input"))) return;
  const std::vector<uint16_t> numbers = ReadNumbers(words);
  if (words[1] == "keyevent") {
    for (const uint16_t code : numbers) {
      engine->InjectKey({code, KeyAction::kDown}).IgnoreError();
      engine->InjectKey({code, KeyAction::kUp}).IgnoreError();
    }
    return;
  }
  const bool is_swipe = (words[1] == "swipe" || words[1] == "draganddrop") && numbers.size() >= 4;
  if (!is_swipe && (words[1] != "tap" || numbers.size() < 2)) return;
  Touch(TouchAction::kDown, numbers[0], numbers[1], engine);
  if (is_swipe) Touch(TouchAction::kMove, numbers[2], numbers[3], engine);
  const size_t last = is_swipe ? 2 : 0;
  Touch(TouchAction::kUp, numbers[last], numbers[last + 1], engine);
}

}  // namespace cloudphone::simulator
