#include "adapters/cph/json/vendor_time.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cloudphone {
namespace {

// Below: seconds; from here on: milliseconds. As seconds this is the year 5138, as milliseconds March 1973.
constexpr int64_t kFirstMillis = 100'000'000'000;

// Takes `count` digits off the front.
bool TakeNumber(int count, absl::string_view* text, int* number) {
  if (text->size() < static_cast<size_t>(count)) return false;
  *number = 0;
  for (int i = 0; i < count; ++i) {
    const char digit = (*text)[i];
    if (!absl::ascii_isdigit(static_cast<unsigned char>(digit))) return false;
    *number = *number * 10 + (digit - '0');
  }
  text->remove_prefix(count);
  return true;
}

bool TakeChar(char expected, absl::string_view* text) {
  if (text->empty() || text->front() != expected) return false;
  text->remove_prefix(1);
  return true;
}

// Takes ".701000", at most nine digits, as nanoseconds.
bool TakeFraction(absl::string_view* text, int32_t* nanos) {
  *nanos = 0;
  if (!TakeChar('.', text)) return true;
  int32_t unit = 1'000'000'000;
  while (!text->empty() && absl::ascii_isdigit(static_cast<unsigned char>(text->front()))) {
    unit /= 10;
    if (unit == 0) return false;
    *nanos += (text->front() - '0') * unit;
    text->remove_prefix(1);
  }
  return unit != 1'000'000'000;
}

bool ParseEpoch(absl::string_view text, google::protobuf::Timestamp* time) {
  int64_t number;
  if (!absl::SimpleAtoi(text, &number) || number < 0 || number >= kFirstMillis * 1000) return false;
  const bool millis = number >= kFirstMillis;
  time->set_seconds(millis ? number / 1000 : number);
  time->set_nanos(millis ? static_cast<int32_t>(number % 1000) * 1'000'000 : 0);
  return true;
}

}  // namespace

bool ParseVendorTime(absl::string_view text, google::protobuf::Timestamp* time) {
  if (text.size() < 5 || text[4] != '-') return ParseEpoch(text, time);
  int year, month, day, hour, minute, second;
  if (!TakeNumber(4, &text, &year) || !TakeChar('-', &text) || !TakeNumber(2, &text, &month) ||
      !TakeChar('-', &text) || !TakeNumber(2, &text, &day)) {
    return false;
  }
  const bool local_form = TakeChar(' ', &text);
  if (!local_form && !TakeChar('T', &text)) return false;
  if (!TakeNumber(2, &text, &hour) || !TakeChar(':', &text) || !TakeNumber(2, &text, &minute) ||
      !TakeChar(':', &text) || !TakeNumber(2, &text, &second)) {
    return false;
  }
  int32_t nanos;
  if (!TakeFraction(&text, &nanos)) return false;
  if (!TakeChar('Z', &text) && !local_form) return false;
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  // CivilSecond carries the 31st of February over to March; here it is no time.
  const bool exists = year >= 1 && civil.month() == month && civil.day() == day && civil.hour() == hour &&
                      civil.minute() == minute && civil.second() == second;
  if (!text.empty() || !exists) return false;
  time->set_seconds(civil - absl::CivilSecond(1970));
  time->set_nanos(nanos);
  return true;
}

}  // namespace cloudphone
