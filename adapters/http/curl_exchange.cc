#include "adapters/http/curl_exchange.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/http/curl_failure.h"

namespace cloudphone {
namespace {

// A kept connection that idled longer is likely to be closed by the other side at any moment.
constexpr long kIdleSeconds = 50;

long StatusOf(CURL* easy, CURLINFO which) {
  long status = 0;
  curl_easy_getinfo(easy, which, &status);
  return status;
}

}  // namespace

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
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  // Rounded up: zero would mean without end.
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(timeout_) + 1));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options_.connect_timeout) + 1));
  SetConnection();
  SetCallbacks();
  SetMethod();
  SetHeaders();
  return true;
}

void CurlExchange::SetConnection() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  // Without a word curl would take both from the environment.
  const Proxy& proxy = options_.proxy;
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy.address.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, proxy.address.empty() ? "*" : "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // They are not the answer's.
  if (!proxy.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, proxy.password.c_str());
  }
  // HTTP/2 where the TLS handshake agrees on it. There a burst of reads waits for the first connection to
  // stand, to share it; without TLS nothing can be agreed on, and they would wait for the first answer.
  const bool may_share = absl::StartsWith(request_.url, "https://");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(may_share ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // On a kept connection that turns out dead curl sends a request again by itself, a write too, and a write
  // that is not sent again would end as one whose outcome nobody knows. A connection of its own has neither
  // fault.
  const bool alone = request_.finish_once_sent || wants_fresh_connection_;
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, alone ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, may_share && !alone ? 1L : 0L);
  kept_->Follow(easy);
}

void CurlExchange::SetCallbacks() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &OnReady);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
}

void CurlExchange::SetMethod() {
  const bool sends_length = !request_.body.empty() || request_.method == "POST" || request_.method == "PUT";
  if (sends_length) {
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDS, request_.body.data());
  } else {
    curl_easy_setopt(easy(), CURLOPT_HTTPGET, 1L);
  }
  // Or curl would wait for the body whose length the answer to a HEAD has.
  if (request_.method == "HEAD") curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
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
  if (const long status = ProxyRefusal(); status != 0) {
    maybe_sent_ = false;  // The proxy judged our login to it before it asked whom to call.
    return Failure(HttpFailure::kNotConnected,
                   absl::StrCat("the proxy refused the call with status ", status));
  }
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return Failure(HttpFailure::kLost, "the server refused the stream, and a write is not sent twice");
  curl_off_t total_us = 0;
  curl_easy_getinfo(easy(), CURLINFO_TOTAL_TIME_T, &total_us);
  HttpFailure failure = FailureOf(code, error_text_, maybe_sent_, absl::Microseconds(total_us) >= timeout_);
  if (answer_.too_large()) failure = HttpFailure::kAnswerTooLarge;
  if (failure != HttpFailure::kNone) return Failure(failure, DetailOf(code, error_text_));
  if (!answer_.has_head())
    return Failure(HttpFailure::kLost, "the connection ended in the head of the answer");
  HttpResult result;
  result.status = static_cast<int>(StatusOf(easy(), CURLINFO_RESPONSE_CODE));
  result.maybe_sent = true;
  result.headers = std::move(answer_.headers());
  result.body = std::move(answer_.body());
  return result;
}

// The status with which the proxy, not the server, answered; or 0.
long CurlExchange::ProxyRefusal() const {
  constexpr long kLoginToProxyNeeded = 407;
  if (options_.proxy.address.empty()) return 0;
  if (const long status = StatusOf(easy(), CURLINFO_HTTP_CONNECTCODE); status >= 300) return status;
  // A call to http has no tunnel: the answer may be the proxy's own, and that status is nobody else's.
  const long status = StatusOf(easy(), CURLINFO_RESPONSE_CODE);
  return status == kLoginToProxyNeeded && absl::StartsWith(request_.url, "http://") ? status : 0;
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
  // A stream that an HTTP/2 server refuses unread is the one thing that curl repeats on a fresh connection.
  if (exchange->must_finish()) return CURL_PREREQFUNC_ABORT;
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
