#include "service/simulator/engine/engine_options.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace cloudphone::simulator {
namespace {

// Reads variables one by one and keeps the first complaint.
class Variables {
 public:
  explicit Variables(EnvironmentLookup lookup) : lookup_(lookup) {}

  const absl::Status& status() const { return status_; }

  std::string Text(const char* name) const {
    const char* const value = lookup_(name);
    return value == nullptr ? "" : value;
  }

  template <typename Choice>
  void Choose(const char* name, const std::vector<std::pair<absl::string_view, Choice>>& choices,
              Choice* choice) {
    const std::string text = Text(name);
    if (text.empty()) return;
    for (const auto& [word, value] : choices) {
      if (word != text) continue;
      *choice = value;
      return;
    }
    Complain(name, text);
  }

  void Count(const char* name, int* count) {
    const std::string text = Text(name);
    if (text.empty()) return;
    if (!absl::SimpleAtoi(text, count) || *count < 0) Complain(name, text);
  }

  // "OpenAudio=-2100,InjectKeyData=-1".
  void Results(const char* name, std::map<std::string, int>* results) {
    for (const absl::string_view part : absl::StrSplit(Text(name), ',', absl::SkipWhitespace())) {
      const std::pair<std::string, std::string> row = absl::StrSplit(part, absl::MaxSplits('=', 1));
      if (row.first.empty() || !absl::SimpleAtoi(row.second, &(*results)[row.first])) Complain(name, part);
    }
  }

 private:
  void Complain(absl::string_view name, absl::string_view value) {
    status_.Update(absl::InvalidArgumentError(absl::StrCat(name, ": '", value, "' means nothing")));
  }

  const EnvironmentLookup lookup_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<EngineOptions> EngineOptionsFrom(EnvironmentLookup lookup) {
  using Options = EngineOptions;
  Variables variables(lookup);
  Options options;
  variables.Choose<Options::Layout>(
      "CPH_ENGINE_INPUT_LAYOUT",
      {{"natural", Options::Layout::kNatural}, {"packed", Options::Layout::kPacked}}, &options.input_layout);
  variables.Choose<Options::Ext>(
      "CPH_ENGINE_EXT",
      {{"natural", Options::Ext::kNatural}, {"packed", Options::Ext::kPacked}, {"zero", Options::Ext::kZero}},
      &options.ext);
  variables.Choose<Options::Sound>("CPH_ENGINE_SOUND",
                                   {{"tone", Options::Sound::kTone},
                                    {"silence", Options::Sound::kSilence},
                                    {"nothing", Options::Sound::kNothing}},
                                   &options.sound);
  variables.Choose<Options::EmptyConfig>("CPH_ENGINE_EMPTY_CONFIG",
                                         {{"any", Options::EmptyConfig::kAny},
                                          {"text", Options::EmptyConfig::kText},
                                          {"braces", Options::EmptyConfig::kBraces}},
                                         &options.empty_config);
  variables.Choose<bool>("CPH_ENGINE_SECOND_OPEN", {{"strict", false}, {"lax", true}},
                         &options.second_open_replaces);
  variables.Count("CPH_ENGINE_BURST", &options.burst);
  variables.Count("CPH_ENGINE_LATE_FRAMES", &options.late_frames);
  variables.Count("CPH_ENGINE_SHORT_FRAMES_FROM", &options.short_frames_from);
  int close_takes_ms = 0;
  variables.Count("CPH_ENGINE_CLOSE_TAKES_MS", &close_takes_ms);
  options.close_takes = absl::Milliseconds(close_takes_ms);
  variables.Count("CPH_ENGINE_ABORT_AT_FRAME", &options.abort_at_frame);
  options.abort_in = variables.Text("CPH_ENGINE_ABORT_IN");
  variables.Results("CPH_ENGINE_RESULTS", &options.results);
  options.event_log = variables.Text("CPH_ENGINE_EVENT_LOG");
  if (!variables.status().ok()) return variables.status();
  return options;
}

}  // namespace cloudphone::simulator
