#ifndef CLOUDPHONE_SERVICE_SERVING_LOG_LINE_H_
#define CLOUDPHONE_SERVICE_SERVING_LOG_LINE_H_

#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cloudphone {

// One name and its value in a log line. Implicit, so that a line reads as a list of pairs.
struct LogField {
  LogField(absl::string_view name, absl::string_view value) : name(name), value(value) {}
  LogField(absl::string_view name, const char* value) : name(name), value(value) {}
  template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
  LogField(absl::string_view name, Number value) : name(name), value(absl::StrCat(value)) {}

  std::string name;
  std::string value;
};

// "event=call method=/a/b code=OK message=\"two words\"": values with anything but plain characters are
// quoted and escaped, so that a line is one line whatever stands in it; an empty value is left out; a long
// one is cut.
std::string LogLine(absl::string_view event, absl::Span<const LogField> fields);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_LOG_LINE_H_
