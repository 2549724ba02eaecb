#include "adapters/http/proxy.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cloudphone {
namespace {

// Undoes %XX. False: a broken escape, or a control character, which would end the header early.
bool Decode(absl::string_view text, std::string* decoded) {
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const absl::string_view digits = text.substr(i + 1, 2);
      if (digits.size() != 2 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit))
        return false;
      c = absl::HexStringToBytes(digits)[0];
      i += 2;
    }
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) return false;
    decoded->push_back(c);
  }
  return true;
}

bool IsAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == 0 || colon == absl::string_view::npos) return false;
  const absl::string_view host = address.substr(0, colon);
  int port = 0;
  return std::all_of(host.begin(), host.end(),
                     [](unsigned char c) {
                       return absl::ascii_isalnum(c) ||
                              absl::string_view("-._:[]").find(c) != absl::string_view::npos;
                     }) &&
         absl::SimpleAtoi(address.substr(colon + 1), &port) && port > 0 && port < 65536;
}

}  // namespace

absl::StatusOr<Proxy> ParseProxy(absl::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError("give a proxy as http://[user:password@]host:port");
  if (!absl::ConsumePrefix(&text, "http://")) return wrong;
  absl::ConsumeSuffix(&text, "/");
  Proxy proxy;
  const size_t at = text.rfind('@');
  if (at != absl::string_view::npos) {
    const absl::string_view login = text.substr(0, at);
    const size_t colon = std::min(login.find(':'), login.size());
    const absl::string_view password = absl::StripPrefix(login.substr(colon), ":");
    if (colon == 0 || !Decode(login.substr(0, colon), &proxy.user) || !Decode(password, &proxy.password))
      return wrong;
    text.remove_prefix(at + 1);
  }
  if (!IsAddress(text)) return wrong;
  proxy.address = absl::StrCat("http://", text);
  return proxy;
}

}  // namespace cloudphone
