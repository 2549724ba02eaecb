#include "adapters/http/request_check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cloudphone {
namespace {

bool IsMethod(absl::string_view method) {
  return method == "GET" || method == "HEAD" || method == "POST" || method == "PUT" || method == "DELETE";
}

bool IsUrl(absl::string_view url) {
  if (!std::all_of(url.begin(), url.end(), [](unsigned char c) { return absl::ascii_isgraph(c); }))
    return false;
  if (!absl::ConsumePrefix(&url, "https://") && !absl::ConsumePrefix(&url, "http://")) return false;
  const absl::string_view host = url.substr(0, url.find_first_of("/?#"));
  // A user before the host would be sent as credentials that the signature does not know.
  return !host.empty() && host.front() != ':' && !absl::StrContains(host, '@') &&
         !absl::StrContains(url, '#') && !absl::StrContains(host, '\\');
}

bool IsHeaderName(absl::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::string_view("!#$%&'*+-.^_`|~").find(c) != absl::string_view::npos;
  });
}

bool IsHeaderValue(absl::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7F); });
}

}  // namespace

std::string WhatIsWrong(const HttpRequest& request, size_t max_body_bytes) {
  if (!IsMethod(request.method)) return "the method is none of GET, HEAD, POST, PUT, DELETE";
  if (!IsUrl(request.url)) return "the URL is no http or https URL of a host";
  for (const HttpHeader& header : request.headers) {
    if (!IsHeaderName(header.name)) return "a header has a name that is none";
    if (!IsHeaderValue(header.value)) return "a header has a control character in its value";
  }
  if (request.method == "HEAD" && !request.body.empty()) return "a HEAD has a body";
  if (request.body.size() > max_body_bytes)
    return absl::StrCat("the body has ", request.body.size(), " bytes, more than ", max_body_bytes);
  return "";
}

}  // namespace cloudphone
