#include "service/gateway/media/slow_gesture.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/commands/command_errors.h"
#include "service/gateway/media/gesture_plan.h"
#include "service/gateway/media/input_errors.h"
#include "service/gateway/media/us_keyboard.h"

namespace cloudphone {
namespace {

constexpr char kNotOnSlowPath[] = "NOT_ON_SLOW_PATH";
// Of the vendor's 2 s for a command some are gone when `input` has started. Unverified how many.
constexpr absl::Duration kLongest = absl::Milliseconds(1500);
// Android's: a finger or a key that is down for longer is a long press.
constexpr absl::Duration kLongPress = absl::Milliseconds(500);
constexpr size_t kMaxCommandBytes = 2048;

absl::Status CheckTime(absl::string_view field, absl::Duration time) {
  if (time <= kLongest) return absl::OkStatus();
  return WrongInput(kNotOnSlowPath, field, "is longer than the 1.5 s that the slow path has");
}

bool IsTaken(char character) {
  return absl::ascii_isalnum(static_cast<unsigned char>(character)) ||
         absl::string_view("_./:-").find(character) != absl::string_view::npos;
}

bool HasKeyWithoutShift(char character) {
  const absl::optional<KeyStroke> stroke = StrokeOf(character);
  return stroke.has_value() && !stroke->shift;
}

// `input text` ends with the first word, and the usual "%s" for a space holds a character that the vendor
// does not take. So words go as keys, all by one command; where one needs SHIFT, a command for each word,
// which only few words have the time for.
std::string WordsCommand(const std::string& text) {
  if (std::all_of(text.begin(), text.end(), HasKeyWithoutShift)) {
    std::string command = "input keyevent";
    for (const char character : text) absl::StrAppend(&command, " ", StrokeOf(character)->key_code);
    return command;
  }
  const std::string space = absl::StrCat(" && input keyevent ", kSpaceKey, " && input text ");
  return absl::StrCat("input text ", absl::StrJoin(absl::StrSplit(text, ' '), space));
}

}  // namespace

absl::StatusOr<std::string> SlowCommand(const v1::TapRequest& tap) {
  const absl::StatusOr<absl::Duration> hold = HoldOf(tap);
  if (!hold.ok()) return hold.status();
  if (absl::Status checked = CheckTime("hold", *hold); !checked.ok()) return checked;
  if (!tap.has_hold()) return absl::StrCat("input tap ", tap.x(), " ", tap.y());
  // A swipe that goes nowhere holds the finger down.
  return absl::StrCat("input swipe ", tap.x(), " ", tap.y(), " ", tap.x(), " ", tap.y(), " ",
                      absl::ToInt64Milliseconds(*hold));
}

absl::StatusOr<std::string> SlowCommand(const v1::SwipeRequest& swipe) {
  const absl::StatusOr<absl::Duration> duration = DurationOf(swipe);
  if (!duration.ok()) return duration.status();
  if (absl::Status checked = CheckTime("duration", *duration); !checked.ok()) return checked;
  return absl::StrCat("input swipe ", swipe.from_x(), " ", swipe.from_y(), " ", swipe.to_x(), " ",
                      swipe.to_y(), " ", absl::ToInt64Milliseconds(*duration));
}

absl::StatusOr<std::string> SlowCommand(const v1::PressKeyRequest& press) {
  const absl::StatusOr<absl::Duration> hold = HoldOf(press);
  if (!hold.ok()) return hold.status();
  return absl::StrCat("input keyevent ", *hold > kLongPress ? "--longpress " : "", press.key_code());
}

absl::StatusOr<std::string> SlowCommand(const v1::InputTextRequest& text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text.text(), ' ');
  for (const absl::string_view word : words) {
    if (word.empty())
      return WrongInput(kNotOnSlowPath, "text", "on the slow path spaces stand between words");
    if (!std::all_of(word.begin(), word.end(), IsTaken))
      return WrongInput(kNotOnSlowPath, "text",
                        "the slow path takes only letters, digits, \"_./:-\" and spaces between words");
  }
  if (words.size() == 1) return absl::StrCat("input text ", text.text());
  std::string command = WordsCommand(text.text());
  if (command.size() > kMaxCommandBytes)
    return WrongInput(kNotOnSlowPath, "text", "has more words than a command of the slow path");
  return command;
}

absl::Status SlowOutcome(const v1::RunSyncCommandResponse& response) {
  const v1::JobGroup& group = response.group();
  if (!group.refused().empty()) return ToStatus(group.refused(0).error());
  if (group.jobs_size() != 1 ||
      (group.jobs(0).state() != v1::JOB_STATE_SUCCEEDED && group.jobs(0).state() != v1::JOB_STATE_FAILED)) {
    return CommandOutcomeUnknown("the gesture still ran when the upstream answered",
                                 {group.request_ids().begin(), group.request_ids().end()});
  }
  const v1::Job& job = group.jobs(0);
  if (job.state() == v1::JOB_STATE_FAILED && job.error().code() != 0) return ToStatus(job.error());
  const absl::string_view output = absl::StripAsciiWhitespace(job.output());
  if (job.state() == v1::JOB_STATE_SUCCEEDED && output.empty()) return absl::OkStatus();
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "INPUT_COMMAND_FAILED";
  error.message = absl::StrCat("the phone's input command failed: ", output.substr(0, 256));
  error.precondition_subject = "phone";
  return ToStatus(error);
}

bool LacksAgent(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "AGENT_PORT_NOT_MAPPED" || reason == "AGENT_NOT_RUNNING";
}

absl::Status WithSlowPathHint(const absl::Status& status) {
  google::rpc::Status hinted = FromStatus(status);
  hinted.set_message(
      absl::StrCat(hinted.message(), "; allow_slow_path lets the gesture go without an agent"));
  return ToStatus(hinted);
}

}  // namespace cloudphone
