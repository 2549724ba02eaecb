#include "adapters/http/curl_transport.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/http/curl_loop.h"
#include "adapters/http/request_check.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {
namespace {

// curl_global_init is to run once, before any other use of curl.
absl::Status InitCurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK ? absl::OkStatus() : absl::InternalError("libcurl does not start");
}

absl::Status CheckCaFile(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  if (absl::StrContains(*text, "-----BEGIN CERTIFICATE-----")) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": holds no PEM certificate"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlTransport>> CurlTransport::Create(CurlTransportOptions options) {
  if (absl::Status started = InitCurl(); !started.ok()) return started;
  if (absl::Status ca_file = CheckCaFile(options.ca_file); !ca_file.ok()) return ca_file;
  auto loop = std::make_unique<CurlLoop>(options);
  if (absl::Status started = loop->Start(); !started.ok()) return started;
  return std::unique_ptr<CurlTransport>(new CurlTransport(std::move(options), std::move(loop)));
}

CurlTransport::CurlTransport(CurlTransportOptions options, std::unique_ptr<CurlLoop> loop)
    : max_request_body_bytes_(options.max_request_body_bytes), loop_(std::move(loop)) {}

CurlTransport::~CurlTransport() = default;

HttpTransport::CallId CurlTransport::Send(HttpRequest request, HttpDone done) {
  std::string wrong = WhatIsWrong(request, max_request_body_bytes_);
  if (wrong.empty()) return loop_->Send(std::move(request), std::move(done));
  HttpResult result;
  result.failure = HttpFailure::kInvalidRequest;
  result.detail = std::move(wrong);
  return loop_->Refuse(std::move(result), std::move(done));
}

void CurlTransport::Cancel(CallId id) { loop_->Cancel(id); }

void CurlTransport::Stop() { loop_->Stop(); }

}  // namespace cloudphone
