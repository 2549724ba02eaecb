#include "upload.h"

#include <curl/curl.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace {

constexpr long kConnectSeconds = 10;
constexpr long kSilentSeconds = 60;  // Without a limit a store may be silent for ever.

// Of the answer only its status counts.
size_t Skip(char*, size_t size, size_t count, void*) { return size * count; }

}  // namespace

grpc::Status Put(const cloudphone::v1::CreateUploadResponse& upload, const std::string& path) {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
  const std::unique_ptr<FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (unknown || file == nullptr) return {grpc::StatusCode::NOT_FOUND, "cannot read " + path};
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  curl_slist* list = nullptr;
  for (const auto& [name, value] : upload.headers()) {  // They are signed: exactly these.
    list = curl_slist_append(list, (name + ": " + value).c_str());
  }
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, upload.url().c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes));
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, file.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Skip);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    return {grpc::StatusCode::UNAVAILABLE, std::string("the upload failed: ") + curl_easy_strerror(code)};
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return grpc::Status::OK;
  return {grpc::StatusCode::FAILED_PRECONDITION, "the upload was answered with " + std::to_string(status)};
}
