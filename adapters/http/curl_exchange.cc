#include "adapters/http/curl_exchange.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/http/curl_failure.h"

namespace cloudphone {

CurlExchange::CurlExchange(HttpRequest request, HttpDone done, EasyHandle easy,
                           const CurlTransportOptions& options, KeptConnections* kept)
    : request_(std::move(request)),
      done_(std::move(done)),
      easy_(std::move(easy)),
      options_(options),
      answer_(options.max_answer_header_bytes, options.max_answer_body_bytes),
      kept_(kept) {}

CurlExchange::~CurlExchange() { curl_slist_free_all(headers_); }

bool CurlExchange::Prepare(absl::Time now) {
  timeout_ = std::min(request_.deadline - now, options_.total_timeout);
  if (timeout_ <= absl::ZeroDuration()) return false;
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  // Rounded up: zero would mean without end.
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(timeout_) + 1));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options_.connect_timeout) + 1));
  // On a kept connection that turns out dead curl sends a request again by itself, a write too, and a write
  // that is not sent again would end as one whose outcome nobody knows. A connection of its own has neither
  // fault.
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT,
                   request_.finish_once_sent || wants_fresh_connection_ ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &OnReady);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  kept_->Follow(easy);
  SetMethod();
  SetHeaders();
  return true;
}

void CurlExchange::SetMethod() {
  const bool sends_length = !request_.body.empty() || request_.method == "POST" || request_.method == "PUT";
  if (sends_length) {
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDS, request_.body.data());
  } else {
    curl_easy_setopt(easy(), CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void CurlExchange::SetHeaders() {
  curl_slist_free_all(std::exchange(headers_, nullptr));
  // A name without a value takes away what curl would add; a name with a semicolon sends an empty value.
  std::string line;
  for (const HttpHeader& header : request_.headers) {
    line =
        header.value.empty() ? absl::StrCat(header.name, ";") : absl::StrCat(header.name, ": ", header.value);
    headers_ = curl_slist_append(headers_, line.c_str());
  }
  headers_ = curl_slist_append(headers_, "Expect:");
  for (const char* name : {"Accept", "Content-Type"}) {
    if (FindHeader(request_.headers, name).empty())
      headers_ = curl_slist_append(headers_, absl::StrCat(name, ":").c_str());
  }
  curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, headers_);
}

HttpResult CurlExchange::Result(CURLcode code) {
  curl_off_t total_us = 0;
  curl_easy_getinfo(easy(), CURLINFO_TOTAL_TIME_T, &total_us);
  HttpFailure failure = FailureOf(code, maybe_sent_, absl::Microseconds(total_us) >= timeout_);
  if (answer_.too_large()) failure = HttpFailure::kAnswerTooLarge;
  if (failure != HttpFailure::kNone) return Failure(failure, curl_easy_strerror(code));
  HttpResult result;
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  result.status = static_cast<int>(status);
  result.maybe_sent = true;
  result.headers = std::move(answer_.headers());
  result.body = std::move(answer_.body());
  return result;
}

HttpResult CurlExchange::Failure(HttpFailure failure, absl::string_view detail) const {
  HttpResult result;
  result.failure = failure;
  result.maybe_sent = maybe_sent_;
  result.detail = std::string(detail);
  return result;
}

int CurlExchange::OnReady(void* self, char*, char* local_ip, int, int local_port) {
  auto* const exchange = static_cast<CurlExchange*>(self);
  if (!exchange->wants_fresh_connection_ && exchange->kept_->HasStrayBytes(local_ip, local_port)) {
    exchange->wants_fresh_connection_ = true;
    return CURL_PREREQFUNC_ABORT;  // Closes the connection, too.
  }
  exchange->maybe_sent_ = true;  // The connection stands; next is the first byte.
  return CURL_PREREQFUNC_OK;
}

size_t CurlExchange::OnHeader(char* data, size_t size, size_t count, void* self) {
  return static_cast<CurlExchange*>(self)->answer_.AddHeaderLine({data, size * count}) ? size * count : 0;
}

size_t CurlExchange::OnBody(char* data, size_t size, size_t count, void* self) {
  return static_cast<CurlExchange*>(self)->answer_.AddBody({data, size * count}) ? size * count : 0;
}

}  // namespace cloudphone
